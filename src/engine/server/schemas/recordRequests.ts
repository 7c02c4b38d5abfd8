import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import type { Metadata } from '../../../model/record.ts';
import type { QueryVectors } from '../../namespace/calls/recordCalls.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { ApiVersion } from './apiVersion.ts';
import { decode, isGiven, parseJson } from './decode.ts';
import { decodeMetadata } from './decodeMetadata.ts';
import { decodeId } from './recordIdentifiers.ts';
import { rerankSettings, searchRerank, type RerankSettings } from './rerankRequests.ts';
import { decodeQueryFilter, decodeTopK } from './vectorRequests.ts';
import { fillVector, requireSparse, sparseVectorOf } from './vectorValues.ts';

/** Decodes records from one JSON object per line, with their text in the field `textField`. Throws `badInput`. */
export function decodeTextRecords(
  body: string,
  textField: string,
  version: ApiVersion,
): readonly TextRecord[] {
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || lines.length > maxTextRecords) {
    const message = `A request holds 1 to ${maxTextRecords} records, one on each line, not ${lines.length}`;
    throw new Failure('badInput', message);
  }
  return lines.map((line, at) => decodeTextRecord(parseJson(line), textField, version, at + 1));
}

/** The limit of records to embed in one request, from Pinecone's guide. The specification says 1,000. */
const maxTextRecords = 96;

/** A record whose text the engine embeds. */
export type TextRecord = {
  readonly id: string;
  readonly text: string;
  /** Includes the text. */
  readonly metadata: Metadata;
};

function decodeTextRecord(
  value: unknown,
  textField: string,
  version: ApiVersion,
  line: number,
): TextRecord {
  if (!isObject(value)) throw new Failure('badInput', `Line ${line} is not an object`);
  const { _id: id, id: otherId, ...fields } = value;
  if (isGiven(id) && isGiven(otherId))
    throw new Failure('badInput', `Line ${line} has both _id and id`);
  const text = fields[textField];
  if (typeof text !== 'string' || text.trim() === '') {
    const message = `Line ${line} has no text in the field “${textField}”, which the index embeds`;
    throw new Failure('badInput', message);
  }
  return { id: decodeId(id ?? otherId), text, metadata: decodeMetadata(fields, version) };
}

const searchSchema = v.object({
  query: v.object({
    top_k: v.number('top_k is required and must be a number'),
    filter: v.optional(v.unknown()),
    inputs: v.nullish(v.object({ text: v.string('inputs need a text') })),
    vector: v.nullish(
      v.object({
        values: v.optional(v.unknown()),
        sparse_values: v.optional(v.unknown()),
        sparse_indices: v.optional(v.unknown()),
      }),
    ),
    id: v.nullish(v.string()),
    match_terms: v.nullish(
      v.object({
        strategy: v.literal('all', 'the only strategy is “all”'),
        terms: v.pipe(v.array(v.string()), v.minLength(1, 'give at least one term')),
      }),
    ),
  }),
  fields: v.nullish(v.array(v.string())),
  rerank: v.nullish(searchRerank),
});

type Query = StoreCalls['records.query']['params'];

export type RecordSearch = Pick<Query, 'topK' | 'filter' | 'required'> & {
  /** A text must be embedded first. */
  readonly by: QueryVectors | { readonly text: string };
  /** The fields to return. Absent: all. */
  readonly fields?: readonly string[];
  /** How hits are ranked at last. Absent: by their scores. */
  readonly rerank?: RerankSettings;
};

/** Decodes a search of text records. Throws `badInput`. */
export function decodeRecordSearch(
  body: unknown,
  index: StoredIndex,
  version: ApiVersion,
): RecordSearch {
  const { query, fields, rerank } = decode(searchSchema, body, 422);
  return {
    topK: decodeTopK(query.top_k, 'top_k'),
    ...decodeQueryFilter(query.filter),
    ...(query.match_terms ? { required: requiredTerms(query.match_terms.terms, index) } : {}),
    by: decodeTarget(query, index, version),
    ...(isGiven(fields) && !fields.includes('*') ? { fields } : {}),
    ...(isGiven(rerank) ? { rerank: rerankOf(rerank, query.inputs?.text) } : {}),
  };
}

function rerankOf(
  rerank: v.InferOutput<typeof searchRerank>,
  text: string | undefined,
): RerankSettings {
  const query = rerank.query ?? text;
  if (query !== undefined) return rerankSettings(rerank, query);
  throw new Failure('badInput', 'rerank needs a query where the search has no text');
}

function requiredTerms(
  terms: readonly string[],
  { embedding }: StoredIndex,
): Query['required'] & object {
  if (embedding === undefined)
    throw new Failure('badInput', 'match_terms needs an index with an integrated model');
  return { field: embedding.field, terms };
}

function decodeTarget(
  { inputs, vector, id }: v.InferOutput<typeof searchSchema>['query'],
  index: StoredIndex,
  version: ApiVersion,
): RecordSearch['by'] {
  if ([inputs, vector, id].filter(isGiven).length !== 1)
    throw new Failure('badInput', 'Give exactly one of inputs, vector and id');
  if (isGiven(inputs)) return { text: inputs.text };
  if (isGiven(id)) return { id: decodeId(id) };
  const { values, sparse_values: sparseValues, sparse_indices: sparseIndices } = vector ?? {};
  const hasSparse = isGiven(sparseValues) || isGiven(sparseIndices);
  if (hasSparse) requireSparse(index);
  const sparse = hasSparse
    ? sparseVectorOf(sparseIndices, sparseValues, 'sparse values of the query', version)
    : undefined;
  if (index.dimension === undefined) {
    if (sparse !== undefined) return { sparse };
    throw new Failure('badInput', 'A search of a sparse index needs sparse values');
  }
  const dense = new Float32Array(index.dimension);
  fillVector(dense, values, 'query');
  return { vector: dense, ...(sparse === undefined ? {} : { sparse }) };
}
