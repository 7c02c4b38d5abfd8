import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf, readRows } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { always, type Kind } from './contestant.ts';

/** What is used of the package. */
type Usearch = {
  readonly Index: new (config: object) => Index;
  exactSearch(
    rows: Float32Array,
    queries: Float32Array,
    dimension: number,
    topK: number,
    metric: string,
    threads: number,
  ): Matches;
};

type Index = {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(query: Float32Array, topK: number, threads: number): Matches;
};

type Matches = { readonly keys: BigUint64Array };

const metrics: Readonly<Record<Metric, string>> = {
  cosine: 'cos',
  dotproduct: 'ip',
  euclidean: 'l2sq',
};

const load = (): Usearch => requirePeer('usearch') as Usearch;

export const usearchExact: Kind = {
  name: 'usearch exact',
  isExact: true,
  canFilter: false,
  keepsFiles: false,
  leftOut: always,
  create: ({ rows, metric, threads }) => {
    const usearch = load();
    let values: Float32Array = new Float32Array(0);
    return {
      load: async () => void (values = readRows(rows)),
      search: ({ query, topK }) => {
        const options = [rows.dimension, topK, metrics[metric], threads] as const;
        // It reads from the beginning of the buffer, wherever in it the query begins.
        const own = query.slice();
        return Array.from(usearch.exactSearch(values, own, ...options).keys, Number);
      },
      close: () => undefined,
    };
  },
};

/** As its documentation and the others' comparisons set it. */
const connectivity = 16;
const expansion = { add: 128, search: 64 };

export const usearchHnsw: Kind = {
  name: 'usearch HNSW (M 16, ef 64)',
  isExact: false,
  canFilter: false,
  keepsFiles: false,
  leftOut: ({ count, topK }) => {
    if (count > 500_000) return 'its graph takes longer to build than all else here';
    // HNSW gives no more than it expands: asking for more changes what it is.
    return topK > 1000 ? 'a graph is not made for so many' : undefined;
  },
  create: ({ rows, metric, threads }) => {
    const { Index } = load();
    const index = new Index({
      dimensions: rows.dimension,
      metric: metrics[metric],
      quantization: 'f32',
      connectivity,
      expansion_add: expansion.add,
      expansion_search: expansion.search,
      multi: false,
    });
    return {
      load: async () => {
        for (const { first, rows: block } of blocksOf(rows)) {
          const keys = BigUint64Array.from(block, (_, at) => BigInt(first + at));
          const values = new Float32Array(block.length * rows.dimension);
          block.forEach((row, at) => values.set(row, at * rows.dimension));
          index.add(keys, values, threads);
        }
      },
      search: ({ query, topK }) => Array.from(index.search(query, topK, 1).keys, Number),
      close: () => undefined,
    };
  },
};
