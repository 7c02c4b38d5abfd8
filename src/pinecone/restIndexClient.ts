import { mapLimit } from '../common/async.ts';
import type { Page } from '../common/listPages.ts';
import { toPage } from '../common/listPages.ts';
import type { Hit, Usage } from '../model/hit.ts';
import type { VectorRecord } from '../model/record.ts';
import {
  namespaceField,
  recordSearch,
  vectorQuery,
  type SentRequest,
} from '../model/requests/queryRequests.ts';
import type { IndexStats, NamespaceSummary } from '../model/vectorIndex.ts';
import type { ClientLimits } from './clientOptions.ts';
import { decodeResponse } from './wire/decode.ts';
import type {
  DeleteRequest,
  FilterRequest,
  ImportClient,
  IndexClient,
  NewRecord,
  PageRequest,
  QueryRequest,
  Reply,
  TextQueryRequest,
  TextRecord,
} from './pineconeClient.ts';
import { RestImportClient } from './restImportClient.ts';
import type { ServiceRequest, ServiceResponse, Transport } from './transport.ts';
import {
  readUsage,
  wireDryRun,
  wireHits,
  wireIds,
  wireMatching,
  wireNamespaces,
  wireRecords,
  wireStats,
  wireTextHits,
  wireUpserted,
} from './wire/records.ts';

/** Data plane client of one index over REST. The address must have passed the host policy. */
export class RestIndexClient implements IndexClient {
  readonly imports: ImportClient;
  readonly #address: string;
  readonly #transport: Transport;
  readonly #limits: ClientLimits;

  constructor(address: string, transport: Transport, limits: ClientLimits) {
    this.#address = address;
    this.#transport = transport;
    this.#limits = limits;
    this.imports = new RestImportClient(address, transport, limits);
  }

  async stats(signal: AbortSignal): Promise<IndexStats> {
    const purpose = 'count the records';
    const { body } = await this.#post(purpose, 'describe_index_stats', {}, signal);
    return decodeResponse(wireStats, body, purpose);
  }

  async listNamespaces(page: PageRequest, signal: AbortSignal): Promise<Page<NamespaceSummary>> {
    const purpose = 'list the namespaces';
    const { body } = await this.#get(purpose, 'namespaces', toQuery(page), signal);
    const { namespaces, pagination } = decodeResponse(wireNamespaces, body, purpose);
    return toPage(namespaces, pagination?.next);
  }

  async createNamespace(name: string, signal: AbortSignal): Promise<void> {
    const purpose = `create the namespace “${name}”`;
    await this.#changeNamespaces(purpose, 'POST', '', { name }, signal);
  }

  async deleteNamespace(name: string, signal: AbortSignal): Promise<void> {
    const purpose = `delete the namespace “${name}”`;
    await this.#changeNamespaces(
      purpose,
      'DELETE',
      `/${encodeURIComponent(name)}`,
      undefined,
      signal,
    );
  }

  async query(request: QueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>> {
    const purpose = 'run the query';
    const { body, headers } = await this.#ask(purpose, vectorQuery(request), signal);
    const { matches } = decodeResponse(wireHits, body, purpose);
    return { value: matches, usage: readUsage(body, headers) };
  }

  async queryText(request: TextQueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>> {
    const purpose = 'run the query';
    const { body, headers } = await this.#ask(purpose, recordSearch(request), signal);
    const { result } = decodeResponse(wireTextHits, body, purpose);
    const found = { value: result.hits, usage: readUsage(body, headers) };
    return request.includeValues === true
      ? this.#withValues(request.namespace, found, signal)
      : found;
  }

  async fetch(
    namespace: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Reply<readonly VectorRecord[]>> {
    const replies = await mapLimit(splitIds(ids), fetchesAtOnce, signal, (some, both) =>
      this.#fetchSome(namespace, some, both),
    );
    const found = new Map(replies.flatMap(({ value }) => [...value]));
    return {
      value: ids.flatMap((id) => found.get(id) ?? []),
      usage: replies.map(({ usage }) => usage).reduce(addUsage, {}),
    };
  }

  async list(
    namespace: string,
    page: PageRequest,
    signal: AbortSignal,
  ): Promise<Reply<Page<string>>> {
    const purpose = 'list the records';
    const query = [...toQuery(page), ...Object.entries(namespaceField(namespace))];
    const { body, headers } = await this.#get(purpose, 'vectors/list', query, signal);
    const { vectors, pagination } = decodeResponse(wireIds, body, purpose);
    const ids = vectors.map(({ id }) => id);
    return { value: toPage(ids, pagination?.next), usage: readUsage(body, headers) };
  }

  async fetchByMetadata(
    namespace: string,
    { filter, limit, next }: FilterRequest,
    signal: AbortSignal,
  ): Promise<Reply<Page<VectorRecord>>> {
    const purpose = 'find the records';
    const request = {
      filter,
      ...(limit !== undefined && { limit }),
      ...(next !== undefined && { paginationToken: next }),
      ...namespaceField(namespace),
    };
    const { body, headers } = await this.#post(
      purpose,
      'vectors/fetch_by_metadata',
      request,
      signal,
    );
    const { vectors, pagination } = decodeResponse(wireMatching, body, purpose);
    return {
      value: toPage([...vectors.values()], pagination?.next),
      usage: readUsage(body, headers),
    };
  }

  async upsert(
    namespace: string,
    records: readonly NewRecord[],
    signal: AbortSignal,
  ): Promise<Reply<number>> {
    const purpose = `write ${records.length === 1 ? 'the record' : `${records.length} records`}`;
    const request = { vectors: records, ...namespaceField(namespace) };
    const { writeTimeoutMs } = this.#limits;
    const answer = await this.#post(purpose, 'vectors/upsert', request, signal, writeTimeoutMs);
    const { upsertedCount } = decodeResponse(wireUpserted, answer.body, purpose);
    return { value: upsertedCount, usage: readUsage(answer.body, answer.headers) };
  }

  async upsertTexts(
    namespace: string,
    records: readonly TextRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    const request: ServiceRequest = {
      purpose: `write ${records.length === 1 ? 'the record' : `${records.length} records`}`,
      method: 'POST',
      url: `${this.#address}/records/namespaces/${encodeURIComponent(namespace)}/upsert`,
      lines: records.map(({ id, fields }) => ({ ...fields, _id: id })),
      isIdempotent: true,
      timeoutMs: this.#limits.writeTimeoutMs,
    };
    await this.#transport.send(request, signal);
  }

  async countMatching(namespace: string, filter: object, signal: AbortSignal): Promise<number> {
    const purpose = 'count the records';
    const request = { filter, dryRun: true, setMetadata: {}, ...namespaceField(namespace) };
    const { body } = await this.#post(purpose, 'vectors/update', request, signal);
    return decodeResponse(wireDryRun, body, purpose).matchedRecords;
  }

  async delete(request: DeleteRequest, signal: AbortSignal): Promise<void> {
    const body = { ...namespaceField(request.namespace), ...toWireSelection(request) };
    const { writeTimeoutMs } = this.#limits;
    await this.#post('delete the records', 'vectors/delete', body, signal, writeTimeoutMs);
  }

  /** The records API returns no vectors. */
  async #withValues(
    namespace: string,
    { value: hits, usage }: Reply<readonly Hit[]>,
    signal: AbortSignal,
  ): Promise<Reply<readonly Hit[]>> {
    const ids = hits.map(({ id }) => id);
    const fetched = await this.fetch(namespace, ids, signal);
    const values = new Map(fetched.value.map((record) => [record.id, record.values]));
    return {
      value: hits.map((hit) => ({ ...hit, values: values.get(hit.id) ?? [] })),
      usage: addUsage(usage, fetched.usage),
    };
  }

  async #fetchSome(
    namespace: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Reply<ReadonlyMap<string, VectorRecord>>> {
    const purpose = 'fetch the records';
    const query: QueryParts = [
      ...ids.map((id): [string, string] => ['ids', id]),
      ...Object.entries(namespaceField(namespace)),
    ];
    const { body, headers } = await this.#get(purpose, 'vectors/fetch', query, signal);
    const { vectors } = decodeResponse(wireRecords, body, purpose);
    return { value: vectors, usage: readUsage(body, headers) };
  }

  /** Sends once: a retry after a lost response would fail with `conflict` or `notFound`. */
  async #changeNamespaces(
    purpose: string,
    method: 'POST' | 'DELETE',
    path: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const url = `${this.#address}/namespaces${path}`;
    const timeoutMs = this.#limits.writeTimeoutMs;
    const request = { purpose, method, url, isIdempotent: false, timeoutMs };
    await this.#transport.send(body ? { ...request, body: () => body } : request, signal);
  }

  #get(
    purpose: string,
    path: string,
    query: QueryParts,
    signal: AbortSignal,
  ): Promise<ServiceResponse> {
    const search = query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`;
    const url = `${this.#address}/${path}${search}`;
    const timeoutMs = this.#limits.readTimeoutMs;
    return this.#transport.send(
      { purpose, method: 'GET', url, isIdempotent: true, timeoutMs },
      signal,
    );
  }

  #ask(purpose: string, request: SentRequest, signal: AbortSignal): Promise<ServiceResponse> {
    return this.#post(purpose, request.path, request.body, signal);
  }

  #post(
    purpose: string,
    path: string,
    body: object,
    signal: AbortSignal,
    timeoutMs = this.#limits.readTimeoutMs,
  ): Promise<ServiceResponse> {
    const url = `${this.#address}/${path}`;
    return this.#transport.send(
      { purpose, method: 'POST', url, body: () => body, isIdempotent: true, timeoutMs },
      signal,
    );
  }
}

/** Ids are URL parameters; proxies and servers cut URLs at 8 KB or less. */
const idCharactersPerCall = 4000;
const idsPerCall = 100;
const fetchesAtOnce = 4;

type QueryParts = [string, string][];

function toWireSelection(request: DeleteRequest): object {
  if ('ids' in request) return { ids: request.ids };
  return 'filter' in request ? { filter: request.filter } : { deleteAll: true };
}

function toQuery({ prefix, limit, next }: PageRequest): QueryParts {
  const parts: QueryParts = [];
  if (prefix !== undefined && prefix !== '') parts.push(['prefix', prefix]);
  if (limit !== undefined) parts.push(['limit', String(limit)]);
  if (next !== undefined) parts.push(['paginationToken', next]);
  return parts;
}

/** Splits distinct ids into groups that fit a URL. */
function splitIds(ids: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let length = 0;
  for (const id of new Set(ids)) {
    const size = encodeURIComponent(id).length + '&ids='.length;
    const last = groups.at(-1);
    if (last !== undefined && last.length < idsPerCall && length + size <= idCharactersPerCall) {
      last.push(id);
      length += size;
    } else {
      groups.push([id]);
      length = size;
    }
  }
  return groups;
}

/** Adds the costs of two responses; the sum is as fresh as the older one. */
function addUsage(left: Usage, right: Usage): Usage {
  const readUnits = [left.readUnits, right.readUnits].filter((one) => one !== undefined);
  const lsns = [left.maxIndexedLsn, right.maxIndexedLsn].filter((one) => one !== undefined);
  return {
    ...(readUnits.length > 0 ? { readUnits: readUnits.reduce((sum, one) => sum + one, 0) } : {}),
    ...(lsns.length > 0 ? { maxIndexedLsn: Math.min(...lsns) } : {}),
  };
}
