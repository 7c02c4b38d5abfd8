import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import type { IndexChanges, NewIndex } from '../../model/newIndex.ts';
import type { ReadCapacity } from '../../model/readCapacity.ts';
import {
  metrics,
  type DocumentSchema,
  type IndexKind,
  type VectorIndex,
} from '../../model/vectorIndex.ts';
import type { ApiVersion } from '../apiVersion.ts';
import { dictionary } from './decode.ts';
import { dedicatedOf, toWireReadCapacity } from './readCapacity.ts';

/** Returns path and body of the request that creates an index. Throws `badInput` for a kind that the version lacks. */
export function newIndexRequest(index: NewIndex): {
  readonly path: string;
  readonly body: (version: ApiVersion) => object;
} {
  if (index.kind !== 'embedded')
    return { path: 'indexes', body: (version) => toWireIndex(index, version) };
  const { cloud, region, model, textField } = index;
  const embed = { model, field_map: { text: textField } };
  const body = { name: index.name, cloud, region, embed, ...optionsOf(index) };
  return { path: 'indexes/create-for-model', body: () => body };
}

const metric = v.picklist(metrics);

const common = {
  name: v.string(),
  host: v.optional(v.string(), ''),
  status: v.object({ ready: v.boolean(), state: v.string() }),
  deletion_protection: v.nullish(v.string()),
  tags: v.nullish(v.record(v.string(), v.string())),
};

const measureEntries = { dimension: v.nullish(v.number()), metric: v.nullish(metric) };

/** A schema field, reduced to what decides the index' kind and metric. */
const field = v.object({
  type: v.optional(v.string()),
  model: v.nullish(v.string()),
  ...measureEntries,
  /** The dense vectors of a text that the service embeds. */
  embed: v.nullish(v.object(measureEntries)),
});

const place = v.object({
  cloud: v.nullish(v.string()),
  region: v.nullish(v.string()),
  environment: v.nullish(v.string()),
  deployment_type: v.nullish(v.string()),
  read_capacity: v.optional(v.unknown()),
});

/** An index since 2026-07. */
const schemaShape = v.object({
  ...common,
  schema: v.object({ fields: dictionary }),
  deployment: v.optional(place, {}),
  read_capacity: v.optional(v.unknown()),
});

/** An index up to 2026-04. */
const legacyShape = v.object({
  ...common,
  dimension: v.nullish(v.number()),
  metric,
  vector_type: v.optional(v.picklist(['dense', 'sparse']), 'dense'),
  embed: v.nullish(v.object({ model: v.nullish(v.string()), field_map: v.nullish(dictionary) })),
  spec: v.optional(
    v.object({ serverless: v.optional(place), pod: v.optional(place), byoc: v.optional(place) }),
    {},
  ),
});

type Measure = Pick<
  VectorIndex,
  'kind' | 'vectorType' | 'dimension' | 'metric' | 'textField' | 'textModel' | 'documents'
>;

/** An index in either format. `host` is unchanged. */
export const wireIndex = v.union([
  v.pipe(schemaShape, v.transform(fromSchemaShape)),
  v.pipe(legacyShape, v.transform(fromLegacyShape)),
]);

export const wireIndexList = v.object({ indexes: v.optional(v.array(wireIndex), []) });

/** Returns the body of the request that configures an index. */
export function toWireChanges(
  { isProtected, tags, readCapacity }: IndexChanges,
  version: ApiVersion,
): object {
  return {
    ...(isProtected === undefined ? {} : protectionOf(isProtected)),
    ...(tags === undefined ? {} : { tags }),
    ...(readCapacity === undefined ? {} : capacityChange(readCapacity, version)),
  };
}

function capacityChange(capacity: ReadCapacity, version: ApiVersion): object {
  const wire = { read_capacity: toWireReadCapacity(capacity) };
  return version === '2026-07' ? wire : { spec: { serverless: wire } };
}

function toWireIndex(index: Exclude<NewIndex, { kind: 'embedded' }>, version: ApiVersion): object {
  const { name, cloud, region } = index;
  const options = optionsOf(index);
  if (version === '2026-07') {
    const deployment = { deployment_type: 'managed', cloud, region };
    return { name, schema: { fields: fieldsOf(index) }, deployment, ...options };
  }
  const spec = { serverless: { cloud, region } };
  if (index.kind === 'documents')
    throw new Failure('badInput', 'This service has no indexes of documents: choose another kind');
  if (index.kind === 'sparse')
    return { name, metric: 'dotproduct', vector_type: 'sparse', spec, ...options };
  const { dimension, metric } = index;
  return { name, dimension, metric, vector_type: 'dense', spec, ...options };
}

function fieldsOf(index: Exclude<NewIndex, { kind: 'embedded' }>): object {
  if (index.kind === 'sparse') return { _sparse_values: { type: 'sparse_vector' } };
  if (index.kind !== 'documents') {
    const { dimension, metric } = index;
    return { _values: { type: 'dense_vector', dimension, metric } };
  }
  if (index.fields !== undefined) return index.fields;
  const field = { type: 'string', full_text_search: {} };
  return Object.fromEntries(index.textFields.map((name) => [name, field]));
}

function optionsOf({ tags, isProtected = false }: NewIndex): object {
  const hasTags = tags !== undefined && Object.keys(tags).length > 0;
  return { ...(hasTags && { tags }), ...(isProtected && protectionOf(true)) };
}

function protectionOf(isProtected: boolean): object {
  return { deletion_protection: isProtected ? 'enabled' : 'disabled' };
}

function fromSchemaShape(wire: v.InferOutput<typeof schemaShape>): VectorIndex {
  const { read_capacity } = wire;
  return assemble(wire, measureOf(wire.schema.fields), { ...wire.deployment, read_capacity });
}

function fromLegacyShape(wire: v.InferOutput<typeof legacyShape>): VectorIndex {
  const { spec, dimension, metric, vector_type: vectorType } = wire;
  const kind: IndexKind = wire.embed ? 'records' : 'vectors';
  const [textField] = Object.values(wire.embed?.field_map ?? {});
  const measure = {
    kind,
    vectorType,
    metric,
    ...(dimension ? { dimension } : {}),
    ...(typeof textField === 'string' && { textField }),
    ...(wire.embed?.model ? { textModel: wire.embed.model } : {}),
  };
  const pod = spec.pod && { ...spec.pod, deployment_type: 'pod' };
  return assemble(wire, measure, spec.serverless ?? pod ?? spec.byoc ?? {});
}

/**
 * Returns the API that serves the index: the reserved pair of fields alone means the vectors API, a field embedded by
 * the service the records API, anything else the documents API. Fields without a type only allow filtering.
 */
function measureOf(fields: Readonly<Record<string, unknown>>): Measure {
  const typed = Object.entries(fields).flatMap(([name, value]) => {
    const parsed = v.safeParse(field, value);
    return parsed.success && parsed.output.type !== undefined ? [{ name, ...parsed.output }] : [];
  });
  const searched = typed.filter(({ type }) => /_vector$|_text$|^string$/.test(type ?? ''));
  const isClassic = searched.every(({ name }) => name === '_values' || name === '_sparse_values');
  const embedded = searched.find(({ type }) => type === 'semantic_text');
  const text = embedded && {
    textField: embedded.name,
    ...(embedded.model ? { textModel: embedded.model } : {}),
  };
  const kind: IndexKind = embedded ? 'records' : isClassic ? 'vectors' : 'documents';
  const documents = kind === 'documents' && { documents: documentsOf(searched, fields) };
  const measures = searched.map(({ embed, ...own }) => embed ?? own);
  const dense = measures.find(({ dimension }) => typeof dimension === 'number');
  if (dense?.dimension) {
    const { dimension, metric } = dense;
    return {
      kind,
      vectorType: 'dense',
      dimension,
      metric: metric ?? 'cosine',
      ...text,
      ...documents,
    };
  }
  return { kind, vectorType: 'sparse', metric: 'dotproduct', ...text, ...documents };
}

function documentsOf(
  searched: readonly { readonly name: string; readonly type?: string | undefined }[],
  fields: Readonly<Record<string, unknown>>,
): DocumentSchema {
  const named = (type: string): string[] =>
    searched.flatMap((one) => (one.type === type ? [one.name] : []));
  const [denseField] = named('dense_vector');
  const [sparseField] = named('sparse_vector');
  const declared = Object.entries(fields).filter(([name]) =>
    searched.some((one) => one.name === name),
  );
  return {
    textFields: named('string'),
    ...(denseField !== undefined && { denseField }),
    ...(sparseField !== undefined && { sparseField }),
    fields: Object.fromEntries(declared),
  };
}

function assemble(
  wire: v.InferOutput<typeof schemaShape | typeof legacyShape>,
  measure: Measure,
  { cloud, region, environment, deployment_type: type, read_capacity }: v.InferOutput<typeof place>,
): VectorIndex {
  const where = region ?? environment;
  const dedicated = dedicatedOf(read_capacity);
  return {
    name: wire.name,
    host: wire.host,
    ...measure,
    isReady: wire.status.ready,
    state: wire.status.state,
    ...(cloud ? { cloud } : {}),
    ...(where ? { region: where } : {}),
    isProtected: wire.deletion_protection === 'enabled',
    ...(dedicated && { dedicated }),
    ...(type === 'pod' && { isPod: true as const }),
    tags: wire.tags ?? {},
  };
}
