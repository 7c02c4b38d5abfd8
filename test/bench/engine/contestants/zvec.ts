import path from 'node:path';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { bucketOf, type Contestant, type Kind, type Setting } from './contestant.ts';

/** What is used of the package. */
type Zvec = {
  readonly ZVecDataType: { readonly INT32: number; readonly VECTOR_FP32: number };
  readonly ZVecIndexType: { readonly HNSW: number; readonly FLAT: number; readonly INVERT: number };
  readonly ZVecMetricType: { readonly L2: number; readonly IP: number; readonly COSINE: number };
  readonly ZVecCollectionSchema: new (schema: object) => object;
  ZVecInitialize(options: object): void;
  ZVecCreateAndOpen(path: string, schema: object): Collection;
  ZVecOpen(path: string): Collection;
};

type Collection = {
  insertSync(documents: readonly object[]): readonly { readonly ok: boolean }[];
  optimizeSync(options: object): void;
  querySync(query: object): readonly { readonly id: string }[];
  closeSync(): void;
};

/** The most that a query may ask for. */
const maxTopK = 1024;

export const zvecFlat: Kind = kindOf('zvec FLAT', true);
export const zvecHnsw: Kind = kindOf('zvec HNSW (M 16, ef 64)', false);

function kindOf(name: string, isFlat: boolean): Kind {
  return {
    name,
    isExact: isFlat,
    canFilter: true,
    keepsFiles: true,
    ...(!isFlat && { builtAs: name }),
    leftOut: ({ count, topK }) => {
      if (!isFlat && count > 500_000) return 'its graph takes longer to build than all else here';
      return topK > maxTopK ? `it answers at most ${maxTopK}` : undefined;
    },
    create: (setting) => contestant(setting, isFlat),
  };
}

function contestant({ rows, metric, folder, threads }: Setting, isFlat: boolean): Contestant {
  const zvec = requirePeer('@zvec/zvec') as Zvec;
  zvec.ZVecInitialize({
    logType: 'console',
    logLevel: 4,
    queryThreads: threads,
    optimizeThreads: threads,
  });
  const place = path.join(folder, 'zvec');
  let collection: Collection | undefined;
  return {
    load: async () => {
      collection = zvec.ZVecCreateAndOpen(place, schemaOf(zvec, rows.dimension, metric, isFlat));
      for (const { first, rows: block } of blocksOf(rows)) {
        const documents = block.map((row, at) => ({
          id: String(first + at),
          vectors: { values: row },
          fields: { bucket: bucketOf(first + at) },
        }));
        const failed = collection.insertSync(documents).find(({ ok }) => !ok);
        if (failed !== undefined) throw new Error(`zvec refused a row: ${JSON.stringify(failed)}`);
      }
      collection.optimizeSync({ concurrency: threads });
    },
    open: async () => void (collection = zvec.ZVecOpen(place)),
    search: ({ query, topK, below }) =>
      collection!
        .querySync({
          fieldName: 'values',
          vector: query,
          topk: topK,
          outputFields: [],
          ...(below === undefined ? {} : { filter: `bucket < ${below}` }),
          ...(isFlat
            ? {}
            : { params: { indexType: zvec.ZVecIndexType.HNSW, ef: Math.max(64, topK) } }),
        })
        .map(({ id }) => Number(id)),
    close: () => collection?.closeSync(),
  };
}

function schemaOf(zvec: Zvec, dimension: number, metric: Metric, isFlat: boolean): object {
  const { L2, IP, COSINE } = zvec.ZVecMetricType;
  const metricType = { cosine: COSINE, dotproduct: IP, euclidean: L2 }[metric];
  const { FLAT, HNSW, INVERT } = zvec.ZVecIndexType;
  return new zvec.ZVecCollectionSchema({
    name: 'bench',
    vectors: {
      name: 'values',
      dataType: zvec.ZVecDataType.VECTOR_FP32,
      dimension,
      indexParams: isFlat
        ? { indexType: FLAT, metricType }
        : { indexType: HNSW, metricType, m: 16, efConstruction: 128 },
    },
    fields: {
      name: 'bucket',
      dataType: zvec.ZVecDataType.INT32,
      indexParams: { indexType: INVERT, enableRangeOptimization: true },
    },
  });
}
