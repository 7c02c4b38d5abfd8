import { createHash } from 'node:crypto';
import { Failure } from '../../../common/failure.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import { analyze } from '../../textSearch/analyze.ts';

/**
 * Returns the weights of a text's terms: stems without stop words. The weight of a term in a passage grows with its
 * count, up to a bound; in a query it is 1. A term has the same index in every text. Throws `badInput` for a longer text
 * if those are refused, and for a text without terms.
 */
export function embedTerms(
  text: string,
  { inputType, maxTokens, refusesLonger }: SparseParameters,
): SparseEmbedding {
  const tokens = analyze(text, analysis);
  if (tokens.length > maxTokens && refusesLonger) {
    const message = `A text has ${tokens.length} tokens, more than ${maxTokens}: shorten it, or leave out truncate: NONE`;
    throw new Failure('badInput', message);
  }
  const counts = new Map<string, number>();
  const read = tokens.slice(0, maxTokens);
  for (const { term } of read) counts.set(term, (counts.get(term) ?? 0) + 1);
  if (counts.size === 0) throw new Failure('badInput', 'A text has no term that can be embedded');
  const byIndex = new Map([...counts].map(([term, count]) => [indexOf(term), { term, count }]));
  const entries = [...byIndex].toSorted(([one], [other]) => one - other);
  return {
    sparse: {
      indices: Uint32Array.from(entries, ([index]) => index),
      values: Float32Array.from(entries, ([, { count }]) =>
        inputType === 'query' ? 1 : (count * (saturation + 1)) / (count + saturation),
      ),
    },
    terms: entries.map(([, { term }]) => term),
    tokens: read.length,
  };
}

/** A sparse embedding. `terms` are those of the indices, in the same order. */
export type SparseEmbedding = {
  readonly sparse: SparseVector;
  readonly terms: readonly string[];
  readonly tokens: number;
};

export type SparseParameters = {
  readonly inputType: 'query' | 'passage';
  readonly maxTokens: number;
  /** Whether a longer text is refused instead of cut. */
  readonly refusesLonger: boolean;
};

const analysis = { language: 'en', stemming: true, stopWords: true };

/** How soon repetitions of a term stop counting, as in BM25. */
const saturation = 1.2;

function indexOf(term: string): number {
  return createHash('sha256').update(term).digest().readUInt32LE();
}
