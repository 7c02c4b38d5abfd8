import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { chooseDimension, isSparse, type EmbeddingModel } from '../../embedding/embeddingModel.ts';
import { keptParameters } from '../../embedding/embeddingParameters.ts';
import type {
  DocumentField,
  FieldEmbedding,
  SparseFieldEmbedding,
  TextAnalysis,
} from '../../storage/indexFields.ts';
import { isGiven } from './decode.ts';
import { descriptionSchema, dimensionSchema, metricSchema } from './indexSettings.ts';

/** Returns the field of text that a schema declares. Throws `badInput` for settings that exclude each other. */
export function textFieldOf(
  name: string,
  settings: TextSettings,
  findModel: FindModel,
): DocumentField {
  const { filterable, embed, sparse_embed: sparseEmbed, store_text: isStored } = settings;
  const search = settings.full_text_search;
  if (filterable === true)
    refuseField(name, 'a field is filtered or searched, not both: leave out filterable');
  const models = {
    ...(isGiven(embed) ? { embedding: embeddingOf(embed, findModel) } : {}),
    ...(isGiven(sparseEmbed) ? { sparseEmbedding: sparseEmbeddingOf(sparseEmbed, findModel) } : {}),
  };
  if (isStored !== false)
    return { type: 'string', analysis: analysisOf(name, search ?? {}), ...models };
  if (Object.keys(models).length === 0)
    refuseField(name, 'store_text: false needs embed or sparse_embed');
  if (isGiven(search)) refuseField(name, 'store_text: false excludes full_text_search');
  return { type: 'unstored_text', ...models };
}

/** Returns the model with a name. Throws `badInput` if this machine has none. */
export type FindModel = (name: string) => EmbeddingModel;

/** The models that the service takes if a request names none. */
const defaultModel = 'llama-text-embed-v2';
const defaultSparseModel = 'pinecone-sparse-english-v0';

const gramSchema = v.pipe(v.number(), v.integer());
const parameters = v.nullish(v.looseObject({}));

/** A field of text in the schema of a new index. */
export const textSchema = v.strictObject({
  type: v.literal('string'),
  description: descriptionSchema,
  filterable: v.nullish(v.boolean()),
  full_text_search: v.nullish(
    v.strictObject({
      language: v.nullish(v.string()),
      stemming: v.nullish(v.boolean()),
      stop_words: v.nullish(v.boolean()),
      ngram: v.nullish(
        v.strictObject({
          min_gram: v.pipe(gramSchema, v.minValue(1)),
          max_gram: v.pipe(gramSchema, v.maxValue(10)),
          prefix_only: v.nullish(v.boolean()),
        }),
      ),
    }),
  ),
  embed: v.nullish(
    v.strictObject({
      model: v.nullish(v.string()),
      dimension: v.nullish(dimensionSchema),
      metric: v.nullish(metricSchema),
      read_parameters: parameters,
      write_parameters: parameters,
    }),
  ),
  sparse_embed: v.nullish(
    v.strictObject({
      model: v.nullish(v.string()),
      read_parameters: parameters,
      write_parameters: parameters,
    }),
  ),
  store_text: v.nullish(v.boolean()),
});

type TextSettings = v.InferOutput<typeof textSchema>;

function sparseEmbeddingOf(
  embed: NonNullable<TextSettings['sparse_embed']>,
  findModel: FindModel,
): SparseFieldEmbedding {
  const model = findModel(embed.model ?? defaultSparseModel);
  if (!isSparse(model))
    throw new Failure('badInput', `The model ${model.name} is dense: it is for embed`);
  const kept = keptParameters(model, embed.read_parameters, embed.write_parameters);
  return { model: model.name, ...kept };
}

function embeddingOf(
  embed: NonNullable<TextSettings['embed']>,
  findModel: FindModel,
): FieldEmbedding {
  const model = findModel(embed.model ?? defaultModel);
  const dimension = chooseDimension(model, embed.dimension ?? undefined);
  if (dimension === undefined)
    throw new Failure('badInput', `The model ${model.name} is sparse: it is for sparse_embed`);
  return {
    model: model.name,
    dimension,
    metric: embed.metric ?? 'cosine',
    ...keptParameters(model, embed.read_parameters, embed.write_parameters),
  };
}

function analysisOf(
  name: string,
  search: NonNullable<TextSettings['full_text_search']>,
): TextAnalysis {
  const { language, ngram } = search;
  const stemming = search.stemming ?? false;
  const isEnglish = !language || language === 'en';
  const stopWords = search.stop_words ?? false;
  const refuse = (message: string): never => refuseField(name, message);
  if (stemming && !isEnglish)
    refuse(`the local engine supports stemming for English (en) only, not for ${language}`);
  if (stopWords && !stemming) refuse('stop_words needs stemming');
  if (ngram && stemming) refuse('ngram excludes stemming and stop_words');
  if (ngram && ngram.min_gram > ngram.max_gram) refuse('min_gram is greater than max_gram');
  return {
    language: language ?? 'en',
    stemming,
    stopWords,
    ...(ngram
      ? {
          ngram: {
            minGram: ngram.min_gram,
            maxGram: ngram.max_gram,
            prefixOnly: ngram.prefix_only ?? false,
          },
        }
      : {}),
  };
}

function refuseField(name: string, message: string): never {
  throw new Failure('badInput', `schema.fields.${name}: ${message}`);
}
