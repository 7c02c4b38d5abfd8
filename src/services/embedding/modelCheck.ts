import { Failure, isCancelled } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Embeddings } from './embeddings.ts';
import type { TextSample } from './sampleTexts.ts';

/** Embeds the texts of a sample with each model and compares the vectors with the stored ones. The nearest comes first. */
export async function compareModels(
  embeddings: Pick<Embeddings, 'embed'>,
  { environment, index }: { readonly environment: Environment; readonly index: VectorIndex },
  sample: TextSample,
  models: readonly IndexModel[],
  signal: AbortSignal,
): Promise<readonly ModelVerdict[]> {
  const verdicts: ModelVerdict[] = [];
  for (const model of models) {
    const request = { environment, index, model, texts: sample.texts, purpose: 'passage' as const };
    try {
      const vectors = await embeddings.embed(request, signal);
      const { cosine: near } = compareVectors(vectors, sample.vectors);
      verdicts.push({ model: { ...model, textField: sample.textField }, cosine: near });
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = Failure.from(error);
      verdicts.push({ model, reason: isCancelled(error) ? 'not sent' : failure.message });
    }
  }
  return verdicts.toSorted((one, other) => (other.cosine ?? -2) - (one.cosine ?? -2));
}

/** How near a model's vectors are to those of an index. */
export type ModelVerdict = {
  readonly model: IndexModel;
  /** Median of the cosines with the stored vectors. Absent if the model could not be tried. */
  readonly cosine?: number;
  /** Why the model could not be tried. */
  readonly reason?: string;
};

/** Medians from which a model is the one, and from which it is the one with another length, prompt or text. */
export const sameModel = 0.98;
export const similarModel = 0.9;

/** Returns the medians of the cosines of vectors, pair by pair, and of the norms of both sides. */
export function compareVectors(
  made: readonly (readonly number[])[],
  stored: readonly (readonly number[])[],
): { readonly cosine: number; readonly madeNorm: number; readonly storedNorm: number } {
  const normOf = (vector: readonly number[]): number => Math.hypot(...vector);
  return {
    cosine: median(made.map((vector, at) => cosine(vector, stored[at] ?? []))),
    madeNorm: median(made.map(normOf)),
    storedNorm: median(stored.map(normOf)),
  };
}

/** Returns the cosine of two vectors; 0 for vectors without a direction or of other lengths. */
export function cosine(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return 0;
  let dot = 0;
  for (const [at, value] of one.entries()) dot += value * (other[at] ?? 0);
  const norms = Math.hypot(...one) * Math.hypot(...other);
  return norms > 0 ? dot / norms : 0;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
