import { readHeaders, writeHeaders } from '../operations/freshness.ts';
import type { IndexCall } from '../operations/indexCall.ts';
import type { Operations } from '../operations/operations.ts';
import {
  readCreateNamespace,
  readDelete,
  readFetch,
  readFetchByMetadata,
  readList,
  readListNamespaces,
  readNamespace,
  readQuery,
  readStats,
  readUpdate,
  readUpsert,
} from './messages/requests.ts';
import {
  emptyMessage,
  writeFetched,
  writeFetchedPage,
  writeIds,
  writeMatches,
  writeNamespace,
  writeNamespaces,
  writeStats,
  writeUpdated,
  writeUpserted,
} from './messages/responses.ts';

/** Returns the calls of Pinecone's `VectorService`, by path. */
export function vectorService(operations: Operations): ReadonlyMap<string, Method> {
  const methods = { ...vectorMethods(operations), ...namespaceMethods(operations) };
  return new Map(
    Object.entries(methods).map(([name, method]) => [`/VectorService/${name}`, method]),
  );
}

/** `beginMs` is when the call arrived, by `performance.now()`. */
export type Call = IndexCall & { readonly beginMs: number };

/** The message of a response, and its metadata. */
export type Reply = {
  readonly message: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Carries out a call whose request is `message`. Throws `Failure`. */
export type Method = (call: Call, message: Uint8Array) => Promise<Reply>;

function vectorMethods({ vectors }: Operations): Record<string, Method> {
  return {
    Upsert: async (call, message) => {
      const { upsertedCount, lsn } = await vectors.upsert(call, readUpsert(message));
      return written(lsn, writeUpserted(upsertedCount));
    },
    Query: (call, message) =>
      vectors.query(call, readQuery(message), async (result) =>
        read(call, result, await writeMatches(result)),
      ),
    Fetch: (call, message) =>
      vectors.fetch(call, readFetch(message), async (result) =>
        read(call, result, await writeFetched(result)),
      ),
    FetchByMetadata: (call, message) =>
      vectors.fetchByMetadata(call, readFetchByMetadata(message), async (page) =>
        read(call, page, await writeFetchedPage(page)),
      ),
    List: async (call, message) => {
      const page = await vectors.list(call, readList(message));
      return read(call, page, writeIds(page));
    },
    Update: async (call, message) => {
      const { matched, lsn } = await vectors.update(call, readUpdate(message));
      return written(lsn, writeUpdated(matched));
    },
    Delete: async (call, message) => {
      const { lsn } = await vectors.delete(call, readDelete(message));
      return written(lsn, emptyMessage);
    },
    DescribeIndexStats: async (call, message) => ({
      message: writeStats(await vectors.stats(call, readStats(message))),
    }),
  };
}

function namespaceMethods({ namespaces }: Operations): Record<string, Method> {
  return {
    ListNamespaces: async ({ index }, message) => ({
      message: writeNamespaces(await namespaces.list(index, readListNamespaces(message))),
    }),
    CreateNamespace: async ({ index }, message) => ({
      message: writeNamespace(await namespaces.create(index, readCreateNamespace(message))),
    }),
    DescribeNamespace: async ({ index }, message) => ({
      message: writeNamespace(await namespaces.describe(index, readNamespace(message))),
    }),
    DeleteNamespace: async ({ index }, message) => {
      await namespaces.delete(index, readNamespace(message));
      return { message: emptyMessage };
    },
  };
}

function read({ beginMs }: Call, { lsn }: { readonly lsn: number }, message: Uint8Array): Reply {
  return { message, headers: readHeaders(lsn, beginMs) };
}

function written(lsn: number, message: Uint8Array): Reply {
  return { message, headers: writeHeaders(lsn) };
}
