import * as v from 'valibot';
import type { Hit, Usage } from '../../model/hit.ts';
import type { Metadata, MetadataValue, VectorRecord } from '../../model/record.ts';
import {
  defaultNamespace,
  type IndexStats,
  type NamespaceSummary,
} from '../../model/vectorIndex.ts';
import { count, dictionary, numbers } from './decode.ts';

/** Returns a request's cost and the freshness of its response, from body and headers. */
export function readUsage(body: unknown, headers: Headers): Usage {
  const parsed = v.safeParse(wireUsage, body);
  const usage = parsed.success ? parsed.output.usage : undefined;
  const readUnits = usage?.readUnits ?? usage?.read_units;
  const rerankUnits = usage?.rerank_units;
  const maxIndexedLsn = readNumber(headers.get('x-pinecone-max-indexed-lsn'));
  const requestLsn = readNumber(headers.get('x-pinecone-request-lsn'));
  return {
    ...(typeof readUnits === 'number' ? { readUnits } : {}),
    ...(typeof rerankUnits === 'number' ? { rerankUnits } : {}),
    ...(maxIndexedLsn === undefined ? {} : { maxIndexedLsn }),
    ...(requestLsn === undefined ? {} : { requestLsn }),
  };
}

/** Metadata of the model's types; drops other values, which the service does not store. */
const metadata = v.pipe(dictionary, v.transform(toMetadata));

export const sparseValues = v.object({ indices: numbers, values: numbers });

export const wireHits = v.object({
  matches: v.optional(
    v.array(
      v.pipe(
        v.object({
          id: v.string(),
          score: v.number(),
          values: v.nullish(numbers),
          metadata: v.nullish(metadata),
        }),
        v.transform(({ id, score, values, metadata }): Hit => ({
          id,
          score,
          values: values ?? [],
          metadata: metadata ?? {},
        })),
      ),
    ),
    [],
  ),
});

/** The hits of a search of text records. */
export const wireTextHits = v.object({
  result: v.object({
    hits: v.array(
      v.pipe(
        v.object({ _id: v.string(), _score: v.number(), fields: v.nullish(metadata) }),
        v.transform(({ _id: id, _score: score, fields }): Hit => ({
          id,
          score,
          values: [],
          metadata: fields ?? {},
        })),
      ),
    ),
  }),
});

const wireRecord = v.pipe(
  v.object({
    id: v.string(),
    values: v.nullish(numbers),
    sparseValues: v.nullish(sparseValues),
    metadata: v.nullish(metadata),
  }),
  v.transform(({ id, values, sparseValues, metadata }): VectorRecord => ({
    id,
    values: values ?? [],
    metadata: metadata ?? {},
    ...(sparseValues ? { sparseValues } : {}),
  })),
);

/** Records by id. */
export const wireRecords = v.object({
  vectors: v.pipe(
    v.optional(dictionary, {}),
    v.transform((vectors) => Object.values(vectors)),
    v.array(wireRecord),
    v.transform((records) => new Map(records.map((record) => [record.id, record]))),
  ),
});

export const pagination = v.nullish(v.object({ next: v.nullish(v.string()) }));

/** A page of records by id. */
export const wireMatching = v.object({ ...wireRecords.entries, pagination });

export const wireIds = v.object({
  vectors: v.optional(v.array(v.object({ id: v.string() })), []),
  pagination,
});

export const wireNamespaces = v.object({
  namespaces: v.optional(
    v.array(
      v.pipe(
        v.object({ name: v.string(), record_count: v.optional(count, 0) }),
        v.transform(({ name, record_count: recordCount }): NamespaceSummary => ({
          name: fromWireNamespace(name),
          recordCount,
        })),
      ),
    ),
    [],
  ),
  pagination,
});

const wireCount = v.object({ vectorCount: v.optional(count, 0) });

/** Returns the count of a namespace's summary. The usual shape is read by hand: an index can have 100,000 namespaces. */
function recordCountOf(summary: unknown): number | undefined {
  if (typeof summary === 'object' && summary !== null && 'vectorCount' in summary) {
    const { vectorCount } = summary;
    if (typeof vectorCount === 'number' && !Number.isNaN(vectorCount)) return vectorCount;
  }
  const parsed = v.safeParse(wireCount, summary);
  return parsed.success ? parsed.output.vectorCount : undefined;
}

export const wireStats = v.pipe(
  v.object({
    namespaces: v.optional(dictionary, {}),
    dimension: v.nullish(v.number()),
    totalVectorCount: v.optional(count),
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }): IndexStats => {
    const { namespaces, dimension, totalVectorCount } = dataset.value;
    const counts = new Map<string, number>();
    for (const [name, value] of Object.entries(namespaces)) {
      const recordCount = recordCountOf(value);
      if (recordCount === undefined) {
        addIssue({ message: 'a namespace without a count' });
        return NEVER;
      }
      const known = fromWireNamespace(name);
      counts.set(known, (counts.get(known) ?? 0) + recordCount);
    }
    const summaries = [...counts].map(([name, recordCount]) => ({ name, recordCount }));
    return {
      ...(dimension ? { dimension } : {}),
      totalRecordCount:
        totalVectorCount ?? summaries.reduce((sum, { recordCount }) => sum + recordCount, 0),
      namespaces: summaries.sort(byName),
    };
  }),
);

export const wireDryRun = v.object({ matchedRecords: count });

export const wireUpserted = v.object({ upsertedCount: v.optional(count, 0) });

/** Vectors in text order; sparse ones have no `values`. */
export const wireEmbeddings = v.object({ data: v.array(v.object({ values: numbers })) });

const wireUsage = v.object({
  usage: v.nullish(
    v.object({
      readUnits: v.nullish(v.number()),
      read_units: v.nullish(v.number()),
      rerank_units: v.nullish(v.number()),
    }),
  ),
});

/** Sparse vectors in text order, with the terms of their indices if the model tells them. */
export const wireSparseEmbeddings = v.object({
  data: v.array(
    v.object({
      sparse_values: numbers,
      sparse_indices: numbers,
      sparse_tokens: v.nullish(v.array(v.string())),
    }),
  ),
});

/** The places of ranked documents, best first. */
export const wireRanking = v.object({
  data: v.array(v.object({ index: count, score: v.number() })),
});

/** [inferred] Older versions name the default namespace "", newer ones `__default__`. */
function fromWireNamespace(name: string): string {
  return name === '' ? defaultNamespace : name;
}

function byName(left: NamespaceSummary, right: NamespaceSummary): number {
  if (left.name === right.name) return 0;
  if (left.name === defaultNamespace) return -1;
  if (right.name === defaultNamespace) return 1;
  return left.name < right.name ? -1 : 1;
}

/** Returns the fields of the model's types. */
export function toMetadata(wire: Readonly<Record<string, unknown>>): Metadata {
  const entries = Object.entries(wire);
  const known = entries.filter((entry): entry is [string, MetadataValue] => isMetadata(entry[1]));
  return known.length === entries.length ? (wire as Metadata) : Object.fromEntries(known);
}

function isMetadata(value: unknown): value is MetadataValue {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function readNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
