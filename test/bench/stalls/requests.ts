import type { EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import { documentIndex, sparseIndex, vectorIndex, wordOf, Words } from './data.ts';

/** A request that is large, and whether the engine is opened anew for it. */
export type LargeRequest = {
  readonly name: string;
  readonly isFirst?: boolean;
  readonly send: (engine: EngineProcess) => Promise<unknown>;
};

const words = new Words(2);
const post = (path: string, body: object) => (engine: EngineProcess) =>
  askFor(engine, 'POST', path, body);
const query = (body: object) =>
  post(`/_i/${vectorIndex}/query`, { vector: words.vector(), topK: 10, ...body });
const vectors = (call: string, body: object) => post(`/_i/${vectorIndex}/vectors/${call}`, body);
const documents = (call: string, body: object) =>
  post(`/_i/${documentIndex}/namespaces/__default__/documents/${call}`, body);
const search = (clause: object, others: object = {}) =>
  documents('search', { score_by: [clause], top_k: 10, ...others });
const text = (ask: string): object => ({ type: 'text', fields: ['text'], query: ask });
const lucene = (ask: string): object => ({ type: 'query_string', query: ask });
const common = [2, 3, 4, 5].map(wordOf);
const sparse = () => post(`/_i/${sparseIndex}/query`, { sparseVector: words.sparse(), topK: 10 });
const ids = Array.from({ length: 1000 }, (_, at) => `r${at * 7}`);

/** In this order: what deletes stands at the end. */
export const largeRequests: readonly LargeRequest[] = [
  { name: 'first search of vectors', isFirst: true, send: query({}) },
  { name: 'search of vectors', send: query({}) },
  { name: 'first filter by a field', send: query({ filter: { bucket: 3 } }) },
  { name: '10,000 hits', send: query({ topK: 10_000 }) },
  { name: '10,000 hits with metadata', send: query({ topK: 10_000, includeMetadata: true }) },
  { name: '600 hits with values', send: query({ topK: 600, includeValues: true }) },
  {
    name: 'fetch by metadata, a record of a thousand pages',
    send: vectors('fetch_by_metadata', { filter: { title: wordOf(19_000) }, limit: 1 }),
  },
  {
    name: 'fetch of 1,000 documents',
    send: documents('fetch', { ids }),
  },
  {
    name: 'update by filter, half the records',
    send: vectors('update', { filter: { bucket: { $lt: 50 } }, setMetadata: { seen: true } }),
  },
  { name: 'first search of sparse vectors', isFirst: true, send: sparse() },
  { name: 'search of sparse vectors', send: sparse() },
  { name: 'first search of texts', isFirst: true, send: search(text(common[0]!)) },
  { name: 'texts with a common word', send: search(text(common[0]!)) },
  { name: 'texts with four common words', send: search(text(common.join(' '))) },
  { name: 'texts with a common phrase', send: search(lucene(`"${common[0]} ${common[1]}"`)) },
  { name: 'texts with a common beginning', send: search(lucene('/e.*/')) },
  { name: 'texts with similar words', send: search(lucene(`${common[0]}~2`)) },
  { name: 'texts without a word', send: search(lucene(`${common[0]} -${common[1]}`)) },
  { name: 'texts by a filter', send: search(text(common[0]!), { filter: { bucket: 3 } }) },
  {
    name: 'documents by a dense field and words',
    send: search(
      { type: 'dense_vector', fields: ['embedding'], values: words.vector().slice(0, 8) },
      { filter: { text: { $match_all: common[0] } } },
    ),
  },
  {
    name: 'fetch of documents by words',
    send: documents('fetch', { filter: { text: { $match_all: wordOf(500) } }, limit: 100 }),
  },
  {
    name: 'update of documents by filter, half of them',
    send: documents('update', { filter: { bucket: { $lt: 50 } }, set_fields: { seen: true } }),
  },
  { name: 'backup', send: post(`/indexes/${vectorIndex}/backups`, {}) },
  {
    name: 'digest of all ids',
    send: post('/_vectorscope/digest', { index: vectorIndex, namespace: '__default__' }),
  },
  {
    name: 'deletion by filter, a tenth',
    send: vectors('delete', { filter: { bucket: { $lt: 10 } } }),
  },
  {
    name: 'deletion of documents by filter, a tenth',
    send: documents('delete', { filter: { bucket: { $lt: 10 } } }),
  },
  { name: 'deletion of all vectors', send: vectors('delete', { deleteAll: true }) },
  {
    name: 'deletion of the index',
    send: (engine) => askFor(engine, 'DELETE', `/indexes/${documentIndex}`),
  },
];
