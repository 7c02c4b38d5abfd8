import { mapLimit } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import { listPages, type Page, toPage } from '../../common/listPages.ts';
import type { Hit } from '../../model/hit.ts';
import type { VectorRecord } from '../../model/record.ts';
import { documentSearch, textClause, vectorClause } from '../../model/requests/queryRequests.ts';
import { defaultNamespace, type DocumentSchema } from '../../model/vectorIndex.ts';
import type { ClientLimits } from '../clientOptions.ts';
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
} from '../pineconeClient.ts';
import type { ServiceResponse, Transport } from '../transport.ts';
import { decodeResponse } from '../wire/decode.ts';
import {
  documentOf,
  hitOfDocument,
  recordOfDocument,
  wireDocumentHits,
  wireDocumentIds,
  wireDocuments,
  wireUpsertedDocuments,
} from '../wire/documents.ts';
import { readUsage } from '../wire/records.ts';

/**
 * Data plane client of an index of documents. A document is a record: its vectors are those of the schema's fields, and
 * all other fields are metadata.
 */
export class RestDocumentClient implements IndexClient {
  readonly #deps: DocumentClientDeps;

  constructor(deps: DocumentClientDeps) {
    this.#deps = deps;
  }

  get imports(): ImportClient {
    return this.#deps.shared.imports;
  }

  stats(...args: Parameters<IndexClient['stats']>): ReturnType<IndexClient['stats']> {
    return this.#deps.shared.stats(...args);
  }

  listNamespaces(
    ...args: Parameters<IndexClient['listNamespaces']>
  ): ReturnType<IndexClient['listNamespaces']> {
    return this.#deps.shared.listNamespaces(...args);
  }

  createNamespace(...args: Parameters<IndexClient['createNamespace']>): Promise<void> {
    return this.#deps.shared.createNamespace(...args);
  }

  deleteNamespace(...args: Parameters<IndexClient['deleteNamespace']>): Promise<void> {
    return this.#deps.shared.deleteNamespace(...args);
  }

  /** Throws `badInput` for a document without a vector, or a vector that the schema has no field for. */
  async query(request: QueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>> {
    const { namespace, by } = request;
    const vector = 'id' in by ? await this.#vectorOf(namespace, by.id, signal) : by;
    const clause = vectorClause(vector, this.#deps.schema);
    if (clause !== undefined) return this.#search(request, clause, signal);
    throw new Failure('badInput', 'Documents without vectors have no nearest ones: search by text');
  }

  queryText(request: TextQueryRequest, signal: AbortSignal): Promise<Reply<readonly Hit[]>> {
    return this.#search(request, textClause(request.text, this.#deps.schema, request), signal);
  }

  async fetch(
    namespace: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Reply<readonly VectorRecord[]>> {
    const groups = groupsOf([...new Set(ids)], idsPerCall);
    const replies = await mapLimit(groups, fetchesAtOnce, signal, (some, both) =>
      this.#fetch(namespace, { ids: some }, both),
    );
    const found = new Map(
      replies.flatMap(({ value }) => value.items.map((record) => [record.id, record] as const)),
    );
    const units = replies.flatMap(({ usage }) => usage.readUnits ?? []);
    return {
      value: ids.flatMap((id) => found.get(id) ?? []),
      usage: units.length > 0 ? { readUnits: units.reduce((sum, one) => sum + one, 0) } : {},
    };
  }

  async list(
    namespace: string,
    { prefix, limit, next }: PageRequest,
    signal: AbortSignal,
  ): Promise<Reply<Page<string>>> {
    const purpose = 'list the documents';
    const request = {
      ...(prefix !== undefined && prefix !== '' && { prefix }),
      ...(limit !== undefined && { limit }),
      ...(next !== undefined && { pagination_token: next }),
    };
    const { body, headers } = await this.#post(namespace, 'list', request, purpose, signal);
    const { documents, pagination } = decodeResponse(wireDocumentIds, body, purpose);
    return {
      value: toPage(
        documents.map(({ _id: id }) => id),
        pagination?.next,
      ),
      usage: readUsage(body, headers),
    };
  }

  fetchByMetadata(
    namespace: string,
    { filter, limit, next }: FilterRequest,
    signal: AbortSignal,
  ): Promise<Reply<Page<VectorRecord>>> {
    const request = {
      filter,
      ...(limit !== undefined && { limit }),
      ...(next !== undefined && { pagination_token: next }),
    };
    return this.#fetch(namespace, request, signal);
  }

  async upsert(
    namespace: string,
    records: readonly NewRecord[],
    signal: AbortSignal,
  ): Promise<Reply<number>> {
    const purpose = `write ${records.length === 1 ? 'the document' : `${records.length} documents`}`;
    const documents = records.map((record) => documentOf(record, this.#deps.schema));
    const { body, headers } = await this.#post(
      namespace,
      'upsert',
      { documents },
      purpose,
      signal,
      this.#deps.limits.writeTimeoutMs,
    );
    const { upserted_count: value } = decodeResponse(wireUpsertedDocuments, body, purpose);
    return { value, usage: readUsage(body, headers) };
  }

  async upsertTexts(
    namespace: string,
    records: readonly TextRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    const documents = records.map(({ id, fields }) => ({ id, metadata: fields }));
    await this.upsert(namespace, documents, signal);
  }

  /** Lists the ids of the matching documents: the documents API has no dry run. Costs their reads. */
  async countMatching(namespace: string, filter: object, signal: AbortSignal): Promise<number> {
    const ask = async (
      next: string | undefined,
      both: AbortSignal,
    ): Promise<Page<VectorRecord>> => {
      const page = next === undefined ? {} : { pagination_token: next };
      const request = { filter, limit: countedPerPage, include_fields: ['_id'], ...page };
      return (await this.#fetch(namespace, request, both)).value;
    };
    let count = 0;
    const pages = { purpose: 'count the documents', ask, maxPages: maxCountedPages };
    for await (const { items } of listPages(pages, signal)) count += items.length;
    return count;
  }

  async delete(request: DeleteRequest, signal: AbortSignal): Promise<void> {
    const selection = toWireSelection(request);
    const { writeTimeoutMs } = this.#deps.limits;
    const purpose = 'delete the documents';
    await this.#post(request.namespace, 'delete', selection, purpose, signal, writeTimeoutMs);
  }

  async #search(
    request: Omit<QueryRequest, 'by'>,
    clause: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Reply<readonly Hit[]>> {
    const purpose = 'run the query';
    const search = documentSearch(request, clause);
    const { body, headers } = await this.#send(search.path, search.body, purpose, signal);
    const { matches } = decodeResponse(wireDocumentHits, body, purpose);
    const hits = matches.map((match) => hitOfDocument(match, this.#deps.schema));
    const value = request.includeValues ? hits : hits.map((hit) => ({ ...hit, values: [] }));
    return { value, usage: readUsage(body, headers) };
  }

  async #vectorOf(
    namespace: string,
    id: string,
    signal: AbortSignal,
  ): Promise<Parameters<typeof vectorClause>[0]> {
    const { value } = await this.fetch(namespace, [id], signal);
    const { values = [], sparseValues } = value[0] ?? {};
    return { vector: values, ...(sparseValues && { sparse: sparseValues }) };
  }

  async #fetch(
    namespace: string,
    request: object,
    signal: AbortSignal,
  ): Promise<Reply<Page<VectorRecord>>> {
    const purpose = 'fetch the documents';
    const { body, headers } = await this.#post(namespace, 'fetch', request, purpose, signal);
    const { documents, pagination } = decodeResponse(wireDocuments, body, purpose);
    const records = Object.entries(documents).map(([id, document]) =>
      recordOfDocument(id, document, this.#deps.schema),
    );
    return { value: toPage(records, pagination?.next), usage: readUsage(body, headers) };
  }

  #post(
    namespace: string,
    action: string,
    body: object,
    purpose: string,
    signal: AbortSignal,
    timeoutMs?: number,
  ): Promise<ServiceResponse> {
    const space = encodeURIComponent(namespace === '' ? defaultNamespace : namespace);
    return this.#send(`namespaces/${space}/documents/${action}`, body, purpose, signal, timeoutMs);
  }

  #send(
    path: string,
    body: object,
    purpose: string,
    signal: AbortSignal,
    timeoutMs = this.#deps.limits.readTimeoutMs,
  ): Promise<ServiceResponse> {
    const { address, transport } = this.#deps;
    const url = `${address}/${path}`;
    const request = { purpose, method: 'POST', url, body: () => body, isIdempotent: true } as const;
    return transport.send({ ...request, timeoutMs }, signal);
  }
}

const idsPerCall = 100;
const fetchesAtOnce = 4;
const countedPerPage = 10_000;
/** A page of 10,000 documents each: more than an index holds. */
const maxCountedPages = 1_000_000;

export type DocumentClientDeps = {
  readonly address: string;
  readonly transport: Transport;
  readonly limits: ClientLimits;
  readonly schema: DocumentSchema;
  /** Serves what all kinds of indexes have: statistics, namespaces and imports. */
  readonly shared: IndexClient;
};

function toWireSelection(request: DeleteRequest): object {
  if ('ids' in request) return { ids: request.ids };
  return 'filter' in request ? { filter: request.filter } : { delete_all: true };
}

function groupsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
