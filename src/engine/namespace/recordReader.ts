import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import type { IndexDatabase, NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import { describeIndexFile } from '../storage/indexSchema.ts';
import { damaged } from '../storage/sqlite.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { ShownFields, StoredRecord } from '../storage/storedRecord.ts';
import type { ResponseSize } from '../rules/responseSize.ts';
import { floatsOf } from './recordRows.ts';
import { decodeSparse, type SparseVector } from '../sparseSearch/sparseVector.ts';

/** Records as they are on disk, decoded. What cannot be decoded throws `damaged`. */
export class RecordReader {
  readonly #index: StoredIndex;
  readonly #database: IndexDatabase;

  constructor(index: StoredIndex, database: IndexDatabase) {
    this.#index = index;
    this.#database = database;
  }

  /** Throws `badInput` where the index has none. */
  get dimension(): number {
    if (this.#index.dimension === undefined)
      throw new Failure('badInput', `“${this.#index.name}” has no dense vectors`);
    return this.#index.dimension;
  }

  /** A record that is known to be there. */
  row(state: NamespaceState, id: string): RecordRow {
    const row = this.#database.record(state, id);
    if (row === undefined) throw this.#damaged();
    return row;
  }

  record(row: RecordRow): StoredRecord {
    return { id: row.id, ...this.vectors(row), metadata: this.parse(row.metadata) };
  }

  /**
   * A record of an answer whose size is counted, without vectors that the answer does not show. Throws `badInput` where
   * the answer has to be too long.
   */
  shownRecord(row: RecordRow, size: ResponseSize, shown: ShownFields = 'all'): StoredRecord {
    if (shown === 'all') size.add({ ...this.vectorSizes(row), metadataBytes: row.metadata.length });
    const { fields = {} } = this.#index;
    const isVector = (name: string): boolean =>
      Object.hasOwn(fields, name) && fields[name]?.type !== 'string';
    return shown !== 'all' && !shown.some(isVector)
      ? { id: row.id, metadata: this.parse(row.metadata) }
      : this.record(row);
  }

  /** How many numbers its vectors have. */
  vectorSizes({ value, sparse }: RecordRow): { values: number; sparseValues: number } {
    return {
      values: (value?.byteLength ?? 0) / Float32Array.BYTES_PER_ELEMENT,
      sparseValues: (sparse?.byteLength ?? 0) / sparseValueBytes,
    };
  }

  vectors(row: RecordRow): { values?: Float32Array; sparse?: SparseVector } {
    const values = this.values(row);
    const sparse = this.sparse(row);
    return {
      ...(values === undefined ? {} : { values }),
      ...(sparse === undefined ? {} : { sparse }),
    };
  }

  /** The dense values; only documents may have none where the index has a dimension. */
  values({ value }: { value: Uint8Array | null }): Float32Array | undefined {
    const { dimension, kind } = this.#index;
    if (value === null && (dimension === undefined || kind === 'documents')) return undefined;
    if (value?.byteLength !== this.dimension * Float32Array.BYTES_PER_ELEMENT)
      throw this.#damaged();
    return this.#finite(floatsOf(value));
  }

  sparse({ sparse }: { sparse: Uint8Array | null }): SparseVector | undefined {
    if (sparse === null) return undefined;
    const vector = decodeSparse(sparse);
    if (vector === undefined) throw this.#damaged();
    this.#finite(vector.values);
    return vector;
  }

  /** The dense values of a record that is known to have some. */
  vector(pk: number): Float32Array {
    const values = this.values({ value: this.#database.vector(pk) });
    if (values === undefined) throw this.#damaged();
    return values;
  }

  /** Undefined for a record that is not there any more. */
  metadata(pk: number): Metadata | undefined {
    const found = this.#database.findMetadata(pk);
    return found && this.parse(found.metadata);
  }

  *metadataOf(
    state: NamespaceState,
    after = '',
  ): Generator<{ pk: number; id: string; metadata: Metadata }> {
    for (const { pk, id, metadata } of this.#database.metadataOf(state, after))
      yield { pk, id, metadata: this.parse(metadata) };
  }

  /** Yields metadata of these records, each as it is at its step; those that are gone are left out. */
  *metadataById(
    state: NamespaceState,
    ids: readonly string[],
  ): Generator<{ id: string; metadata: Metadata }> {
    for (const id of ids) {
      const row = this.#database.record(state, id);
      if (row !== undefined) yield { id, metadata: this.parse(row.metadata) };
    }
  }

  parse(metadata: string): Metadata {
    let value: unknown;
    try {
      value = JSON.parse(metadata);
    } catch (error) {
      throw this.#damaged(error);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#damaged();
    return value as Metadata;
  }

  #finite(values: Float32Array): Float32Array {
    let sum = 0;
    // A value times 0 is NaN only if the value is not finite.
    for (let at = 0; at < values.length; at++) sum += values[at]! * 0;
    if (sum !== 0) throw this.#damaged();
    return values;
  }

  #damaged(cause?: unknown): Failure {
    return damaged(describeIndexFile(this.#index.name), cause);
  }
}

/** Bytes of a sparse value: an index and a float32 number. */
const sparseValueBytes = 8;
