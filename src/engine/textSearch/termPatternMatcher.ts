import type { TermPattern } from './termPattern.ts';

/** A state of the nondeterministic automaton: it reads a character, or leads to other states without reading. */
type State =
  | { readonly reads: (code: number) => boolean; readonly to: number }
  | { readonly leadsTo: number[] };

/** Reading states that are reached together. */
type StateSet = {
  readonly states: readonly number[];
  readonly isAccepting: boolean;
  /** By the code point that is read next. */
  readonly next: Map<number, StateSet>;
};

/** Steps from set to set that are remembered. */
const maxSteps = 20_000;

/** The number of the accepting state. */
const accepting = 0;

/**
 * Tests terms against a pattern in linear time: it follows all states of the automaton at once (Thompson 1968) and
 * remembers the sets of states that it has met.
 */
export class TermPatternMatcher {
  readonly #states: State[] = [{ leadsTo: [] }];
  readonly #start: number;
  readonly #sets = new Map<string, StateSet>();
  #first: StateSet;
  #stepCount = 0;

  constructor(pattern: TermPattern) {
    this.#start = this.#compile(pattern, accepting);
    this.#first = this.#setOf([this.#start]);
  }

  /** Whether the pattern matches the whole term. */
  matches(term: string): boolean {
    if (this.#stepCount > maxSteps) this.#forget();
    let set = this.#first;
    for (let at = 0; at < term.length;) {
      if (set.states.length === 0) return false;
      const code = term.codePointAt(at)!;
      set = set.next.get(code) ?? this.#step(set, code);
      at += code > 0xffff ? 2 : 1;
    }
    return set.isAccepting;
  }

  #step(set: StateSet, code: number): StateSet {
    const reached = set.states.flatMap((number) => {
      const state = this.#states[number]!;
      return 'reads' in state && state.reads(code) ? [state.to] : [];
    });
    const next = this.#setOf(reached);
    set.next.set(code, next);
    this.#stepCount++;
    return next;
  }

  #setOf(from: readonly number[]): StateSet {
    const reached = new Set(from);
    // A set yields members that are added while it is read.
    for (const number of reached) {
      const state = this.#states[number]!;
      if ('leadsTo' in state) for (const next of state.leadsTo) reached.add(next);
    }
    const states = [...reached].filter((number) => 'reads' in this.#states[number]!);
    const key = `${reached.has(accepting)} ${states.sort((a, b) => a - b).join(' ')}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const set = { states, isAccepting: reached.has(accepting), next: new Map() };
    this.#sets.set(key, set);
    return set;
  }

  #forget(): void {
    this.#sets.clear();
    this.#first = this.#setOf([this.#start]);
    this.#stepCount = 0;
  }

  /** Adds the states of a pattern that is followed by the state `next`. Returns its first state. */
  #compile(pattern: TermPattern, next: number): number {
    switch (pattern.kind) {
      case 'characters':
        return this.#add({ reads: characterTest(pattern), to: next });
      case 'sequence':
        return pattern.parts.reduceRight((after, part) => this.#compile(part, after), next);
      case 'choice':
        return this.#add({ leadsTo: pattern.parts.map((part) => this.#compile(part, next)) });
      case 'repeat':
        return this.#compileRepeat(pattern, next);
      default:
        return pattern satisfies never;
    }
  }

  #compileRepeat(
    { operand, min, max }: Extract<TermPattern, { kind: 'repeat' }>,
    next: number,
  ): number {
    let first = next;
    if (max === Infinity) {
      const leadsTo = [next];
      first = this.#add({ leadsTo });
      leadsTo.push(this.#compile(operand, first));
    } else {
      for (let count = min; count < max; count++)
        first = this.#add({ leadsTo: [next, this.#compile(operand, first)] });
    }
    for (let count = 0; count < min; count++) first = this.#compile(operand, first);
    return first;
  }

  #add(state: State): number {
    return this.#states.push(state) - 1;
  }
}

function characterTest({
  ranges,
  isNegated,
}: Extract<TermPattern, { kind: 'characters' }>): (code: number) => boolean {
  const isIn = (code: number): boolean =>
    ranges.some(([first, last]) => first <= code && code <= last);
  return (code) => (isIn(code) || isIn(upperCaseOf(code))) !== isNegated;
}

/** The upper case of a character, if it is one character. */
function upperCaseOf(code: number): number {
  const upper = String.fromCodePoint(code).toUpperCase();
  return upper.length === (code > 0xffff ? 2 : 1) ? upper.codePointAt(0)! : code;
}
