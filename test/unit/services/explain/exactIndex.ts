import { decodeFilter } from '../../../../src/model/filter/decodeFilter.ts';
import { matchesFilter } from '../../../../src/model/filter/matchesFilter.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import type { IndexClient, QueryRequest } from '../../../../src/pinecone/pineconeClient.ts';

/** Searches records in memory by dot product, and remembers the requests. */
export class ExactIndex implements Pick<IndexClient, 'query' | 'queryText' | 'fetch' | 'stats'> {
  readonly requests: string[] = [];
  readonly #namespaces: ReadonlyMap<string, readonly VectorRecord[]>;

  constructor(namespaces: Readonly<Record<string, readonly VectorRecord[]>>) {
    this.#namespaces = new Map(Object.entries(namespaces));
  }

  async query({ namespace, by, filter, topK }: QueryRequest): ReturnType<IndexClient['query']> {
    this.requests.push(filter ? 'filtered query' : 'query');
    const records = this.#namespaces.get(namespace) ?? [];
    const asked = 'id' in by ? records.find(({ id }) => id === by.id)?.values : by.vector;
    const wanted = filter && decodeFilter(filter);
    const hits = records
      .filter(({ metadata }) => !wanted || matchesFilter(wanted, metadata))
      .map(({ id, metadata, values }) => ({
        id,
        metadata,
        values: [],
        score: values.reduce((sum, value, at) => sum + value * (asked?.[at] ?? 0), 0),
      }))
      .sort((one, other) => other.score - one.score)
      .slice(0, topK);
    return { value: hits, usage: { readUnits: 5 } };
  }

  queryText(): never {
    throw new Error('This index embeds no text');
  }

  async fetch(namespace: string, ids: readonly string[]): ReturnType<IndexClient['fetch']> {
    this.requests.push(`fetch ${ids.length} of ${namespace}`);
    const records = this.#namespaces.get(namespace) ?? [];
    return { value: records.filter(({ id }) => ids.includes(id)), usage: { readUnits: 1 } };
  }

  async stats(): ReturnType<IndexClient['stats']> {
    const namespaces = [...this.#namespaces].map(([name, records]) => ({
      name,
      recordCount: records.length,
    }));
    return { totalRecordCount: 0, namespaces };
  }
}
