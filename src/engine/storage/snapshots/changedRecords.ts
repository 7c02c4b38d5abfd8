import type { RowChecksums, WithChecksum } from '../rowChecksums.ts';
import type { StatementCache } from '../statementCache.ts';
import type { Snapshot, SnapshotPart, SnapshotTable } from './snapshotTable.ts';

/** Reads the parts of a namespace's records by pk: those that were written since a snapshot. */
export class ChangedRecords {
  readonly #statements: StatementCache;
  readonly #checksums: RowChecksums;
  readonly #snapshots: SnapshotTable;

  constructor(statements: StatementCache, checksums: RowChecksums, snapshots: SnapshotTable) {
    this.#statements = statements;
    this.#checksums = checksums;
    this.#snapshots = snapshots;
  }

  /** The pks of records that the snapshot holds otherwise or that are gone, and of those that are newer than it. */
  since(
    namespace: number,
    part: SnapshotPart,
    snapshot: Snapshot,
  ): { readonly changed: readonly number[]; readonly all: ReadonlySet<number> } {
    const changed = this.#snapshots.changedSince(namespace, part, snapshot);
    return { changed, all: new Set([...changed, ...this.#pksAfter(namespace, snapshot.lastPk)]) };
  }

  /** The dense vector of a record of this namespace, null if it has none; undefined if there is no such record. */
  dense(namespace: number, pk: number): VectorRow | undefined {
    return this.#vector('vectors', namespace, pk);
  }

  /** Like `dense`, for the sparse vector. */
  sparse(namespace: number, pk: number): VectorRow | undefined {
    return this.#vector('sparse_vectors', namespace, pk);
  }

  /** The metadata of a record of this namespace; undefined if there is no such record. */
  metadata(namespace: number, pk: number): MetadataRow | undefined {
    const sql = 'SELECT pk, id, metadata, sum FROM records WHERE namespace = ? AND pk = ?';
    const row = this.#statements.get(sql, namespace, pk) as WithChecksum<MetadataRow> | undefined;
    if (row !== undefined) this.#checksums.record(row.id, row.metadata, row.sum);
    return row;
  }

  #vector(
    table: 'vectors' | 'sparse_vectors',
    namespace: number,
    pk: number,
  ): VectorRow | undefined {
    const sql = `SELECT pk, id, value, ${table}.sum FROM records LEFT JOIN ${table} USING (pk)
      WHERE namespace = ? AND pk = ?`;
    const row = this.#statements.get(sql, namespace, pk) as WithChecksum<VectorRow> | undefined;
    if (row !== undefined) this.#checksums.vector(pk, row.value, row.sum);
    return row;
  }

  /** The namespace's record pks above `pk`, ascending. */
  #pksAfter(namespace: number, pk: number): number[] {
    // Scans by pk: the index of ids would read almost all records to find a few new ones.
    const sql = 'SELECT pk FROM records NOT INDEXED WHERE namespace = ? AND pk > ? ORDER BY pk';
    return this.#statements.all<{ pk: number }>(sql, namespace, pk).map((row) => row.pk);
  }
}

/** A record's vector, null if it has none. */
export type VectorRow = {
  readonly pk: number;
  readonly id: string;
  readonly value: Uint8Array | null;
};

/** A record's metadata as JSON. */
export type MetadataRow = { readonly pk: number; readonly id: string; readonly metadata: string };
