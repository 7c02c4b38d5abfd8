/** A parsed regular expression over the characters of a term. It matches whole terms, in any case. */
export type TermPattern =
  | { readonly kind: 'characters'; readonly ranges: readonly Range[]; readonly isNegated: boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly TermPattern[] }
  | {
      readonly kind: 'repeat';
      readonly operand: TermPattern;
      readonly min: number;
      readonly max: number;
    };

/** The first and the last code point. */
type Range = readonly [number, number];

type Fail = (reason: string, at: number) => Error;

/** States of the automaton that the expression becomes; each character of a term costs at most this many steps. */
const maxStates = 1000;
const maxNesting = 32;
const lastCodePoint = 0x10ffff;

const classes: Readonly<Record<string, readonly Range[]>> = {
  d: rangesOf('09'),
  w: rangesOf('09AZ__az'),
  s: rangesOf('\t\r  '),
};

/**
 * Parses the regular expression at `start` to `end` of a text: the standard operators of Lucene, which are
 * `. ? + * {n,m} | ( ) [ ]` and the escapes of `\d \w \s`. Throws what `fail` returns for the place of anything else.
 */
export function parseTermPattern(
  text: string,
  start: number,
  end: number,
  fail: Fail,
): TermPattern {
  const pattern = new PatternParser(text.slice(0, end), start, fail).parse();
  if (sizeOf(pattern) > maxStates) throw fail('the regular expression repeats too much', start);
  return pattern;
}

class PatternParser {
  readonly #text: string;
  readonly #fail: Fail;
  #at: number;
  #depth = 0;

  constructor(text: string, at: number, fail: Fail) {
    this.#text = text;
    this.#at = at;
    this.#fail = fail;
  }

  parse(): TermPattern {
    const pattern = this.#choice();
    if (this.#at === this.#text.length) return pattern;
    throw this.#fail('a closing parenthesis has no opening one; write \\)', this.#at);
  }

  #choice(): TermPattern {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return join('choice', parts);
  }

  #sequence(): TermPattern {
    const parts: TermPattern[] = [];
    while (this.#next !== '' && this.#next !== '|' && this.#next !== ')')
      parts.push(this.#repeated());
    return join('sequence', parts);
  }

  #repeated(): TermPattern {
    let operand = this.#single();
    for (let depth = 0; /^[?*+{]$/.test(this.#next); depth++) {
      if (depth === maxNesting) throw this.#fail('too many repetitions in a row', this.#at);
      operand = { kind: 'repeat', operand, ...this.#count() };
    }
    return operand;
  }

  #count(): { min: number; max: number } {
    const at = this.#at;
    if (this.#take('?')) return { min: 0, max: 1 };
    if (this.#take('*')) return { min: 0, max: Infinity };
    if (this.#take('+')) return { min: 1, max: Infinity };
    const [all, low, hasComma, high] = /^\{(\d+)(,?)(\d*)\}/.exec(this.#text.slice(at)) ?? [];
    const min = Number(low);
    const last = high === '' ? Infinity : Number(high);
    const max = hasComma === '' ? min : last;
    if (all === undefined || (hasComma === '' && high !== '') || max < min)
      throw this.#fail('a repetition is {n}, {n,} or {n,m}; write \\{ for the character', at);
    this.#at += all.length;
    return { min, max };
  }

  #single(): TermPattern {
    const at = this.#at;
    if (this.#take('(')) return this.#group(at);
    if (this.#take('[')) return this.#class(at);
    if (this.#take('.')) return { kind: 'characters', ranges: [], isNegated: true };
    if (this.#next === '\\') return this.#escape();
    const problem = problemOf(this.#next);
    if (problem !== undefined) throw this.#fail(problem, at);
    return literal(this.#character());
  }

  #group(start: number): TermPattern {
    if (++this.#depth > maxNesting) throw this.#fail('it is nested too deeply', start);
    const pattern = this.#choice();
    if (!this.#take(')')) throw this.#fail('the parenthesis is not closed; write \\(', start);
    this.#depth--;
    return pattern;
  }

  #class(start: number): TermPattern {
    const isNegated = this.#take('^');
    const ranges: Range[] = [];
    while (this.#next !== '' && this.#next !== ']') ranges.push(...this.#classItem());
    if (!this.#take(']')) throw this.#fail('the bracket is not closed; write \\[', start);
    if (ranges.length === 0) throw this.#fail('the brackets are empty', start);
    return { kind: 'characters', ranges, isNegated };
  }

  #classItem(): readonly Range[] {
    const at = this.#at;
    const first = this.#classCharacter();
    if (typeof first !== 'string') return first;
    const isRange = this.#next === '-' && !['', ']'].includes(this.#text.charAt(this.#at + 1));
    if (!isRange) return rangesOf(first + first);
    this.#at++;
    const last = this.#classCharacter();
    if (typeof last === 'string' && codeOf(first) <= codeOf(last)) return rangesOf(first + last);
    throw this.#fail('the range of characters is not in order', at);
  }

  /** A character, or the ranges of an escape like `\d`. */
  #classCharacter(): string | readonly Range[] {
    if (this.#next !== '\\') return this.#character();
    const escape = this.#escape();
    if (escape.kind !== 'characters') return [];
    const { ranges, isNegated } = escape;
    const [range] = ranges;
    if (isNegated) return complementOf(ranges);
    const isOne = ranges.length === 1 && range !== undefined && range[0] === range[1];
    return isOne ? String.fromCodePoint(range[0]) : ranges;
  }

  #escape(): TermPattern {
    const at = this.#at++;
    const character = this.#next === '' ? '' : this.#character();
    const ranges = Object.hasOwn(classes, character.toLowerCase())
      ? classes[character.toLowerCase()]
      : undefined;
    if (ranges !== undefined)
      return { kind: 'characters', ranges, isNegated: character !== character.toLowerCase() };
    if (character !== '' && !/[\p{L}\p{N}]/u.test(character)) return literal(character);
    throw this.#fail('the backslash escapes \\d, \\w, \\s and characters that are no letters', at);
  }

  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at++;
    return true;
  }

  #character(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += character.length;
    return character;
  }
}

/** Returns why a character cannot be used unescaped; `undefined` if it can. */
function problemOf(character: string): string | undefined {
  if (/[?*+{]/.test(character)) return `“${character}” repeats nothing; write \\${character}`;
  if (/[\^$]/.test(character))
    return `a regular expression always matches whole terms: leave “${character}” out`;
  if (/[\]}~&@#<>"]/.test(character))
    return `“${character}” is not a supported operator; write \\${character} for the character`;
  return undefined;
}

/** Terms are in lower case. */
function literal(character: string): TermPattern {
  const parts = Array.from(character.toLowerCase(), (one): TermPattern => {
    return { kind: 'characters', ranges: rangesOf(one + one), isNegated: false };
  });
  return join('sequence', parts);
}

function join(kind: 'sequence' | 'choice', parts: readonly TermPattern[]): TermPattern {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind, parts };
}

/** The ranges whose first and last characters follow each other in the text. */
function rangesOf(ends: string): readonly Range[] {
  const codes = Array.from(ends, codeOf);
  return Array.from({ length: codes.length / 2 }, (_, at) => [codes[2 * at]!, codes[2 * at + 1]!]);
}

function codeOf(character: string): number {
  return character.codePointAt(0)!;
}

/** The ranges between ranges in ascending order. */
function complementOf(ranges: readonly Range[]): readonly Range[] {
  const starts = [0, ...ranges.map(([, last]) => last + 1)];
  const ends = [...ranges.map(([first]) => first - 1), lastCodePoint];
  return starts.map((start, at) => [start, ends[at]!] as const);
}

/** An upper bound of the states that the automaton of a pattern has. */
function sizeOf(pattern: TermPattern): number {
  switch (pattern.kind) {
    case 'characters':
      return 1;
    case 'sequence':
    case 'choice':
      return pattern.parts.reduce((sum, part) => sum + sizeOf(part), 1);
    case 'repeat': {
      const copies = pattern.max === Infinity ? pattern.min + 1 : pattern.max;
      return 1 + copies * (1 + sizeOf(pattern.operand));
    }
    default:
      return pattern satisfies never;
  }
}
