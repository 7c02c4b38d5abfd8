import {
  dimensionsOf,
  isSparse,
  supportedMetrics,
  type EmbeddingModel,
} from '../../embedding/embeddingModel.ts';
import type { RerankModel } from '../../embedding/simulated/hostedModels.ts';

/** Returns the description of an embedding model. */
export function embeddingModelResponse(model: EmbeddingModel): {
  readonly [name: string]: unknown;
} {
  const dimensions = dimensionsOf(model);
  return {
    model: model.name,
    short_description:
      model.kind === 'words'
        ? `The mean of the vectors of a text's words, looked up in the index ${model.index} on this machine`
        : model.description,
    type: 'embed',
    vector_type: isSparse(model) ? 'sparse' : 'dense',
    ...(isSparse(model) ? {} : { default_dimension: dimensions[0] }),
    modality: 'text',
    ...(model.kind === 'words' ? {} : { max_sequence_length: model.tokens.most }),
    max_batch_size: maxInputs,
    provider_name: model.kind === 'simulated' ? model.provider : 'local',
    ...(isSparse(model)
      ? {}
      : { supported_dimensions: dimensions.toSorted((one, other) => one - other) }),
    supported_metrics: supportedMetrics(model),
    supported_parameters: parametersOf(model),
  };
}

/** The limit of texts in one request to embed. */
export const maxInputs = 96;

/** Returns the description of a reranking model. */
export function rerankModelResponse(model: RerankModel): { readonly [name: string]: unknown } {
  const { name, description, provider, maxTokens, maxDocuments } = model;
  return {
    model: name,
    short_description: description,
    type: 'rerank',
    modality: 'text',
    max_sequence_length: maxTokens,
    max_batch_size: maxDocuments,
    provider_name: provider,
    supported_parameters: [truncate],
  };
}

const truncate = {
  parameter: 'truncate',
  type: 'one_of',
  value_type: 'string',
  required: false,
  allowed_values: ['END', 'NONE'],
  default: 'END',
};

const inputType = {
  parameter: 'input_type',
  type: 'one_of',
  value_type: 'string',
  required: true,
  allowed_values: ['query', 'passage'],
};

/** Returns the parameters of a model, as the service describes those of its own. */
function parametersOf(model: EmbeddingModel): readonly object[] {
  if (model.kind === 'words') return [];
  const { tokens } = model;
  const length = {
    parameter: 'max_tokens_per_sequence',
    type: 'numeric_range',
    value_type: 'integer',
    required: false,
    min: 3,
    max: tokens.most,
    default: tokens.default,
  };
  if (model.kind === 'sentences')
    return model.prompts === undefined
      ? [length, truncate]
      : [{ ...inputType, required: false }, length, truncate];
  if (model.kind === 'terms' || isSparse(model)) return [inputType, truncate, length, returnTokens];
  const { dimensions } = model;
  return dimensions.length === 1
    ? [inputType, truncate]
    : [inputType, truncate, dimensionParameter(dimensions)];
}

const returnTokens = {
  parameter: 'return_tokens',
  type: 'any',
  value_type: 'boolean',
  required: false,
  default: false,
};

function dimensionParameter(dimensions: readonly number[]): object {
  return {
    parameter: 'dimension',
    type: 'one_of',
    value_type: 'integer',
    required: false,
    allowed_values: dimensions.toSorted((one, other) => one - other),
    default: dimensions[0],
  };
}
