import type { FilterProblem } from '../filter/filterProblem.ts';
import type { Hit } from '../hit.ts';

/** Parses assertions as typed, one on each line. Blank lines count for nothing. */
export function parseAssertions(text: string): ParsedAssertions {
  const lines: AssertionLine[] = [];
  const problems: FilterProblem[] = [];
  let start = 0;
  for (const [line, typed] of text.split('\n').entries()) {
    const wanted = typed.trim();
    const assertion = wanted === '' ? undefined : parseAssertion(wanted);
    if (assertion) lines.push({ line, text: wanted, assertion });
    else if (wanted !== '') problems.push({ start, end: start + typed.length, message: advice });
    start += typed.length + 1;
  }
  return { lines, problems };
}

const measures = ['hits', 'found', 'recall', 'best score', 'last score', 'time'] as const;
type Measure = (typeof measures)[number];
type Operator = '>=' | '<=' | '>' | '<' | '=';

/** A statement about the result of a query. `id` is empty for all expected records. */
type Assertion =
  | {
      readonly kind: 'measure';
      readonly measure: Measure;
      readonly operator: Operator;
      readonly bound: number;
    }
  | {
      readonly kind: 'rank';
      readonly id: string;
      readonly top: number;
      readonly isNegated: boolean;
    };

/** A parsed line of assertions. `line` counts from 0 within the typed text. */
type AssertionLine = {
  readonly line: number;
  readonly text: string;
  readonly assertion: Assertion;
};

export type ParsedAssertions = {
  readonly lines: readonly AssertionLine[];
  readonly problems: readonly FilterProblem[];
};

/** The result of a query, as far as assertions are about it. */
export type AssertedResult = {
  readonly hits: readonly Pick<Hit, 'id' | 'score'>[];
  readonly expected: readonly string[];
  readonly tookMs: number;
};

/** Whether an assertion is met, and what was found instead. */
export type AssertionCheck = {
  readonly line: number;
  readonly text: string;
  readonly isMet: boolean;
  readonly found: string;
};

const advice =
  'An assertion has a form like “expected in top 5”, “doc-1 in top 3”, “doc-9 not in top 10”, “hits >= 10”, “found >= 2”, “recall >= 0.8”, “best score >= 0.7”, “last score >= 0.5” or “time <= 200 ms”';

/** Checks the assertions of a typed text, in its order. Lines with problems are left out. */
export function checkAssertions(text: string, result: AssertedResult): readonly AssertionCheck[] {
  return parseAssertions(text).lines.map(({ line, text: wanted, assertion }) => ({
    line,
    text: wanted,
    ...(assertion.kind === 'rank' ? checkRank(assertion, result) : checkMeasure(assertion, result)),
  }));
}

function parseAssertion(text: string): Assertion | undefined {
  const [, subject, not, top] = /^(.+?)\s+(not\s+)?in\s+top\s+(\d+)$/i.exec(text) ?? [];
  if (subject !== undefined && Number(top) >= 1) {
    const id = subject.toLowerCase() === 'expected' ? '' : subject;
    return { kind: 'rank', id, top: Number(top), isNegated: not !== undefined };
  }
  const [, word = '', operator, bound] =
    /^([a-z ]+?)\s*(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(?:ms)?$/i.exec(text) ?? [];
  const name = word.toLowerCase().replaceAll(/\s+/g, ' ');
  const measure = measures.find((one) => one === name);
  if (measure === undefined || bound === undefined) return undefined;
  return { kind: 'measure', measure, operator: operator as Operator, bound: Number(bound) };
}

type Checked = Pick<AssertionCheck, 'isMet' | 'found'>;

function checkRank(
  { id, top, isNegated }: Assertion & { kind: 'rank' },
  { hits, expected }: AssertedResult,
): Checked {
  const ids = id === '' ? expected : [id];
  if (ids.length === 0) return { isMet: false, found: 'no records are expected' };
  const ranks = ids.map((one) => ({ one, rank: hits.findIndex((hit) => hit.id === one) + 1 }));
  const isIn = ({ rank }: { rank: number }): boolean => rank > 0 && rank <= top;
  const wrong = ranks.filter((one) => isIn(one) === isNegated);
  const shown = (wrong.length > 0 ? wrong : ranks)
    .slice(0, 5)
    .map(({ one, rank }) =>
      rank === 0 ? `${one} is not among ${hits.length} hits` : `${one} has rank ${rank}`,
    );
  return { isMet: wrong.length === 0, found: shown.join(', ') };
}

function checkMeasure(
  { measure, operator, bound }: Assertion & { kind: 'measure' },
  result: AssertedResult,
): Checked {
  const value = valueOf(measure, result);
  if (value === undefined)
    return { isMet: false, found: measure === 'recall' ? 'no records are expected' : 'no hits' };
  return { isMet: holds(value, operator, bound), found: describe(measure, value) };
}

function valueOf(measure: Measure, result: AssertedResult): number | undefined {
  const { hits, expected, tookMs } = result;
  const found = expected.filter((id) => hits.some((hit) => hit.id === id)).length;
  switch (measure) {
    case 'hits':
      return hits.length;
    case 'found':
      return found;
    case 'recall':
      return expected.length === 0 ? undefined : found / expected.length;
    case 'best score':
      return hits[0]?.score;
    case 'last score':
      return hits.at(-1)?.score;
    case 'time':
      return tookMs;
  }
}

function holds(value: number, operator: Operator, bound: number): boolean {
  switch (operator) {
    case '>=':
      return value >= bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '<':
      return value < bound;
    case '=':
      return value === bound;
  }
}

function describe(measure: Measure, value: number): string {
  if (measure === 'time') return `${Math.round(value)} ms`;
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}
