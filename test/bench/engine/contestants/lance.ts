import path from 'node:path';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf, type RowFile } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { bucketOf, type Contestant, type Kind, type Setting } from './contestant.ts';

/** What is used of the package. */
type Lance = {
  connect(folder: string): Promise<Connection>;
  readonly Index: { hnswSq(options: object): object };
};

type Connection = {
  createTable(name: string, rows: readonly object[]): Promise<Table>;
  openTable(name: string): Promise<Table>;
  close(): void;
};

type Table = {
  add(rows: readonly object[]): Promise<unknown>;
  createIndex(column: string, options: { readonly config: object }): Promise<void>;
  vectorSearch(query: Float32Array): Query;
};

type Query = {
  distanceType(metric: string): Query;
  limit(count: number): Query;
  ef(count: number): Query;
  refineFactor(factor: number): Query;
  where(condition: string): Query;
  select(columns: readonly string[]): Query;
  toArray(): Promise<readonly { readonly id: number }[]>;
};

/** How a table is searched: without an index, or with one; its hits may be scored again from the vectors. */
type Way = { readonly hasIndex: boolean; readonly refineFactor?: number };

const metrics: Readonly<Record<Metric, string>> = {
  cosine: 'cosine',
  dotproduct: 'dot',
  euclidean: 'l2',
};

const indexName = 'LanceDB HNSW-SQ';

export const lanceFlat = kindOf('LanceDB flat', { hasIndex: false });
export const lanceHnsw = kindOf(indexName, { hasIndex: true });
export const lanceRefined = kindOf(`${indexName}, refined 5`, { hasIndex: true, refineFactor: 5 });

function kindOf(name: string, way: Way): Kind {
  return {
    name,
    isExact: !way.hasIndex,
    canFilter: true,
    keepsFiles: true,
    ...(way.hasIndex && { builtAs: indexName }),
    leftOut: ({ count, topK }) => {
      if (count > 500_000)
        return way.hasIndex ? 'its graph takes too long to build' : 'a query takes seconds';
      return way.hasIndex && topK > 1000 ? 'a graph is not made for so many' : undefined;
    },
    create: (setting) => contestant(setting, way),
  };
}

function contestant({ rows, metric, folder }: Setting, way: Way): Contestant {
  const lance = requirePeer('@lancedb/lancedb') as Lance;
  const place = path.join(folder, 'lance');
  let table: Table | undefined;
  let connection: Connection | undefined;
  return {
    load: async () => {
      connection = await lance.connect(place);
      for (const block of batchesOf(rows)) {
        if (table === undefined) table = await connection.createTable('rows', block);
        else await table.add(block);
      }
      if (!way.hasIndex) return;
      const options = { distanceType: metrics[metric], numPartitions: 1 };
      await table?.createIndex('vector', { config: lance.Index.hnswSq(options) });
    },
    open: async () => {
      connection = await lance.connect(place);
      table = await connection.openTable('rows');
    },
    search: async ({ query, topK, below }) => {
      let search = table!.vectorSearch(query).distanceType(metrics[metric]).limit(topK);
      if (way.hasIndex) search = search.ef(Math.max(64, topK * (way.refineFactor ?? 1)));
      if (way.refineFactor !== undefined) search = search.refineFactor(way.refineFactor);
      if (below !== undefined) search = search.where(`bucket < ${below}`);
      const found = await search.select(['id', '_distance']).toArray();
      return found.map(({ id }) => id);
    },
    close: () => connection?.close(),
  };
}

/** Each addition is a version of the table and a file of it: few large ones are its good side. */
function* batchesOf(rows: RowFile): Generator<readonly object[]> {
  let batch: object[] = [];
  for (const { first, rows: block } of blocksOf(rows)) {
    for (const [at, row] of block.entries())
      batch.push({ id: first + at, vector: Array.from(row), bucket: bucketOf(first + at) });
    if (batch.length < 20_000) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
