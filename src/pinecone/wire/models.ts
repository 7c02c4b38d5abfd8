import * as v from 'valibot';
import type { DenseModel } from '../../model/embedding/denseModel.ts';
import { count } from './decode.ts';

/** A model that embeds texts as dense vectors. */
export const wireModel = v.pipe(
  v.object({
    model: v.string(),
    default_dimension: v.optional(count),
    supported_dimensions: v.optional(v.array(count)),
    max_sequence_length: v.optional(count),
  }),
  v.transform(
    ({
      model: name,
      default_dimension: usual,
      supported_dimensions: dimensions = usual === undefined ? [] : [usual],
      max_sequence_length: maxTokens,
    }): DenseModel => ({ name, dimensions, ...(maxTokens === undefined ? {} : { maxTokens }) }),
  ),
);

export const wireModels = v.pipe(
  v.object({ models: v.array(wireModel) }),
  v.transform(({ models }): readonly DenseModel[] => models),
);

/** The models that were added as folders. */
export const wireAddedModels = v.pipe(
  v.object({ models: v.array(v.object({ name: v.string(), folder: v.string() })) }),
  v.transform(({ models }) => models),
);
