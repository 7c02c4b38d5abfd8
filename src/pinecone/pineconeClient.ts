import type { DenseModel } from '../model/embedding/denseModel.ts';
import type { Page } from '../common/listPages.ts';
import type { Backup, RestoreState } from '../model/backup.ts';
import type { Hit, Usage } from '../model/hit.ts';
import type { ImportState, ListedImport } from '../model/importState.ts';
import type { Metadata, SparseValues, VectorRecord } from '../model/record.ts';
import type { Reranking } from '../model/requests/inferenceRequests.ts';
import type { VectorQuery } from '../model/requests/queryRequests.ts';
import type { IndexChanges, NewIndex } from '../model/newIndex.ts';
import type {
  DocumentSchema,
  IndexStats,
  NamespaceSummary,
  VectorIndex,
} from '../model/vectorIndex.ts';

/**
 * Client for a project's control plane and inference. Every call takes a signal, has a timeout, throws `Failure` only,
 * and retries idempotent requests.
 */
export type PineconeClient = {
  listIndexes(signal: AbortSignal): Promise<readonly VectorIndex[]>;
  describeIndex(name: string, signal: AbortSignal): Promise<VectorIndex>;
  /** Creates a serverless index; it may not be ready yet. Throws `conflict` if the name is in use. */
  createIndex(index: NewIndex, signal: AbortSignal): Promise<VectorIndex>;
  deleteIndex(name: string, signal: AbortSignal): Promise<void>;
  /** Changes deletion protection and tags. */
  configureIndex(name: string, changes: IndexChanges, signal: AbortSignal): Promise<void>;
  /** Returns dense vectors of the texts, in order. */
  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
    options?: EmbedOptions,
  ): Promise<readonly (readonly number[])[]>;
  /** Returns the models that make dense vectors. */
  listModels(signal: AbortSignal): Promise<readonly DenseModel[]>;
  /** Returns sparse values of a query's text. */
  embedSparse(model: string, text: string, signal: AbortSignal): Promise<SparseEmbedding>;
  /** Ranks texts by their relevance for a query, best first. */
  rerank(request: Reranking, signal: AbortSignal): Promise<Reply<readonly RankedText[]>>;
  /**
   * Returns the data plane client of a host; `documents` is the schema of an index of documents. Throws `forbidden` or
   * `network` if the key may not be sent there.
   */
  index(host: string, documents?: DocumentSchema): IndexClient;
  readonly backups: BackupClient;
};

/** A response with its cost. */
export type Reply<T> = { readonly value: T; readonly usage: Usage };

export type PageRequest = {
  readonly prefix?: string;
  readonly limit?: number;
  readonly next?: string;
};

/** A query by a vector or a record. */
export type QueryRequest = VectorQuery;

/** A query by a text that the index embeds. */
export type TextQueryRequest = Omit<QueryRequest, 'by' | 'includeMetadata'> & {
  readonly text: string;
  /** Text fields of documents that are searched. Default: all. */
  readonly fields?: readonly string[];
  /** Whether the text is a query string, which names fields and operators itself. For documents only. */
  readonly isQueryString?: boolean;
};

/** Sparse values of a text, with the terms that the model says they stand for, in the order of the indices. */
export type SparseEmbedding = SparseValues & { readonly terms?: readonly string[] };

/** A text's place in the request, and its score from 0 to 1. */
export type RankedText = { readonly at: number; readonly score: number };

export type EmbedOptions = {
  /** What the texts are. Default: queries. */
  readonly purpose?: 'query' | 'passage';
  /** Length in tokens at which the local engine cuts texts. */
  readonly maxTokens?: number;
};

export type FilterRequest = {
  /** A metadata filter as parsed JSON, not empty. */
  readonly filter: object;
  /** 1 to 10,000 records. */
  readonly limit?: number;
  readonly next?: string;
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

/** A record whose text the service embeds. The fields include the text. */
export type TextRecord = { readonly id: string; readonly fields: Metadata };

/** Backups of a project's indexes. */
export type BackupClient = {
  /** Returns the backups, newest first, including those of deleted indexes. */
  list(signal: AbortSignal): Promise<readonly Backup[]>;
  /** May resolve before the backup is ready. */
  create(index: string, name: string, signal: AbortSignal): Promise<Backup>;
  /** Throws `notFound`. */
  describe(backup: Pick<Backup, 'id'>, signal: AbortSignal): Promise<Backup>;
  /**
   * Starts to restore the backup to a new index, and resolves with the job's id. Throws `conflict` if the name is in
   * use.
   */
  restore(backup: Pick<Backup, 'id'>, index: string, signal: AbortSignal): Promise<string>;
  restoreState(jobId: string, signal: AbortSignal): Promise<RestoreState>;
  delete(backup: Pick<Backup, 'id'>, signal: AbortSignal): Promise<void>;
};

/** Client for the data plane of one index. */
export type IndexClient = {
  stats(signal: AbortSignal): Promise<IndexStats>;
  listNamespaces(page: PageRequest, signal: AbortSignal): Promise<Page<NamespaceSummary>>;
  /** Creates an empty namespace. Throws `conflict` if it exists. */
  createNamespace(name: string, signal: AbortSignal): Promise<void>;
  /** Deletes a namespace with its records. Throws `notFound` if it does not exist. */
  deleteNamespace(name: string, signal: AbortSignal): Promise<void>;
  query(request: QueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>>;
  /** Queries an index that embeds texts. Hits have all metadata. */
  queryText(request: TextQueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>>;
  /** Returns the existing records, in the order of `ids`. */
  fetch(
    namespace: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Reply<readonly VectorRecord[]>>;
  list(namespace: string, page: PageRequest, signal: AbortSignal): Promise<Reply<Page<string>>>;
  /** Returns a page of the records that match a filter. */
  fetchByMetadata(
    namespace: string,
    request: FilterRequest,
    signal: AbortSignal,
  ): Promise<Reply<Page<VectorRecord>>>;
  /** Resolves with the number of written records. */
  upsert(
    namespace: string,
    records: readonly NewRecord[],
    signal: AbortSignal,
  ): Promise<Reply<number>>;
  /** Writes at most 96 records to an index that embeds their texts. */
  upsertTexts(
    namespace: string,
    records: readonly TextRecord[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Returns the number of records that match a filter: a dry run of an update, which needs a client for writing. */
  countMatching(namespace: string, filter: object, signal: AbortSignal): Promise<number>;
  delete(request: DeleteRequest, signal: AbortSignal): Promise<void>;
  readonly imports: ImportClient;
};

/** Imports files into an index. The engine reads local files; Pinecone reads object stores. */
export type ImportClient = {
  /**
   * Starts an import and resolves with its id. `continue` skips records that cannot be read. `integrationId` names the
   * service's access to a private bucket.
   */
  start(
    uri: string,
    onError: 'abort' | 'continue',
    signal: AbortSignal,
    integrationId?: string,
  ): Promise<string>;
  /** Returns all imports of the index, also ended ones. */
  list(signal: AbortSignal): Promise<readonly ListedImport[]>;
  describe(id: string, signal: AbortSignal): Promise<ImportState>;
  /** Stops the import; written records stay. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
};
