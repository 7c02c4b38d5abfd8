import path from 'node:path';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf, type RowFile } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { bucketOf, type Kind } from './contestant.ts';

/** What is used of the package. */
type Lance = { connect(folder: string): Promise<Connection> };

type Connection = {
  createTable(name: string, rows: readonly object[]): Promise<Table>;
  openTable(name: string): Promise<Table>;
  close(): void;
};

type Table = {
  add(rows: readonly object[]): Promise<unknown>;
  vectorSearch(query: Float32Array): Query;
};

type Query = {
  distanceType(metric: string): Query;
  limit(count: number): Query;
  where(condition: string): Query;
  select(columns: readonly string[]): Query;
  toArray(): Promise<readonly { readonly id: number }[]>;
};

const metrics: Readonly<Record<Metric, string>> = {
  cosine: 'cosine',
  dotproduct: 'dot',
  euclidean: 'l2',
};

export const lanceFlat: Kind = {
  name: 'LanceDB flat',
  isExact: true,
  canFilter: true,
  keepsFiles: true,
  leftOut: ({ count }) => (count > 500_000 ? 'a query takes seconds' : undefined),
  create: ({ rows, metric, folder }) => {
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
      },
      open: async () => {
        connection = await lance.connect(place);
        table = await connection.openTable('rows');
      },
      search: async ({ query, topK, below }) => {
        let search = table!.vectorSearch(query).distanceType(metrics[metric]).limit(topK);
        if (below !== undefined) search = search.where(`bucket < ${below}`);
        const found = await search.select(['id', '_distance']).toArray();
        return found.map(({ id }) => id);
      },
      close: () => connection?.close(),
    };
  },
};

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
