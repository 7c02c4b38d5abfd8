import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { Metadata } from '../../model/record.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';
import { DocumentReader } from '../server/schemas/documentFields.ts';
import { fillVectorRow } from '../server/schemas/vectorRequests.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { isEmbeddedField } from '../storage/indexFields.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { StoredRecord } from '../storage/storedRecord.ts';
import { namespaceOfRow, vectorFromRow } from './vectorFromRow.ts';

/**
 * Returns the writer for the kind of index: documents or vectors. Without a namespace, vectors may name theirs. Throws
 * `badInput` if the index embeds documents.
 */
export function importWriter(
  store: Store,
  index: StoredIndex,
  namespace: string | undefined,
): ImportWriter {
  if (Object.values(index.fields ?? {}).some(isEmbeddedField)) {
    const message = `“${index.name}” embeds a text of each document: upsert the documents instead`;
    throw new Failure('badInput', message);
  }
  return index.kind === 'documents'
    ? new DocumentWriter(store, index, namespace ?? defaultNamespace)
    : new VectorWriter(store, index, namespace);
}

type Store = RpcClient<StoreCalls>;

/** Rows written in one transaction. */
const rowsPerTransaction = 500;

/** Validates rows one by one and writes them in batches. */
export type ImportWriter = {
  /** Adds a row to the batch. Throws `badInput` if the index cannot hold it, and skips it. */
  add(row: unknown): void;
  readonly isFull: boolean;
  /** Writes the batch. Resolves with the number of its rows. */
  flush(): Promise<number>;
};

type VectorRow = {
  readonly namespace: string;
  /** Position of its values in the buffer. */
  readonly start: number;
  readonly id: string;
  readonly sparse: SparseVector | undefined;
  readonly metadata: Metadata;
};

class VectorWriter implements ImportWriter {
  readonly #store: Store;
  readonly #index: StoredIndex;
  readonly #namespace: string | undefined;
  readonly #dimension: number;
  /** Reused after each flush. */
  readonly #values: Float32Array<ArrayBuffer>;
  #rows: VectorRow[] = [];

  constructor(store: Store, index: StoredIndex, namespace: string | undefined) {
    this.#store = store;
    this.#index = index;
    this.#namespace = namespace;
    this.#dimension = index.dimension ?? 0;
    this.#values = new Float32Array(rowsPerTransaction * this.#dimension);
  }

  get isFull(): boolean {
    return this.#rows.length === rowsPerTransaction;
  }

  add(row: unknown): void {
    const start = this.#rows.length * this.#dimension;
    const values = this.#values.subarray(start, start + this.#dimension);
    const namespace = this.#namespace ?? namespaceOfRow(row);
    const vector = vectorFromRow(row, this.#index);
    const { id, sparse, metadata } = fillVectorRow(values, vector, this.#index, '2026-07');
    this.#rows.push({ namespace, start, id, sparse, metadata });
  }

  async flush(): Promise<number> {
    const { length } = this.#rows;
    const namespaces = Map.groupBy(this.#rows, ({ namespace }) => namespace);
    const calls = Array.from(namespaces, ([namespace, rows]) => ({
      index: this.#index.name,
      namespace,
      batch: this.#batchOf(rows),
    }));
    this.#rows = [];
    for (const params of calls)
      await this.#store.call('records.upsert', params, { transfer: [params.batch.values] });
    return length;
  }

  /** Returns rows with a copy of their values. */
  #batchOf(rows: readonly VectorRow[]) {
    const values = new Float32Array(rows.length * this.#dimension);
    for (const [at, { start }] of rows.entries())
      values.set(this.#values.subarray(start, start + this.#dimension), at * this.#dimension);
    return {
      ids: rows.map(({ id }) => id),
      values: values.buffer,
      metadata: rows.map(({ metadata }) => metadata),
      sparse: rows.map(({ sparse }) => sparse),
    };
  }
}

class DocumentWriter implements ImportWriter {
  readonly #store: Store;
  readonly #index: StoredIndex;
  readonly #namespace: string;
  readonly #reader: DocumentReader;
  #documents: StoredRecord[] = [];

  constructor(store: Store, index: StoredIndex, namespace: string) {
    this.#store = store;
    this.#index = index;
    this.#namespace = namespace;
    this.#reader = new DocumentReader(index, '2026-07');
  }

  get isFull(): boolean {
    return this.#documents.length === rowsPerTransaction;
  }

  add(row: unknown): void {
    this.#documents.push(this.#reader.document(row));
  }

  async flush(): Promise<number> {
    const documents = this.#documents;
    if (documents.length === 0) return 0;
    this.#documents = [];
    const params = { index: this.#index.name, namespace: this.#namespace, documents };
    await this.#store.call('documents.upsert', params);
    return documents.length;
  }
}
