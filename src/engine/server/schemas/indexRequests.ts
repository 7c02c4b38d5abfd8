import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { IndexChanges } from '../../catalog/configuredIndex.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { hasSchemas, type ApiVersion } from './apiVersion.ts';
import { anyObject, decode, isEmptyObject, isGiven } from './decode.ts';
import { decodeEmbed, decodeSchemaChange, type EmbeddingChange } from './embeddingChange.ts';
import { filterableFieldsOfIndex } from './filterableFields.ts';
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
import { decodeSchema } from './schemaFields.ts';
import type { FindModel } from './textField.ts';

const readCapacity = v.nullish(v.looseObject({ mode: v.optional(v.string()) }));

const schemaBody = v.strictObject({
  name: v.nullish(nameSchema),
  schema: v.looseObject({ fields: anyObject }),
  deployment: v.nullish(
    v.looseObject({
      deployment_type: v.string(),
      cloud: v.optional(v.string()),
      region: v.optional(v.string()),
    }),
  ),
  read_capacity: readCapacity,
  cmek_id: v.nullish(v.string()),
  ...commonEntries,
});

const legacyBody = v.strictObject({
  name: nameSchema,
  dimension: v.nullish(dimensionSchema),
  metric: v.nullish(metricSchema),
  vector_type: v.nullish(
    v.picklist(['dense', 'sparse'], 'the vector type must be dense or sparse'),
  ),
  spec: v.looseObject({
    serverless: v.optional(
      v.looseObject({
        cloud: v.string(),
        region: v.string(),
        schema: v.nullish(metadataSchema),
        read_capacity: readCapacity,
        source_collection: v.nullish(v.string()),
      }),
    ),
  }),
  ...commonEntries,
});

const configuration = v.strictObject({
  ...commonEntries,
  spec: v.nullish(
    v.looseObject({ serverless: v.nullish(v.looseObject({ read_capacity: readCapacity })) }),
  ),
  deployment: v.optional(v.unknown()),
  read_capacity: readCapacity,
  schema: v.optional(v.unknown()),
  embed: v.optional(v.unknown()),
});

/** Decodes a request to create an index. Throws `badInput`, with 422 if the body has the wrong form. */
export function decodeNewIndex(
  body: unknown,
  version: ApiVersion,
  findModel: FindModel,
): StoredIndex {
  return hasSchemas(version) ? fromSchemaBody(body, version, findModel) : decodeLegacyIndex(body);
}

/** Decodes a request to configure an index. Throws `badInput`. */
export function decodeConfiguration(
  body: unknown,
): Pick<IndexChanges, 'tags' | 'isProtected'> & { embedding?: EmbeddingChange } {
  const changes = decode(configuration, body, 422);
  const { serverless, ...others } = changes.spec ?? {};
  if ([changes.deployment, others].some((one) => one && !isEmptyObject(one)))
    throw new Failure('badInput', 'Replicas and pod types are for pods; this index is serverless');
  refuseDedicated(changes.read_capacity ?? serverless?.read_capacity);
  const { tags, deletion_protection: protection, embed, schema } = changes;
  return {
    ...(tags ? { tags } : {}),
    ...(protection ? { isProtected: protection === 'enabled' } : {}),
    ...(isGiven(embed) ? { embedding: decodeEmbed(embed) } : {}),
    ...(isGiven(schema) ? { embedding: decodeSchemaChange(schema) } : {}),
  };
}

/** Throws `badInput` for dedicated read capacity, which the local engine does not have. */
export function refuseDedicated(capacity: { mode?: string | undefined } | null | undefined): void {
  if (!capacity?.mode || capacity.mode === 'OnDemand') return;
  const message = `The local engine has read capacity of the mode OnDemand only, not ${capacity.mode}`;
  throw new Failure('badInput', message);
}

function fromSchemaBody(value: unknown, version: ApiVersion, findModel: FindModel): StoredIndex {
  const body = decode(schemaBody, value, 422);
  const { deployment } = body;
  if (deployment && deployment.deployment_type !== 'managed') {
    const message = `The local engine has managed deployments only, not ${deployment.deployment_type}`;
    throw new Failure('badInput', message);
  }
  if (body.cmek_id)
    throw new Failure('badInput', 'The local engine has no customer-managed encryption keys');
  refuseDedicated(body.read_capacity);
  const { cloud = defaultPlace.cloud, region = defaultPlace.region } = deployment ?? {};
  checkCloud(cloud, region);
  const shape = decodeSchema(body.schema.fields, version, findModel);
  return {
    name: body.name ?? newIndexName(),
    ...shape,
    cloud,
    region,
    ...commonOf(body),
  };
}

/** Decodes a request to create an index as sent before 2026-07. Throws `badInput` like `decodeNewIndex`. */
export function decodeLegacyIndex(value: unknown): StoredIndex {
  const body = decode(legacyBody, value, 422);
  const { serverless } = body.spec;
  if (serverless === undefined) {
    const message = 'The local engine has serverless indexes only: give spec.serverless';
    throw new Failure('badInput', message);
  }
  if (serverless.source_collection)
    throw new Failure('badInput', 'Serverless indexes do not support collections');
  refuseDedicated(serverless.read_capacity);
  checkCloud(serverless.cloud, serverless.region);
  return {
    name: body.name,
    kind: 'vectors',
    ...legacyVectors(body),
    ...(serverless.schema ? { filterable: filterableFieldsOfIndex(serverless.schema.fields) } : {}),
    cloud: serverless.cloud,
    region: serverless.region,
    ...commonOf(body),
  };
}

function legacyVectors({
  vector_type: vectorType,
  dimension,
  metric,
}: v.InferOutput<typeof legacyBody>): Pick<StoredIndex, 'vectorType' | 'dimension' | 'metric'> {
  if (vectorType !== 'sparse') {
    if (dimension === undefined || dimension === null)
      throw new Failure('badInput', 'A dense index needs a dimension');
    return { vectorType: 'dense', dimension, metric: metric ?? 'cosine' };
  }
  if (dimension !== undefined && dimension !== null)
    throw new Failure('badInput', 'dimension should not be specified for sparse indexes');
  if (metric && metric !== 'dotproduct')
    throw new Failure('badInput', 'Sparse vector indexes must use the metric dotproduct');
  return { vectorType: 'sparse', metric: 'dotproduct' };
}
