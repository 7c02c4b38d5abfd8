import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { TextClause } from '../../textSearch/textRows.ts';
import type { DocumentCalls, DocumentScoring } from '../../namespace/calls/documentCalls.ts';
import {
  fieldEmbedding,
  sparseFieldEmbedding,
  type DocumentFields,
  type FieldEmbedding,
  type SparseFieldEmbedding,
} from '../../storage/indexFields.ts';
import type { ShownFields, StoredRecord } from '../../storage/storedRecord.ts';
import type { ApiVersion } from './apiVersion.ts';
import { anyObject, decode, isEmptyObject, isGiven } from './decode.ts';
import { refuseBoth, removedNames, type DocumentReader } from './documentFields.ts';
import { decodeMetadataFilter, decodeSelection } from './documentFilter.ts';
import { readLimit, readPrefix, readToken } from './paging.ts';
import { decodeIds } from './recordIdentifiers.ts';
import { checkWrittenSize } from './requestSize.ts';
import { decodeTopK } from './vectorRequests.ts';
import { decodeSparseValues, fillVector } from './vectorValues.ts';

const maxDocuments = 1000;
const maxFetched = 10_000;
const defaultFetched = 100;
const maxQueryBytes = 10 * 1024;
// The engine's own limits: each clause and field is work for every document found.
const maxClauses = 100;
const maxFields = 100;

const documentsBody = v.object({ documents: v.array(v.unknown()) });

const clauseSchema = v.object({
  type: v.picklist([
    'dense_vector',
    'sparse_vector',
    'text',
    'query_string',
    'embed',
    'sparse_embed',
  ]),
  fields: v.nullish(v.array(v.string())),
  field: v.nullish(v.string()),
  query: v.nullish(v.string()),
  values: v.optional(v.unknown()),
  sparse_values: v.optional(v.unknown()),
});

type Clause = v.InferOutput<typeof clauseSchema>;

const searchBody = v.object({
  score_by: v.pipe(
    v.array(clauseSchema),
    v.minLength(1, 'give at least one clause'),
    v.maxLength(maxClauses, `a search has at most ${maxClauses} clauses`),
  ),
  top_k: v.number('top_k is required and must be a number'),
  filter: v.optional(v.unknown()),
  include_fields: v.nullish(v.array(v.string())),
});

const fetchBody = v.object({
  ids: v.nullish(v.array(v.unknown())),
  filter: v.optional(v.unknown()),
  include_fields: v.nullish(v.array(v.string())),
  limit: v.nullish(v.number()),
  pagination_token: v.nullish(v.string()),
});

const updateBody = v.object({
  documents: v.nullish(v.array(v.unknown())),
  filter: v.optional(v.unknown()),
  set_fields: v.nullish(anyObject),
  remove_fields: v.optional(v.unknown()),
});

const listBody = v.object({
  prefix: v.nullish(v.string()),
  limit: v.nullish(v.number()),
  pagination_token: v.nullish(v.string()),
});

type Params<M extends keyof DocumentCalls> = Omit<
  DocumentCalls[M]['params'],
  'index' | 'namespace'
>;

/** Decodes an upsert of documents. Throws `badInput`. */
export function decodeDocuments(body: unknown, reader: DocumentReader): readonly StoredRecord[] {
  const { documents } = decode(documentsBody, body, 422);
  checkCount(documents);
  const records = documents.map((document) => reader.document(document));
  checkSize(records);
  return records;
}

/** A ranking by a text that has to be embedded first. */
export type EmbedScoring = { readonly text: string } & (
  { readonly embedding: FieldEmbedding } | { readonly sparseEmbedding: SparseFieldEmbedding }
);

export type DocumentSearch = Omit<Params<'documents.search'>, 'scoring' | 'shown'> & {
  readonly scoring: DocumentScoring | EmbedScoring;
  readonly shown: ShownFields;
};

/** Decodes a search of documents. Throws `badInput`. */
export function decodeSearch(
  body: unknown,
  reader: DocumentReader,
  version: ApiVersion,
): DocumentSearch {
  const {
    score_by: clauses,
    top_k: topK,
    filter,
    include_fields: shown,
  } = decode(searchBody, body, 422);
  return {
    scoring: decodeScoring(clauses, reader, version),
    topK: decodeTopK(topK, 'top_k'),
    ...(isGiven(filter) && !isEmptyObject(filter) ? { selection: decodeSelection(filter) } : {}),
    shown: shown?.includes('*') === true ? 'all' : stored(shown ?? [], reader.fields),
  };
}

/** Returns the fields to show. Throws `badInput` for one whose text is not stored. */
function stored(names: readonly string[], fields: DocumentFields): readonly string[] {
  const unstored = names.find((name) => fields[name]?.type === 'unstored_text');
  if (unstored === undefined) return names;
  const message = `“${unstored}” cannot be returned: its schema has store_text: false`;
  throw new Failure('badInput', message);
}

export type DocumentFetch = { shown: ShownFields } & (
  { ids: readonly string[] } | Params<'documents.fetchMatching'>
);

/** Decodes a fetch of documents by ids or by filter. Throws `badInput`. */
export function decodeFetch(body: unknown, fields: DocumentFields): DocumentFetch {
  const fetch = decode(fetchBody, body, 422);
  const { ids, filter, include_fields: names = [], limit, pagination_token: token } = fetch;
  const isAll = names === null || names.length === 0 || names.includes('*');
  const shown = isAll ? 'all' : stored(names, fields);
  const bound = readLimit(limit ?? undefined, maxFetched, defaultFetched);
  if (isGiven(ids) === isGiven(filter))
    throw new Failure('badInput', 'Give either ids or filter, not both');
  if (isGiven(ids)) {
    if (isGiven(token)) throw new Failure('badInput', 'A page token goes with a filter only');
    return { shown, ids: decodeIds(ids) };
  }
  return {
    shown,
    selection: decodeSelection(filter),
    after: isGiven(token) && token !== '' ? readToken(token) : '',
    limit: bound,
  };
}

export type DocumentUpdate = Params<'documents.update'> | Params<'documents.updateMatching'>;

/** Decodes an update of documents by id or by filter. Throws `badInput`. */
export function decodeDocumentUpdate(body: unknown, reader: DocumentReader): DocumentUpdate {
  const update = decode(updateBody, body, 422);
  const { documents, filter, set_fields: set } = update;
  const fields = set ?? {};
  const removed = removedNames(update.remove_fields);
  if (isGiven(documents) === isGiven(filter))
    throw new Failure('badInput', 'Give either documents or filter, not both');
  const hasChange = Object.keys(fields).length > 0 || removed.length > 0;
  if (isGiven(documents)) {
    if (hasChange)
      throw new Failure('badInput', 'set_fields and remove_fields go with a filter only');
    checkCount(documents);
    const changes = documents.map((document) => reader.change(document));
    checkSize(changes);
    return { changes };
  }
  if (!hasChange)
    throw new Failure('badInput', 'A filter goes with set_fields, remove_fields or both');
  refuseBoth(Object.keys(fields), removed);
  const change = { ...reader.values(fields), removed };
  return { filter: decodeMetadataFilter(filter), change };
}

/** Decodes a request to list document ids. Throws `badInput`. */
export function decodeDocumentList(body: unknown): {
  prefix: string;
  after: string;
  limit: number;
} {
  const { prefix, limit, pagination_token: token } = decode(listBody, body, 422);
  return {
    prefix: readPrefix(prefix ?? ''),
    after: isGiven(token) && token !== '' ? readToken(token) : '',
    limit: readLimit(limit ?? undefined, defaultFetched, defaultFetched),
  };
}

function checkCount({ length }: readonly unknown[]): void {
  if (length >= 1 && length <= maxDocuments) return;
  const message = `A request holds 1 to ${maxDocuments} documents, not ${length}`;
  throw new Failure('badInput', message);
}

function checkSize(documents: readonly StoredRecord[]): void {
  checkWrittenSize(
    documents.map(({ id, metadata, values, sparse }) => ({
      id,
      metadataBytes: Buffer.byteLength(JSON.stringify(metadata)),
      valueBytes: values?.byteLength ?? 0,
      sparseValues: sparse?.indices.length ?? 0,
    })),
  );
}

function decodeScoring(
  clauses: readonly Clause[],
  reader: DocumentReader,
  version: ApiVersion,
): DocumentSearch['scoring'] {
  const [first] = clauses;
  if (clauses.every(({ type }) => type === 'text' || type === 'query_string'))
    return { texts: clauses.map((clause) => decodeTextClause(clause)) };
  if (first === undefined || clauses.length > 1) {
    const message = 'A vector clause cannot be combined: only text clauses can';
    throw new Failure('badInput', message);
  }
  const isEmbedded = first.type === 'embed' || first.type === 'sparse_embed';
  return isEmbedded ? decodeEmbedClause(first, reader) : decodeVectorClause(first, reader, version);
}

function decodeEmbedClause(clause: Clause, reader: DocumentReader): EmbedScoring {
  const name = onlyFieldOf(clause);
  const field = reader.fields[name];
  const embedding = fieldEmbedding(field);
  const sparseEmbedding = sparseFieldEmbedding(field);
  const text = queryOf(clause);
  if (clause.type === 'embed' && embedding !== undefined) return { embedding, text };
  if (clause.type === 'sparse_embed' && sparseEmbedding !== undefined)
    return { sparseEmbedding, text };
  throw new Failure('badInput', `“${name}” is not a field with ${clause.type}`);
}

function queryOf({ type, query = '' }: Clause): string {
  if (query === null || query.trim() === '')
    throw new Failure('badInput', `A clause of ${type} needs a query`);
  if (Buffer.byteLength(query) > maxQueryBytes)
    throw new Failure('badInput', `A query has at most ${maxQueryBytes} bytes`);
  return query;
}

function decodeTextClause(clause: Clause): TextClause {
  const { type } = clause;
  const query = queryOf(clause);
  const fields = fieldsOf(clause);
  if (type === 'text') {
    if (fields.length === 0) throw new Failure('badInput', 'A clause of text names its fields');
    if (fields.length > maxFields)
      throw new Failure('badInput', `A clause of text names at most ${maxFields} fields`);
    return { type, fields, query };
  }
  if (fields.length === 0) return { type: 'query_string', query };
  throw new Failure('badInput', 'A clause of query_string names its fields in the query itself');
}

function decodeVectorClause(
  clause: Clause,
  reader: DocumentReader,
  version: ApiVersion,
): DocumentScoring {
  const { type } = clause;
  const name = onlyFieldOf(clause);
  const field = reader.fields[name];
  if (field?.type !== type)
    throw new Failure('badInput', `“${name}” is not a field of the type ${type}`);
  if (field.type === 'dense_vector') {
    const dense = new Float32Array(field.dimension);
    fillVector(dense, clause.values, 'query');
    return { dense };
  }
  const sparse = decodeSparseValues(clause.sparse_values, 'sparse values of the query', version);
  if (sparse !== undefined) return { sparse };
  throw new Failure('badInput', 'A clause of sparse_vector needs sparse_values');
}

function onlyFieldOf(clause: Clause): string {
  const [name, ...others] = fieldsOf(clause);
  if (name !== undefined && others.length === 0) return name;
  throw new Failure('badInput', `A clause of ${clause.type} names exactly one field`);
}

function fieldsOf({ fields, field }: Clause): readonly string[] {
  if (isGiven(fields) && isGiven(field))
    throw new Failure('badInput', 'Give either fields or field, not both');
  return fields ?? (isGiven(field) ? [field] : []);
}
