import { seededRandom } from '../../support/random.ts';
import { documentIndex, sparseIndex, vectorIndex, wordOf, Words } from '../stalls/data.ts';
import type { Request } from './client.ts';

/** A kind of request. */
export type Kind = {
  readonly name: string;
  /** Makes another one. */
  readonly next: () => Request;
  /** The median to reach. */
  readonly goalMs?: number;
  /** Whether it is the one by which the start of a part of an index is judged. */
  readonly isFirst?: true;
  /** Whether it is measured beside a writer, too. */
  readonly isBesideWriter?: true;
};

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

const hits = (topK: number): Kind => ({
  name: `query, ${topK.toLocaleString('en')} hits`,
  next: () => query({ topK }),
});
const filtered = (share: string, filter: object): Kind => ({
  name: `query with a filter, ${share}`,
  next: () => query({ filter }),
});

export const kinds: readonly Kind[] = [
  {
    name: 'a record by id',
    next: () => ({ method: 'GET', path: `/_i/${vectorIndex}/vectors/fetch?ids=r${randomRow()}` }),
    goalMs: 0.8,
    isBesideWriter: true,
  },
  {
    name: 'query of an index of one record',
    next: () => post('/_i/small/query', { vector: [1], topK: 10 }),
    goalMs: 1,
  },
  { ...hits(10), isFirst: true, isBesideWriter: true },
  hits(100),
  hits(1000),
  hits(10_000),
  filtered('10%', { bucket: { $lt: 10 } }),
  { ...filtered('1%', { bucket: 3 }), goalMs: 1, isFirst: true },
  filtered('0.1%', { part: 3 }),
  {
    name: 'records by metadata, 1%',
    next: () =>
      post(`/_i/${vectorIndex}/vectors/fetch_by_metadata`, { filter: { bucket: 3 }, limit: 10 }),
    goalMs: 10,
  },
  {
    name: 'hybrid query',
    next: () =>
      post(`/_i/${hybridIndex}/query`, {
        vector: words.vector(),
        sparseVector: words.sparse(),
        topK: 10,
      }),
    goalMs: 8,
    isFirst: true,
  },
  {
    name: 'sparse query',
    next: () => post(`/_i/${sparseIndex}/query`, { sparseVector: words.sparse(), topK: 10 }),
    goalMs: 3,
    isFirst: true,
  },
  {
    name: 'text, three words',
    next: () => search(wordsFrom(50, 300, 2000)),
    goalMs: 1.5,
    isFirst: true,
  },
  { name: 'text, three common words', next: () => search(wordsFrom(1, 5, 10)), goalMs: 10 },
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
