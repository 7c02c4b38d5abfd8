import type { Comparison } from '../compareRuns.ts';
import { parseMeasure } from '../measures/measure.ts';
import type { RunScore } from '../scoreRun.ts';

/** Returns the gate of a line; `undefined` for other text. */
export function parseGate(text: string): Gate | undefined {
  const [, each, name = '', relation, typed] =
    /^(each )?(\S+) (at least|not worse by) (\d*\.?\d+)$/.exec(text.trim().replace(/\s+/g, ' ')) ??
    [];
  const measure = parseMeasure(name);
  const limit = Number(typed);
  if (!measure || !(limit <= 1)) return undefined;
  if (relation === 'at least')
    return { kind: each ? 'each' : 'mean', measure: measure.name, limit };
  return each ? undefined : { kind: 'baseline', measure: measure.name, limit };
}

/** A condition that a run has to meet. */
export type Gate = {
  /** `mean`: of all questions; `each`: of every question; `baseline`: against an earlier run. */
  readonly kind: 'mean' | 'each' | 'baseline';
  /** Name of the measure. */
  readonly measure: string;
  /** The least value, or the largest tolerated loss. */
  readonly limit: number;
};

/** Whether a gate is met, with what was found. Without a baseline, a gate against it is not checked. */
export type GateResult = {
  readonly gate: Gate;
  readonly state: 'met' | 'failed' | 'unchecked';
  readonly found: string;
  /** Questions that do not meet a gate for each question. */
  readonly questions: readonly string[];
};

export const gateAdvice =
  'Write a gate as “nDCG@10 at least 0.6”, “each RR@10 at least 0.1” or “nDCG@10 not worse by 0.02”';

export function printGate({ kind, measure, limit }: Gate): string {
  if (kind === 'baseline') return `${measure} not worse by ${limit}`;
  return `${kind === 'each' ? 'each ' : ''}${measure} at least ${limit}`;
}

/** Values this close to a limit meet it: sums in another order differ in the last digits. */
const tolerance = 1e-9;

/** Checks a gate. `comparison` is against the baseline by the gate's measure, if there is one. */
export function checkGate(
  gate: Gate,
  score: RunScore,
  comparison: Comparison | undefined,
): GateResult {
  const at = score.measures.findIndex(({ name }) => name === gate.measure);
  const n = score.questions.length;
  if (gate.kind === 'baseline') return checkBaseline(gate, comparison);
  if (gate.kind === 'each') {
    const below = score.questions.filter(
      ({ values }) => (values[at] ?? 0) < gate.limit - tolerance,
    );
    return {
      gate,
      state: n > 0 && below.length === 0 ? 'met' : 'failed',
      found: `${below.length} of ${n} questions are below`,
      questions: below.map(({ question }) => question),
    };
  }
  const mean = score.means[at] ?? 0;
  return {
    gate,
    state: n > 0 && mean >= gate.limit - tolerance ? 'met' : 'failed',
    found: `${mean.toFixed(4)} over ${n} questions`,
    questions: [],
  };
}

/** The run is not worse by more than the limit with 95%: the whole interval of the difference is above it. */
function checkBaseline(gate: Gate, comparison: Comparison | undefined): GateResult {
  if (!comparison || comparison.n === 0)
    return { gate, state: 'unchecked', found: 'there is no baseline', questions: [] };
  const { difference, interval, n, changes } = comparison;
  const low = interval?.low ?? difference;
  const high = interval?.high ?? difference;
  return {
    gate,
    state: low >= -gate.limit - tolerance ? 'met' : 'failed',
    found: `${signed(difference)} (95%: ${signed(low)} to ${signed(high)}) over ${n} questions`,
    questions: changes
      .filter(({ before, after }) => after < before)
      .map(({ question }) => question),
  };
}

/** Returns a number with its sign, of four decimals. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
