import path from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { blocksOf } from '../../data/rowFile.ts';
import { requirePeer } from '../../shared/peers.ts';
import { bucketOf, type Asked, type Contestant, type Kind, type Setting } from './contestant.ts';

/** What is used of the package. */
type SqliteVec = { load(database: DatabaseSync): void };

const metrics: Readonly<Record<Metric, string | undefined>> = {
  cosine: 'cosine',
  dotproduct: undefined,
  euclidean: 'l2',
};

/** The most that a query may ask for. */
const maxTopK = 4096;

/** Rows that are found by their signs for each that is asked for, as its documentation has it. */
const oversampling = 8;

export const sqliteVec: Kind = {
  name: 'sqlite-vec',
  isExact: true,
  canFilter: true,
  keepsFiles: true,
  leftOut: (asked) =>
    reasonOf(asked) ?? (asked.topK > maxTopK ? 'it answers at most 4,096' : undefined),
  create: (setting) => contestant(setting, false),
};

export const sqliteVecBits: Kind = {
  name: 'sqlite-vec, bits rescored',
  isExact: false,
  canFilter: true,
  keepsFiles: true,
  leftOut: (asked) => {
    if (asked.topK > maxTopK / oversampling) return 'its first stage finds at most 4,096';
    return reasonOf(asked);
  },
  create: (setting) => contestant(setting, true),
};

function reasonOf({ metric, count }: Asked): string | undefined {
  if (metrics[metric] === undefined) return 'it has no inner product';
  return count > 500_000 ? 'a query takes seconds' : undefined;
}

function contestant(setting: Setting, hasBits: boolean): Contestant {
  const { rows, folder } = setting;
  const database = new DatabaseSync(path.join(folder, 'vec.sqlite'), { allowExtension: true });
  (requirePeer('sqlite-vec') as SqliteVec).load(database);
  const way = hasBits ? bitsWay(setting) : floatsWay(setting);
  return {
    load: async () => {
      for (const { table } of way.inserts) database.exec(table);
      const inserts = way.inserts.map(({ sql, valuesOf }) => ({
        statement: database.prepare(sql),
        valuesOf,
      }));
      database.exec('BEGIN');
      for (const { first, rows: block } of blocksOf(rows))
        for (const [at, row] of block.entries())
          for (const { statement, valuesOf } of inserts)
            statement.run(...valuesOf(first + at, row));
      database.exec('COMMIT');
    },
    open: async () => undefined,
    search: ({ query, topK, below }) => {
      const condition = below === undefined ? '' : `AND bucket < ${below}`;
      const { sql, values } = way.search(query, topK, condition);
      const found = database.prepare(sql).all(...values);
      return found.map(({ id }) => Number(id));
    },
    close: () => database.close(),
  };
}

/** Its tables, with what is written to them, and its search. */
type Way = {
  readonly inserts: readonly {
    readonly table: string;
    readonly sql: string;
    readonly valuesOf: (row: number, values: Float32Array) => SQLInputValue[];
  }[];
  readonly search: (
    query: Float32Array,
    topK: number,
    condition: string,
  ) => { readonly sql: string; readonly values: SQLInputValue[] };
};

function floatsWay({ rows, metric }: Setting): Way {
  return {
    inserts: [
      {
        table: `CREATE VIRTUAL TABLE rows USING vec0(id INTEGER PRIMARY KEY,
          value FLOAT[${rows.dimension}] distance_metric=${metrics[metric]}, bucket INTEGER)`,
        sql: 'INSERT INTO rows (id, value, bucket) VALUES (?, ?, ?)',
        valuesOf: (row, values) => [BigInt(row), bytesOf(values), BigInt(bucketOf(row))],
      },
    ],
    search: (query, topK, condition) => ({
      sql: `SELECT id FROM rows WHERE value MATCH ? AND k = ? ${condition} ORDER BY distance`,
      values: [bytesOf(query), BigInt(topK)],
    }),
  };
}

/** Finds by signs, and scores what it finds from the vectors, which a plain table reads faster than `vec0` does. */
function bitsWay({ rows, metric }: Setting): Way {
  return {
    inserts: [
      {
        table: `CREATE VIRTUAL TABLE signs USING vec0(id INTEGER PRIMARY KEY,
          coarse BIT[${8 * Math.ceil(rows.dimension / 8)}], bucket INTEGER)`,
        sql: 'INSERT INTO signs (id, coarse, bucket) VALUES (?, vec_bit(?), ?)',
        valuesOf: (row, values) => [BigInt(row), signsOf(values), BigInt(bucketOf(row))],
      },
      {
        table: 'CREATE TABLE floats (id INTEGER PRIMARY KEY, value BLOB NOT NULL)',
        sql: 'INSERT INTO floats (id, value) VALUES (?, ?)',
        valuesOf: (row, values) => [row, bytesOf(values)],
      },
    ],
    search: (query, topK, condition) => ({
      sql: `WITH near AS MATERIALIZED
          (SELECT id FROM signs WHERE coarse MATCH vec_bit(?) AND k = ? ${condition})
        SELECT floats.id AS id FROM near JOIN floats USING (id)
          ORDER BY vec_distance_${metrics[metric]}(floats.value, ?) LIMIT ?`,
      values: [signsOf(query), BigInt(oversampling * topK), bytesOf(query), topK],
    }),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function signsOf(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, at) => {
    if (value > 0) bytes[at >> 3]! |= 1 << (at & 7);
  });
  return bytes;
}
