import type { Page } from '../../common/listPages.ts';
import type { Hit } from '../../model/hit.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { EngineClient } from '../../pinecone/engineClient.ts';
import type { IndexClient, Reply } from '../../pinecone/pineconeClient.ts';

/** Reads the records of one namespace. */
export type RecordSource = {
  /** Ids with this start, page by page. */
  ids(prefix: string, next: string | undefined, signal: AbortSignal): Promise<Reply<Page<string>>>;
  /** Returns the existing records, in the order of `ids`. */
  fetch(ids: readonly string[], signal: AbortSignal): Promise<Reply<readonly VectorRecord[]>>;
  /** Records that match a metadata filter, page by page. */
  matching(
    filter: object,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Reply<Page<VectorRecord>>>;
  /** The nearest records of a record, itself included. */
  near(id: string, topK: number, signal: AbortSignal): Promise<Reply<readonly Hit[]>>;
};

/** The largest page of the service, and of the engine's own listing. */
const recordsPerPage = 100;
const engineIdsPerPage = 10_000;

/** Reads through the vectors API, which indexes with integrated embedding have too. */
export function vectorSource(client: IndexClient, namespace: string): RecordSource {
  return {
    ids: (prefix, next, signal) =>
      client.list(namespace, pageRequest(prefix, next, recordsPerPage), signal),
    fetch: (ids, signal) => client.fetch(namespace, ids, signal),
    matching: (filter, next, signal) =>
      client.fetchByMetadata(
        namespace,
        { filter, limit: recordsPerPage, ...(next !== undefined && { next }) },
        signal,
      ),
    near: (id, topK, signal) =>
      client.query({ namespace, topK, by: { id }, includeMetadata: true }, signal),
  };
}

/** Lists ids through the engine's own API, whose pages are larger. */
export function engineSource(
  source: RecordSource,
  engine: Pick<EngineClient, 'listIds'>,
  target: { readonly index: string; readonly namespace: string },
): RecordSource {
  return {
    ...source,
    ids: async (prefix, next, signal) => {
      // The first page is small, so that the first rows appear at once.
      const limit = next === undefined ? recordsPerPage : engineIdsPerPage;
      const value = await engine.listIds(target, pageRequest(prefix, next, limit), signal);
      return { value, usage: {} };
    },
  };
}

function pageRequest(
  prefix: string,
  next: string | undefined,
  limit: number,
): { prefix?: string; next?: string; limit: number } {
  return { limit, ...(prefix !== '' && { prefix }), ...(next !== undefined && { next }) };
}
