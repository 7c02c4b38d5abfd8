import { isRelevant, type GradedAnswer } from './gradedAnswer.ts';

/** A measure of retrieval for one answer, such as `nDCG@10`, with a value from 0 to 1. */
export type Measure = {
  /** As ir_measures writes it: `nDCG@10`, `AP`. */
  readonly name: string;
  readonly kind: Kind;
  /** Number of hits that count; `Infinity` for all. */
  readonly cutoff: number;
};

/** The names of ir_measures without a cut-off. */
const withOptionalCutoff = ['nDCG', 'AP', 'RR'] as const;
const withCutoff = ['R', 'P', 'Success', 'Judged'] as const;
const withoutCutoff = ['Rprec', 'Bpref'] as const;

type Kind =
  | (typeof withOptionalCutoff)[number]
  | (typeof withCutoff)[number]
  | (typeof withoutCutoff)[number];

/** What a study measures unless it names measures. */
export const defaultMeasureNames = ['nDCG@10', 'RR@10', 'R@10', 'P@5', 'Success@10', 'Judged@10'];

/** Returns the measure of a name, such as `nDCG@10`; `undefined` for other names. */
export function parseMeasure(name: string): Measure | undefined {
  const [, word = '', digits] = /^([A-Za-z]+)(?:@([1-9]\d{0,4}))?$/.exec(name.trim()) ?? [];
  const isOne = (kinds: readonly Kind[]): Kind | undefined => kinds.find((kind) => kind === word);
  const kind =
    digits === undefined
      ? isOne([...withOptionalCutoff, ...withoutCutoff])
      : isOne([...withOptionalCutoff, ...withCutoff]);
  if (kind === undefined) return undefined;
  const cutoff = digits === undefined ? Infinity : Number(digits);
  return { name: digits === undefined ? kind : `${kind}@${cutoff}`, kind, cutoff };
}

/** Whether a measure says how good an answer is. Judged@k says how far the other numbers can be trusted. */
export function isQuality({ kind }: Measure): boolean {
  return kind !== 'Judged';
}

/** Says which names `parseMeasure` knows. */
export const measureAdvice =
  'Use nDCG@k, AP, AP@k, RR@k, R@k, P@k, Success@k, Judged@k, Rprec or Bpref, with a number for k';

/** Returns the value of a measure for one answer. An empty answer, and a question without relevant records, have 0. */
export function valueOf({ kind, cutoff }: Measure, answer: GradedAnswer): number {
  switch (kind) {
    case 'nDCG':
      return discountedGain(answer, cutoff);
    case 'AP':
      return averagePrecision(answer, cutoff);
    case 'RR':
      return reciprocalRank(answer, cutoff);
    case 'R':
      return share(relevantWithin(answer, cutoff), answer.relevant);
    case 'P':
      return relevantWithin(answer, cutoff) / cutoff;
    case 'Success':
      return relevantWithin(answer, cutoff) > 0 ? 1 : 0;
    case 'Judged':
      return judgedShare(answer, cutoff);
    case 'Rprec':
      return share(relevantWithin(answer, answer.relevant), answer.relevant);
    case 'Bpref':
      return binaryPreference(answer);
  }
}

function discountedGain({ grades, idealGains }: GradedAnswer, cutoff: number): number {
  const gained = grades.map((grade) => Math.max(grade ?? 0, 0));
  return share(sumOfGains(gained, cutoff), sumOfGains(idealGains, cutoff));
}

function sumOfGains(gains: readonly number[], cutoff: number): number {
  let sum = 0;
  for (const [at, gain] of gains.entries()) {
    if (at >= cutoff) break;
    if (gain > 0) sum += gain / Math.log2(at + 2);
  }
  return sum;
}

function averagePrecision({ grades, relevant }: GradedAnswer, cutoff: number): number {
  let found = 0;
  let sum = 0;
  for (const [at, grade] of grades.entries()) {
    if (at >= cutoff) break;
    if (isRelevant(grade)) sum += ++found / (at + 1);
  }
  return share(sum, relevant);
}

function reciprocalRank({ grades }: GradedAnswer, cutoff: number): number {
  const first = grades.findIndex(isRelevant);
  return first < 0 || first >= cutoff ? 0 : 1 / (first + 1);
}

function relevantWithin({ grades }: GradedAnswer, cutoff: number): number {
  let found = 0;
  for (let at = 0; at < grades.length && at < cutoff; at++) if (isRelevant(grades[at])) found++;
  return found;
}

/** The share of the returned hits: a short answer is not unjudged where it has no hit. */
function judgedShare({ grades }: GradedAnswer, cutoff: number): number {
  const first = grades.slice(0, cutoff);
  return share(first.filter((grade) => grade !== undefined).length, first.length);
}

function binaryPreference({ grades, relevant, notRelevant }: GradedAnswer): number {
  let above = 0;
  let sum = 0;
  for (const grade of grades) {
    if (isRelevant(grade))
      sum += above === 0 ? 1 : 1 - Math.min(above, relevant) / Math.min(relevant, notRelevant);
    else if (grade === 0) above++;
  }
  return share(sum, relevant);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
