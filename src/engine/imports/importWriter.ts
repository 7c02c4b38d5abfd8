import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { Metadata } from '../../model/record.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';
import { DocumentReader } from '../server/schemas/documentFields.ts';
import { fillVectorRow } from '../server/schemas/vectorRequests.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { fieldEmbedding } from '../storage/indexFields.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { StoredRecord } from '../storage/storedRecord.ts';
import { vectorFromRow } from './vectorFromRow.ts';

type Store = RpcClient<StoreCalls>;

/** Rows written in one transaction. */
const rowsPerTransaction = 500;

/** Validates rows one by one and writes them to one namespace in batches. */
export type ImportWriter = {
  /** Adds a row to the batch. Throws `badInput` if the index cannot hold it, and skips it. */
  add(row: unknown): void;
  readonly isFull: boolean;
  /** Writes the batch. Resolves with the number of its rows. */
  flush(): Promise<number>;
};

/** Returns the writer for the kind of index: documents or vectors. Throws `badInput` if the index embeds documents. */
export function importWriter(store: Store, index: StoredIndex, namespace: string): ImportWriter {
  if (Object.values(index.fields ?? {}).some((field) => fieldEmbedding(field) !== undefined)) {
    const message = `“${index.name}” embeds a text of each document: upsert the documents instead`;
    throw new Failure('badInput', message);
  }
  return index.kind === 'documents'
    ? new DocumentWriter(store, index, namespace)
    : new VectorWriter(store, index, namespace);
}

class VectorWriter implements ImportWriter {
  readonly #store: Store;
  readonly #index: StoredIndex;
  readonly #namespace: string;
  readonly #dimension: number;
  /** Reused after each flush. */
  readonly #values: Float32Array<ArrayBuffer>;
  #ids: string[] = [];
  #metadata: Metadata[] = [];
  #sparse: (SparseVector | undefined)[] = [];

  constructor(store: Store, index: StoredIndex, namespace: string) {
    this.#store = store;
    this.#index = index;
    this.#namespace = namespace;
    this.#dimension = index.dimension ?? 0;
    this.#values = new Float32Array(rowsPerTransaction * this.#dimension);
  }

  get isFull(): boolean {
    return this.#ids.length === rowsPerTransaction;
  }

  add(row: unknown): void {
    const start = this.#ids.length * this.#dimension;
    const values = this.#values.subarray(start, start + this.#dimension);
    const vector = vectorFromRow(row, this.#index);
    const { id, sparse, metadata } = fillVectorRow(values, vector, this.#index, '2026-07');
    this.#ids.push(id);
    this.#sparse.push(sparse);
    this.#metadata.push(metadata);
  }

  async flush(): Promise<number> {
    const ids = this.#ids;
    if (ids.length === 0) return 0;
    const values = this.#values.slice(0, ids.length * this.#dimension).buffer;
    const batch = { ids, values, metadata: this.#metadata, sparse: this.#sparse };
    const params = { index: this.#index.name, namespace: this.#namespace, batch };
    this.#ids = [];
    this.#metadata = [];
    this.#sparse = [];
    await this.#store.call('records.upsert', params, { transfer: [values] });
    return ids.length;
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
