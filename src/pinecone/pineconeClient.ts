import type { Page } from '../common/pages.ts';
import type { Backup, RestoreState } from '../model/backup.ts';
import type { Hit, Usage } from '../model/hit.ts';
import type { ImportState } from '../model/importState.ts';
import type { Metadata, SparseValues, VectorRecord } from '../model/record.ts';
import type { IndexStats, NamespaceSummary, NewIndex, VectorIndex } from '../model/vectorIndex.ts';

/** An answer with what it cost. */
export type Reply<T> = { readonly value: T; readonly usage: Usage };

export type PageRequest = {
  readonly prefix?: string;
  readonly limit?: number;
  readonly next?: string;
};

export type QueryRequest = {
  readonly namespace: string;
  /** 1..10,000. */
  readonly topK: number;
  readonly by:
    | { readonly id: string }
    | { readonly vector: readonly number[]; readonly sparse?: SparseValues };
  /** A filter in the service's language, parsed from JSON. */
  readonly filter?: object;
  readonly includeValues?: boolean;
  readonly includeMetadata?: boolean;
};

export type DeleteRequest = { readonly namespace: string } & (
  { readonly ids: readonly string[] } | { readonly filter: object } | { readonly all: true }
);

export type NewRecord = {
  readonly id: string;
  readonly values?: readonly number[];
  readonly sparseValues?: SparseValues;
  readonly metadata?: Metadata;
};

/**
 * A project's control plane and inference. Every call takes a signal, has a timeout, throws `Failure` only,
 * and retries what may be repeated.
 */
export type PineconeClient = {
  listIndexes(signal: AbortSignal): Promise<readonly VectorIndex[]>;
  describeIndex(name: string, signal: AbortSignal): Promise<VectorIndex>;
  /** Serverless, for dense vectors. Throws `conflict` where the name is taken. */
  createIndex(index: NewIndex, signal: AbortSignal): Promise<VectorIndex>;
  deleteIndex(name: string, signal: AbortSignal): Promise<void>;
  /** Whether the index may be deleted from now on: a protected one may not. */
  protectIndex(name: string, isProtected: boolean, signal: AbortSignal): Promise<void>;
  /** Dense vectors of the texts, in their order. */
  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]>;
  /** The data plane of the index with this host. Throws `forbidden` or `network` where the key may not go there. */
  index(host: string): IndexClient;
  readonly backups: BackupClient;
};

/** Copies of indexes, beside them. */
export type BackupClient = {
  /** The newest first, those of deleted indexes among them. */
  list(signal: AbortSignal): Promise<readonly Backup[]>;
  /** May resolve before it is ready. */
  create(index: string, name: string, signal: AbortSignal): Promise<Backup>;
  /** Throws `notFound`. */
  describe(backup: Pick<Backup, 'id'>, signal: AbortSignal): Promise<Backup>;
  /** Begins to make a new index of it, and resolves with the id of that job. Throws `conflict` where the name is taken. */
  restore(backup: Pick<Backup, 'id'>, index: string, signal: AbortSignal): Promise<string>;
  restoreState(jobId: string, signal: AbortSignal): Promise<RestoreState>;
  delete(backup: Pick<Backup, 'id'>, signal: AbortSignal): Promise<void>;
};

/** The data plane of one index. */
export type IndexClient = {
  stats(signal: AbortSignal): Promise<IndexStats>;
  listNamespaces(page: PageRequest, signal: AbortSignal): Promise<Page<NamespaceSummary>>;
  query(request: QueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>>;
  /** The records that exist, in the order of `ids`. */
  fetch(
    namespace: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Reply<readonly VectorRecord[]>>;
  list(namespace: string, page: PageRequest, signal: AbortSignal): Promise<Reply<Page<string>>>;
  /** Resolves with the number of records written. */
  upsert(
    namespace: string,
    records: readonly NewRecord[],
    signal: AbortSignal,
  ): Promise<Reply<number>>;
  delete(request: DeleteRequest, signal: AbortSignal): Promise<void>;
  readonly imports: ImportClient;
};

/** Files that the service brings into an index by itself; the engine of this machine reads those of this machine. */
export type ImportClient = {
  /** Resolves with the id of the import, which goes on. `continue` leaves out records that cannot be read. */
  start(uri: string, onError: 'abort' | 'continue', signal: AbortSignal): Promise<string>;
  describe(id: string, signal: AbortSignal): Promise<ImportState>;
  /** What was written stays. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
};
