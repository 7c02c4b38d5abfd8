import path from 'node:path';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf, readRows } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { always, type Kind } from './contestant.ts';

/** What is used of the package. */
type Usearch = {
  readonly Index: new (config: object) => Index;
  exactSearch<T extends Float32Array | Int8Array>(
    rows: T,
    queries: T,
    dimension: number,
    topK: number,
    metric: string,
    threads: number,
  ): Matches;
};

type Index = {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(query: Float32Array, topK: number, threads: number): Matches;
  save(file: string): void;
  load(file: string): void;
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

/** All pairs in 8 bits, which it compares exactly: each vector has its own scale. */
export const usearchExactI8: Kind = {
  name: 'usearch exact, i8',
  isExact: false,
  canFilter: false,
  keepsFiles: false,
  leftOut: ({ metric }) => (metric === 'cosine' ? undefined : 'scales count in this metric'),
  create: ({ rows, metric, threads }) => {
    const usearch = load();
    const values = new Int8Array(rows.count * rows.dimension);
    return {
      load: async () => {
        for (const { first, rows: block } of blocksOf(rows))
          block.forEach((row, at) => values.set(bytesOf(row), (first + at) * rows.dimension));
      },
      search: ({ query, topK }) => {
        const options = [rows.dimension, topK, metrics[metric], threads] as const;
        return Array.from(usearch.exactSearch(values, bytesOf(query), ...options).keys, Number);
      },
      close: () => undefined,
    };
  },
};

function bytesOf(values: Float32Array): Int8Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  return Int8Array.from(values, (value) => Math.round((127 * value) / largest));
}

/** As its documentation and the others' comparisons set it. */
const connectivity = 16;
const expansion = { add: 128, search: 64 };

export const usearchHnsw = hnsw('f32');
export const usearchHnswF16 = hnsw('f16');
export const usearchHnswI8 = hnsw('i8');

function hnsw(quantization: 'f32' | 'f16' | 'i8'): Kind {
  const name = `usearch HNSW${quantization === 'f32' ? '' : ` ${quantization}`} (M 16, ef 64)`;
  return {
    name,
    isExact: false,
    canFilter: false,
    keepsFiles: true,
    builtAs: name,
    leftOut: ({ metric, count, topK }) => {
      if (count > 500_000) return 'its graph takes longer to build than all else here';
      if (quantization === 'i8' && metric !== 'cosine') return 'its 8 bits are for the cosine';
      // HNSW gives no more than it expands: asking for more changes what it is.
      return topK > 1000 ? 'a graph is not made for so many' : undefined;
    },
    create: ({ rows, metric, folder, threads }) => {
      const { Index } = load();
      const file = path.join(folder, 'graph.usearch');
      const index = new Index({
        dimensions: rows.dimension,
        metric: metrics[metric],
        quantization,
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
          index.save(file);
        },
        open: async () => index.load(file),
        search: ({ query, topK }) => Array.from(index.search(query, topK, 1).keys, Number),
        close: () => undefined,
      };
    },
  };
}
