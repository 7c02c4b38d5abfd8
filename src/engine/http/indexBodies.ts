import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import { metrics } from '../../model/vectorIndex.ts';
import type { StoredIndex } from '../store/storeCalls.ts';
import { hasSchemas, type ApiVersion } from './apiVersion.ts';
import { decode, isObject, notThereYet } from './decode.ts';

const nameMessage =
  "Name must consist of lower case alphanumeric characters or '-', start and end with an alphanumeric character, and be at most 45 characters long";

const nameSchema = v.pipe(
  v.string('a string is required'),
  v.regex(/^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/, nameMessage),
);

const dimensionMessage = 'the dimension must be an integer from 1 to 20000';
const dimensionSchema = v.pipe(
  v.number(dimensionMessage),
  v.integer(dimensionMessage),
  v.minValue(1, dimensionMessage),
  v.maxValue(20_000, dimensionMessage),
);

const metricSchema = v.picklist(metrics, `the metric must be one of ${metrics.join(', ')}`);

const tagsSchema = v.pipe(
  v.custom<Record<string, string>>(isObject, 'tags must be an object of strings'),
  v.check((tags) => Object.keys(tags).length <= 20, 'an index can have at most 20 tags'),
  v.check(
    (tags) => Object.keys(tags).every((key) => /^[A-Za-z0-9_-]{1,80}$/.test(key)),
    'tag keys have 1 to 80 letters, digits, underscores and hyphens',
  ),
  v.check(
    (tags) =>
      Object.values(tags).every(
        (value) => typeof value === 'string' && /^[\x20-\x7e]{0,120}$/.test(value),
      ),
    'tag values have at most 120 printable ASCII characters',
  ),
);

const protectionSchema = v.picklist(
  ['enabled', 'disabled'],
  'deletion_protection must be enabled or disabled',
);

const commonEntries = {
  tags: v.nullish(tagsSchema),
  deletion_protection: v.nullish(protectionSchema),
};

const schemaBody = v.strictObject({
  name: v.nullish(nameSchema),
  schema: v.looseObject({ fields: v.record(v.string(), v.looseObject({})) }),
  deployment: v.nullish(
    v.looseObject({
      deployment_type: v.string(),
      cloud: v.optional(v.string()),
      region: v.optional(v.string()),
    }),
  ),
  read_capacity: v.nullish(v.looseObject({ mode: v.optional(v.string()) })),
  cmek_id: v.nullish(v.string()),
  ...commonEntries,
});

const denseField = v.object({
  type: v.literal('dense_vector'),
  dimension: dimensionSchema,
  metric: metricSchema,
});

const legacyBody = v.strictObject({
  name: nameSchema,
  dimension: v.nullish(dimensionSchema),
  metric: v.nullish(metricSchema),
  vector_type: v.nullish(
    v.picklist(['dense', 'sparse'], 'the vector type must be dense or sparse'),
  ),
  spec: v.looseObject({
    serverless: v.optional(v.looseObject({ cloud: v.string(), region: v.string() })),
  }),
  ...commonEntries,
});

const configuration = v.looseObject(commonEntries);

/** The index that a request to create one asks for. Throws `badInput`, with 422 where the body has not the form. */
export function decodeNewIndex(body: unknown, version: ApiVersion): StoredIndex {
  return hasSchemas(version) ? fromSchemaBody(body) : fromLegacyBody(body);
}

/** What a request to configure an index changes. */
export function decodeConfiguration(body: unknown): {
  tags?: Readonly<Record<string, string>>;
  isProtected?: boolean;
} {
  const { tags, deletion_protection: protection, ...others } = decode(configuration, body, 422);
  const [other] = Object.keys(others);
  if (other !== undefined) throw notThereYet(`changing “${other}”`);
  return {
    ...(tags ? { tags } : {}),
    ...(protection ? { isProtected: protection === 'enabled' } : {}),
  };
}

function fromSchemaBody(value: unknown): StoredIndex {
  const body = decode(schemaBody, value, 422);
  const fields = Object.entries(body.schema.fields);
  if (fields.length === 0) throw new Failure('badInput', 'The schema needs at least one field');
  const dense = fields.find(([name]) => name === '_values')?.[1];
  if (dense === undefined || fields.length > 1)
    throw notThereYet('schemas other than one dense field named “_values”');
  if (dense['type'] !== 'dense_vector')
    throw new Failure('badInput', 'The field “_values” must be a dense_vector');
  const { deployment } = body;
  if (deployment && deployment.deployment_type !== 'managed')
    throw notThereYet(`deployments of type “${deployment.deployment_type}”`);
  if (body.cmek_id) throw notThereYet('customer-managed keys');
  const { dimension, metric } = decode(denseField, dense, 422);
  return {
    name: body.name ?? `index-${randomBytes(4).toString('hex')}`,
    kind: 'vectors',
    vectorType: 'dense',
    dimension,
    metric,
    cloud: deployment?.cloud ?? 'aws',
    region: deployment?.region ?? 'us-east-1',
    ...commonOf(body),
  };
}

function fromLegacyBody(value: unknown): StoredIndex {
  const body = decode(legacyBody, value, 422);
  const { serverless } = body.spec;
  if (serverless === undefined)
    throw new Failure(
      'badInput',
      'The local engine has serverless indexes only: give spec.serverless',
    );
  if (body.vector_type === 'sparse') throw notThereYet('sparse indexes');
  if (body.dimension === undefined || body.dimension === null)
    throw new Failure('badInput', 'A dense index needs a dimension');
  return {
    name: body.name,
    kind: 'vectors',
    vectorType: 'dense',
    dimension: body.dimension,
    metric: body.metric ?? 'cosine',
    cloud: serverless.cloud,
    region: serverless.region,
    ...commonOf(body),
  };
}

function commonOf(body: {
  tags?: Record<string, string> | null | undefined;
  deletion_protection?: string | null | undefined;
}): Pick<StoredIndex, 'tags' | 'isProtected'> {
  const tags = Object.entries(body.tags ?? {}).filter(([, tag]) => tag !== '');
  return {
    tags: Object.fromEntries(tags),
    isProtected: body.deletion_protection === 'enabled',
  };
}
