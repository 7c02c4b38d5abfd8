import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { bucketOf, type Kind } from './contestant.ts';

/** What is used of the package. */
type SqliteVec = { load(database: DatabaseSync): void };

const metrics: Readonly<Record<Metric, string | undefined>> = {
  cosine: 'cosine',
  dotproduct: undefined,
  euclidean: 'l2',
};

export const sqliteVec: Kind = {
  name: 'sqlite-vec',
  isExact: true,
  canFilter: true,
  keepsFiles: true,
  leftOut: ({ metric, count, topK }) => {
    if (metrics[metric] === undefined) return 'it has no inner product';
    if (count > 500_000) return 'a query takes seconds';
    return topK > 4096 ? 'it answers at most 4,096' : undefined;
  },
  create: ({ rows, metric, folder }) => {
    const database = new DatabaseSync(path.join(folder, 'vec.sqlite'), { allowExtension: true });
    (requirePeer('sqlite-vec') as SqliteVec).load(database);
    return {
      load: async () => {
        database.exec(`CREATE VIRTUAL TABLE rows USING vec0(
          id INTEGER PRIMARY KEY, value FLOAT[${rows.dimension}] distance_metric=${metrics[metric]}, bucket INTEGER)`);
        const insert = database.prepare('INSERT INTO rows (id, value, bucket) VALUES (?, ?, ?)');
        for (const { first, rows: block } of blocksOf(rows)) {
          database.exec('BEGIN');
          block.forEach((row, at) =>
            insert.run(BigInt(first + at), bytesOf(row), BigInt(bucketOf(first + at))),
          );
          database.exec('COMMIT');
        }
      },
      open: async () => undefined,
      search: ({ query, topK, below }) => {
        const condition = below === undefined ? '' : `AND bucket < ${below}`;
        const sql = `SELECT id FROM rows WHERE value MATCH ? AND k = ? ${condition} ORDER BY distance`;
        const found = database.prepare(sql).all(bytesOf(query), BigInt(topK));
        return found.map(({ id }) => Number(id));
      },
      close: () => database.close(),
    };
  },
};

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
