import * as v from 'valibot';
import type { Hit } from '../../model/hit.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { DocumentSchema } from '../../model/vectorIndex.ts';
import type { NewRecord } from '../pineconeClient.ts';
import { count, dictionary, numbers } from './decode.ts';
import { pagination, sparseValues, toMetadata } from './records.ts';

export const wireDocuments = v.object({
  documents: v.optional(dictionary, {}),
  pagination,
});

export const wireDocumentIds = v.object({
  documents: v.optional(v.array(v.object({ _id: v.string() })), []),
  pagination,
});

export const wireDocumentHits = v.object({
  matches: v.array(
    v.pipe(
      dictionary,
      v.check(({ _id: id }) => typeof id === 'string', 'no id'),
    ),
  ),
});

export const wireUpsertedDocuments = v.object({ upserted_count: v.optional(count, 0) });

/** Returns the record that a document makes: its vectors apart, all other fields as metadata. */
export function recordOfDocument(
  id: string,
  document: unknown,
  { denseField, sparseField }: DocumentSchema,
): VectorRecord {
  const fields = { ...(document as Readonly<Record<string, unknown>>) };
  const dense = v.safeParse(numbers, denseField === undefined ? undefined : fields[denseField]);
  const sparse = v.safeParse(
    sparseValues,
    sparseField === undefined ? undefined : fields[sparseField],
  );
  for (const name of ['_id', '_score', denseField, sparseField])
    if (name !== undefined) delete fields[name];
  return {
    id,
    values: dense.success ? dense.output : [],
    ...(sparse.success && { sparseValues: sparse.output }),
    metadata: toMetadata(fields),
  };
}

/** Returns the hit that a match makes. A document that no clause scores has the score 0. */
export function hitOfDocument(
  match: Readonly<Record<string, unknown>>,
  schema: DocumentSchema,
): Hit {
  const { id, values, metadata } = recordOfDocument(String(match['_id']), match, schema);
  const score = match['_score'];
  return { id, score: typeof score === 'number' ? score : 0, values, metadata };
}

/** Returns the document of a record. */
export function documentOf(
  { id, values = [], sparseValues: sparse, metadata = {} }: NewRecord,
  { denseField, sparseField }: DocumentSchema,
): object {
  return {
    ...metadata,
    ...(values.length > 0 && denseField !== undefined && { [denseField]: values }),
    ...(sparse !== undefined && sparseField !== undefined && { [sparseField]: sparse }),
    _id: id,
  };
}
