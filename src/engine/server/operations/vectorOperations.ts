import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { isObject } from '../../../common/objects.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import { unpackHits, type StoredHit } from '../../namespace/calls/storedHits.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { StoredRecord } from '../../storage/storedRecord.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { LargeResponses } from '../bounds/largeResponses.ts';
import { hasDefaultName } from '../schemas/apiVersion.ts';
import { isEmptyObject, isGiven } from '../schemas/decode.ts';
import { nextToken, pageOf, type PageParameters } from '../schemas/paging.ts';
import { decodeIds, decodeVectorNamespace } from '../schemas/recordIdentifiers.ts';
import { decodeFetchByMetadata, decodeUpdate } from '../schemas/updateRequests.ts';
import { decodeDelete, decodeQuery, decodeUpsert } from '../schemas/vectorRequests.ts';
import type { DecodedUpsert } from '../upserts/upsertBody.ts';
import type { ArrivingBody, UpsertDecoder } from '../upserts/upsertDecoder.ts';
import { documentsOnly } from './documentsOnly.ts';
import type { IndexCall } from './indexCall.ts';
import type { IndexDefinitions } from './indexDefinitions.ts';

/**
 * The operations on the vectors of an index, for requests in any encoding. Bodies have the members of the REST
 * API; numbers in bulk may be a Float32Array. Every operation throws `notFound` for an unknown index and `badInput` for
 * an index of documents.
 */
export class VectorOperations {
  readonly #store: RpcClient<StoreCalls>;
  readonly #definitions: IndexDefinitions;
  readonly #large: LargeResponses;
  readonly #upserts: UpsertDecoder;

  constructor({ store, definitions, large, upserts }: VectorOperationsDeps) {
    this.#store = store;
    this.#definitions = definitions;
    this.#large = large;
    this.#upserts = upserts;
  }

  /** Throws `badInput` for a filter, which serverless indexes do not support. Also works for an index of documents. */
  async stats({ index: name, version }: IndexCall, body: unknown): Promise<IndexStatistics> {
    const filter = isObject(body) ? body['filter'] : undefined;
    if (isGiven(filter) && !isEmptyObject(filter))
      throw new Failure(
        'badInput',
        'Serverless indexes do not support describing statistics by filter',
      );
    const index = await this.#definitions.of(name);
    const { namespaces } = await this.#store.call('index.stats', { index: name });
    const isNamed = hasDefaultName(version);
    return {
      index,
      namespaces: namespaces.map((namespace) =>
        namespace.name === defaultNamespace && !isNamed ? { ...namespace, name: '' } : namespace,
      ),
      recordCount: namespaces.reduce((sum, { recordCount }) => sum + recordCount, 0),
    };
  }

  async upsert(call: IndexCall, body: unknown): Promise<Upserted> {
    const index = await this.#describe(call);
    return this.#upsert(index, decodeUpsert(body, index, call.version));
  }

  /** Like `upsert`, for a body of JSON. Takes ownership of its bytes. */
  async upsertJson(call: IndexCall, body: ArrivingBody | ArrayBuffer): Promise<Upserted> {
    const target = { index: await this.#describe(call), version: call.version };
    const decoded =
      body instanceof ArrayBuffer
        ? await this.#upserts.decode({ ...target, bytes: body })
        : await this.#upserts.receive(target, body);
    return this.#upsert(target.index, decoded);
  }

  async query<T>(call: IndexCall, body: unknown, respond: Respond<QueryResult, T>): Promise<T> {
    const index = await this.#describe(call);
    const request = decodeQuery(body, index, call.version);
    const params = { index: index.name, ...request };
    const expected = {
      count: request.topK,
      values: request.includeValues ? index.dimension : 0,
      hasMetadata: request.includeMetadata !== false,
    };
    const { signal } = call;
    return this.#large.produce(expected, signal, async () => {
      const { hits, ...read } = await this.#store.call('records.query', params, { signal });
      return respond({ matches: unpackHits(hits), ...shown(body, read) });
    });
  }

  async fetch<T>(
    call: IndexCall,
    request: { readonly ids: readonly unknown[]; readonly namespace?: string | undefined },
    respond: Respond<FetchResult, T>,
  ): Promise<T> {
    const index = await this.#describe(call);
    const ids = decodeIds(request.ids);
    const namespace = decodeVectorNamespace(request.namespace, call.version);
    const params = { index: index.name, namespace, ids };
    const expected = { count: ids.length, values: index.dimension };
    return this.#large.produce(expected, call.signal, async () => {
      const { records, ...read } = await this.#store.call('records.fetch', params);
      return respond({ records, ...shown(request, read) });
    });
  }

  async fetchByMetadata<T>(
    call: IndexCall,
    body: unknown,
    respond: Respond<FetchedPage, T>,
  ): Promise<T> {
    const index = await this.#describe(call);
    const page = decodeFetchByMetadata(body, call.version);
    const params = { index: index.name, ...page };
    const expected = { count: page.limit, values: index.dimension };
    const { signal } = call;
    return this.#large.produce(expected, signal, async () => {
      const found = await this.#store.call('records.fetchMatching', params, { signal });
      const { records, isLast, ...read } = found;
      const next = nextToken(isLast, records.at(-1)?.id);
      return respond({ records, next, ...shown(body, read) });
    });
  }

  async list(
    call: IndexCall,
    request: PageParameters & { readonly namespace?: string | undefined },
  ): Promise<IdPage> {
    const index = await this.#describe(call);
    const page = pageOf(request);
    const namespace = decodeVectorNamespace(request.namespace, call.version);
    const params = { index: index.name, namespace, ...page };
    const { ids, isLast, ...read } = await this.#store.call('records.list', params);
    return { ids, next: nextToken(isLast, ids.at(-1)), ...shown(request, read) };
  }

  /** `matched` counts the records of an update by filter. */
  async update(
    call: IndexCall,
    body: unknown,
  ): Promise<{ readonly matched?: number; readonly lsn: number }> {
    const index = await this.#describe(call);
    const request = decodeUpdate(body, index, call.version);
    const params = { index: index.name };
    if ('id' in request) return this.#store.call('records.update', { ...params, ...request });
    const { signal } = call;
    return this.#store.call('records.updateMatching', { ...params, ...request }, { signal });
  }

  async delete(call: IndexCall, body: unknown): Promise<{ readonly lsn: number }> {
    const index = await this.#describe(call);
    const params = { index: index.name, ...decodeDelete(body, call.version) };
    return this.#store.call('records.delete', params, { signal: call.signal });
  }

  async #upsert({ name }: StoredIndex, request: DecodedUpsert): Promise<Upserted> {
    const { ids, values } = request.batch;
    const params = { index: name, ...request };
    const { lsn } = await this.#store.call('records.upsert', params, { transfer: [values] });
    return { upsertedCount: ids.length, lsn };
  }

  async #describe({ index: name }: IndexCall): Promise<StoredIndex> {
    const index = await this.#definitions.of(name);
    if (index.kind === 'documents') throw documentsOnly();
    return index;
  }
}

/** The namespace that a read response shows, and the counter of writes that it reflects. */
type Read = { readonly namespace: string; readonly lsn: number };

export type QueryResult = Read & { readonly matches: readonly StoredHit[] };
export type FetchResult = Read & { readonly records: readonly StoredRecord[] };
export type FetchedPage = FetchResult & { readonly next: string | undefined };
export type IdPage = Read & { readonly ids: readonly string[]; readonly next: string | undefined };

export type Upserted = { readonly upsertedCount: number; readonly lsn: number };

export type IndexStatistics = {
  readonly index: StoredIndex;
  readonly namespaces: readonly { readonly name: string; readonly recordCount: number }[];
  readonly recordCount: number;
};

type VectorOperationsDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly definitions: IndexDefinitions;
  readonly large: LargeResponses;
  readonly upserts: UpsertDecoder;
};

/** Encodes a result. Runs while the size of the response counts toward the limit of large responses. */
type Respond<Result, Response> = (result: Result) => Response | Promise<Response>;

/** Shows the namespace of a read: empty if the request names none, its target for an alias. */
function shown(request: unknown, { namespace, lsn }: Read): Read {
  const requested = isObject(request) ? request['namespace'] : undefined;
  return { namespace: isGiven(requested) && requested !== '' ? namespace : '', lsn };
}
