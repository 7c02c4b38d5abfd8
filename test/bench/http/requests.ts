import { seededRandom } from '../../support/random.ts';
import { documentIndex, sparseIndex, vectorIndex, wordOf, Words } from '../stalls/data.ts';
import type { Request } from './client.ts';

/** A kind of request, of which each call makes another one. */
export type Kind = { readonly name: string; readonly next: () => Request };

/** Vectors with sparse values beside them. */
export const hybridIndex = 'hybrid';

const words = new Words(3);
const random = seededRandom(4);
const post = (path: string, body: object): Request => ({
  method: 'POST',
  path,
  body: JSON.stringify(body),
});
const query = (body: object): Request =>
  post(`/_i/${vectorIndex}/query`, { vector: words.vector(), topK: 10, ...body });
const search = (text: string): Request =>
  post(`/_i/${documentIndex}/namespaces/__default__/documents/search`, {
    score_by: [{ type: 'text', fields: ['text'], query: text }],
    top_k: 10,
  });
const wordsFrom = (...ranks: readonly number[]): string => ranks.map(wordOf).join(' ');

export const kinds: readonly Kind[] = [
  {
    name: 'a record by id',
    next: () => ({ method: 'GET', path: `/_i/${vectorIndex}/vectors/fetch?ids=r${randomRow()}` }),
  },
  { name: 'query, 10 hits', next: () => query({}) },
  { name: 'query, 10,000 hits', next: () => query({ topK: 10_000 }) },
  { name: 'query with a filter, 1%', next: () => query({ filter: { bucket: 3 } }) },
  {
    name: 'records by metadata, 1%',
    next: () =>
      post(`/_i/${vectorIndex}/vectors/fetch_by_metadata`, { filter: { bucket: 3 }, limit: 10 }),
  },
  {
    name: 'hybrid query',
    next: () =>
      post(`/_i/${hybridIndex}/query`, {
        vector: words.vector(),
        sparseVector: words.sparse(),
        topK: 10,
      }),
  },
  {
    name: 'sparse query',
    next: () => post(`/_i/${sparseIndex}/query`, { sparseVector: words.sparse(), topK: 10 }),
  },
  { name: 'text, three words', next: () => search(wordsFrom(50, 300, 2000)) },
  { name: 'text, three common words', next: () => search(wordsFrom(1, 5, 10)) },
];

/** An upsert of records with these numbers to the hybrid index. */
export function hybridUpsert(numbers: readonly number[]): Request {
  const vectors = numbers.map((number) => ({
    id: `r${number}`,
    values: words.vector(),
    sparseValues: words.sparse(),
  }));
  return post(`/_i/${hybridIndex}/vectors/upsert`, { vectors });
}

/** An upsert of 100 records that are there. */
export function upsert(): Request {
  const vectors = Array.from({ length: 100 }, (_, row) => ({
    id: `r${row}`,
    values: words.vector(),
    metadata: { bucket: row },
  }));
  return post(`/_i/${vectorIndex}/vectors/upsert`, { vectors });
}

function randomRow(): number {
  return Math.floor(10_000 * random());
}
