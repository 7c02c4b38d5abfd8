import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { Metric } from '../../../model/vectorIndex.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import {
  chooseDimension,
  isSparse,
  supportedMetrics,
  type EmbeddingModel,
} from '../../embedding/embeddingModel.ts';
import { keptParameters } from '../../embedding/embeddingParameters.ts';
import { isPreview, type ApiVersion } from './apiVersion.ts';
import { decode } from './decode.ts';
import { filterableFieldsOfIndex } from './filterableFields.ts';
import { refuseDedicated } from './indexRequests.ts';
import {
  checkCloud,
  commonEntries,
  commonOf,
  defaultPlace,
  dimensionSchema,
  metadataSchema,
  metricSchema,
  nameSchema,
  newIndexName,
} from './indexSettings.ts';

/**
 * Decodes a request to create an index with an integrated model. Throws `badInput`, with 422 if the body has the
 * wrong form.
 */
export function decodeModelIndex(value: unknown, version: ApiVersion): ModelIndexBody {
  const body = isPreview(version) ? fromPreview(value) : decode(bodySchema, value, 422);
  refuseDedicated(body.read_capacity);
  checkCloud(body.cloud, body.region);
  return body;
}

const parameters = v.nullish(v.looseObject({}));

const bodySchema = v.strictObject({
  name: nameSchema,
  cloud: v.string(),
  region: v.string(),
  embed: v.strictObject({
    model: v.string(),
    field_map: v.looseObject({ text: v.pipe(v.string(), v.minLength(1)) }),
    metric: v.nullish(metricSchema),
    dimension: v.nullish(dimensionSchema),
    read_parameters: parameters,
    write_parameters: parameters,
  }),
  schema: v.nullish(metadataSchema),
  read_capacity: v.nullish(v.looseObject({ mode: v.optional(v.string()) })),
  ...commonEntries,
});

/** The request in the preview of documents. */
const previewSchema = v.strictObject({
  name: v.nullish(nameSchema),
  field: v.pipe(v.string(), v.minLength(1)),
  model: v.string(),
  metric: v.nullish(metricSchema),
  deployment: v.nullish(
    v.strictObject({
      deployment_type: v.literal('managed'),
      cloud: v.string(),
      region: v.string(),
    }),
  ),
  read_parameters: parameters,
  write_parameters: parameters,
  read_capacity: v.nullish(v.looseObject({ mode: v.optional(v.string()) })),
  ...commonEntries,
});

export type ModelIndexBody = v.InferOutput<typeof bodySchema>;

function fromPreview(value: unknown): ModelIndexBody {
  const { name, field, model, metric, deployment, ...body } = decode(previewSchema, value, 422);
  const { cloud, region } = deployment ?? defaultPlace;
  const { read_parameters: read, write_parameters: write, ...others } = body;
  return {
    ...others,
    name: name ?? newIndexName(),
    cloud,
    region,
    embed: {
      model,
      field_map: { text: field },
      metric,
      read_parameters: read,
      write_parameters: write,
    },
  };
}

/** Returns the definition of the index for a model that is installed on this machine. */
export function modelIndex(body: ModelIndexBody, model: EmbeddingModel): StoredIndex {
  const { embed, schema } = body;
  const wanted = embed.dimension ?? writeDimension(embed.write_parameters);
  const dimension = chooseDimension(model, wanted ?? undefined);
  return {
    name: body.name,
    kind: 'records',
    vectorType: isSparse(model) ? 'sparse' : 'dense',
    ...(dimension === undefined ? {} : { dimension }),
    metric: metricOf(model, embed.metric),
    ...(isSparse(model) ? {} : { sparseValues: 'refused' }),
    embedding: {
      model: model.name,
      field: embed.field_map.text,
      ...keptParameters(model, embed.read_parameters, embed.write_parameters),
    },
    ...(schema ? { filterable: filterableFieldsOfIndex(schema.fields) } : {}),
    cloud: body.cloud,
    region: body.region,
    ...commonOf(body),
  };
}

/** The dimension that clients of some versions send among the parameters. */
function writeDimension(parameters: object | null | undefined): number | undefined {
  const { dimension } = (parameters ?? {}) as { readonly dimension?: unknown };
  return typeof dimension === 'number' ? dimension : undefined;
}

/** Returns the metric of an index for a model. Throws `badInput` for one that a simulated model does not support. */
function metricOf(model: EmbeddingModel, metric: Metric | null | undefined): Metric {
  const supported = supportedMetrics(model);
  const chosen = metric ?? (isSparse(model) ? 'dotproduct' : 'cosine');
  if (supported.includes(chosen)) return chosen;
  const message = `The model ${model.name} supports the metric ${supported.join(' or ')}, not ${chosen}`;
  throw new Failure('badInput', message);
}
