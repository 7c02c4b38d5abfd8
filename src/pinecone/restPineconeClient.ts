import { Failure } from '../common/failure.ts';
import type { DenseModel } from '../model/embedding/denseModel.ts';
import type { IndexChanges, NewIndex } from '../model/newIndex.ts';
import {
  embedRequest,
  rerankRequest,
  sparseEmbedRequest,
  type Reranking,
} from '../model/requests/inferenceRequests.ts';
import type { SentRequest } from '../model/requests/queryRequests.ts';
import type { DocumentSchema, VectorIndex } from '../model/vectorIndex.ts';
import { defaultLimits, type ClientLimits, type ClientOptions } from './clientOptions.ts';
import { decodeResponse } from './wire/decode.ts';
import { RestDocumentClient } from './documents/restDocumentClient.ts';
import { HostPolicy } from './hostPolicy.ts';
import { IndexHosts } from './indexHosts.ts';
import type {
  BackupClient,
  EmbedOptions,
  IndexClient,
  PineconeClient,
  RankedText,
  Reply,
  SparseEmbedding,
} from './pineconeClient.ts';
import { RestBackupClient } from './restBackupClient.ts';
import { RestIndexClient } from './restIndexClient.ts';
import type { ApiVersion } from './apiVersion.ts';
import { Transport, type ServiceResponse, type ServiceRequest } from './transport.ts';
import { newIndexRequest, toWireChanges, wireIndex, wireIndexList } from './wire/indexes.ts';
import { wireModels } from './wire/models.ts';
import { readUsage, wireEmbeddings, wireRanking, wireSparseEmbeddings } from './wire/records.ts';

/**
 * Creates a client for Pinecone's API; makes no request. Throws `forbidden` if the key may not be sent to the address,
 * `badInput` for an invalid address, `unauthorized` for text that cannot be a key. Retries every request except
 * creating and deleting an index: a retry after a lost response would fail with `conflict` or `notFound`. Upserts and
 * deletes of records are idempotent.
 */
export function createPineconeClient(options: ClientOptions): PineconeClient {
  return new RestPineconeClient(options);
}

/** Maximum number of texts per embedding request. */
const textsPerCall = 96;

class RestPineconeClient implements PineconeClient {
  readonly #policy: HostPolicy;
  readonly #transport: Transport;
  readonly #limits: ClientLimits;
  readonly backups: BackupClient;

  constructor(options: ClientOptions) {
    const {
      endpoint,
      indexHosts,
      versions,
      access = 'read',
      log,
      limits,
      fetch,
      onUsage,
      onAnswer,
      pace,
    } = options;
    this.#policy = new HostPolicy(endpoint.url, indexHosts ?? new IndexHosts());
    this.#limits = { ...defaultLimits, ...limits };
    this.#transport = new Transport({
      key: endpoint.key,
      access,
      log,
      fetch,
      versions,
      onUsage,
      onAnswer,
      pace,
      ...this.#limits,
    });
    const { controllerUrl } = this.#policy;
    this.backups = new RestBackupClient(controllerUrl, this.#transport, this.#limits);
  }

  async listIndexes(signal: AbortSignal): Promise<readonly VectorIndex[]> {
    const purpose = 'list the indexes';
    const { body } = await this.#send(
      'indexes',
      { purpose, method: 'GET', isIdempotent: true },
      signal,
    );
    const { indexes } = decodeResponse(wireIndexList, body, purpose);
    return indexes.map((index) => this.#withAddress(index));
  }

  async describeIndex(name: string, signal: AbortSignal): Promise<VectorIndex> {
    const purpose = `describe the index “${name}”`;
    const { body } = await this.#send(
      pathOf(name),
      { purpose, method: 'GET', isIdempotent: true },
      signal,
    );
    return this.#withAddress(decodeResponse(wireIndex, body, purpose));
  }

  async createIndex(index: NewIndex, signal: AbortSignal): Promise<VectorIndex> {
    const purpose = `create the index “${index.name}”`;
    const request = newIndexRequest(index);
    const { body } = await this.#send(
      request.path,
      { purpose, method: 'POST', body: request.body, isIdempotent: false },
      signal,
    );
    return this.#withAddress(decodeResponse(wireIndex, body, purpose));
  }

  async deleteIndex(name: string, signal: AbortSignal): Promise<void> {
    const purpose = `delete the index “${name}”`;
    await this.#send(pathOf(name), { purpose, method: 'DELETE', isIdempotent: false }, signal);
  }

  async configureIndex(name: string, changes: IndexChanges, signal: AbortSignal): Promise<void> {
    const purpose = `configure the index “${name}”`;
    const body = (version: ApiVersion): object => toWireChanges(changes, version);
    await this.#send(pathOf(name), { purpose, method: 'PATCH', body, isIdempotent: true }, signal);
  }

  async embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
    options: EmbedOptions = {},
  ): Promise<readonly (readonly number[])[]> {
    const vectors: (readonly number[])[] = [];
    for (let from = 0; from < texts.length; from += textsPerCall) {
      vectors.push(
        ...(await this.#embedSome(model, texts.slice(from, from + textsPerCall), options, signal)),
      );
    }
    return vectors;
  }

  async listModels(signal: AbortSignal): Promise<readonly DenseModel[]> {
    const purpose = 'list the embedding models';
    const { body } = await this.#send(
      'models?type=embed&vector_type=dense',
      { purpose, method: 'GET', isIdempotent: true },
      signal,
    );
    return decodeResponse(wireModels, body, purpose);
  }

  async embedSparse(model: string, text: string, signal: AbortSignal): Promise<SparseEmbedding> {
    const purpose = `embed the text with “${model}”`;
    const { body } = await this.#infer(purpose, sparseEmbedRequest(model, text), signal);
    const [made] = decodeResponse(wireSparseEmbeddings, body, purpose).data;
    if (made === undefined)
      throw new Failure('internal', `Could not ${purpose}: the service returned no vector`);
    const { sparse_indices: indices, sparse_values: values, sparse_tokens: terms } = made;
    return { indices, values, ...(terms && { terms }) };
  }

  async rerank(request: Reranking, signal: AbortSignal): Promise<Reply<readonly RankedText[]>> {
    const purpose = `rerank the hits with “${request.model}”`;
    const { body, headers } = await this.#infer(purpose, rerankRequest(request), signal);
    const { data } = decodeResponse(wireRanking, body, purpose);
    if (data.some(({ index }) => index >= request.texts.length))
      throw new Failure(
        'internal',
        `Could not ${purpose}: the service ranked texts it did not get`,
      );
    const value = data.map(({ index, score }) => ({ at: index, score }));
    return { value, usage: readUsage(body, headers) };
  }

  index(host: string, documents?: DocumentSchema): IndexClient {
    const address = this.#policy.checkedAddressOf(host);
    const [transport, limits] = [this.#transport, this.#limits];
    const shared = new RestIndexClient(address, transport, limits);
    if (documents === undefined) return shared;
    return new RestDocumentClient({ address, transport, limits, schema: documents, shared });
  }

  async #embedSome(
    model: string,
    texts: readonly string[],
    options: EmbedOptions,
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    const purpose = `embed the text with “${model}”`;
    const { body } = await this.#infer(purpose, embedRequest(model, texts, options), signal);
    const { data } = decodeResponse(wireEmbeddings, body, purpose);
    if (data.length === texts.length) return data.map(({ values }) => values);
    throw new Failure(
      'internal',
      `Could not ${purpose}: the service returned ${data.length} vectors for ${texts.length} texts; try again`,
    );
  }

  /** Sends a request to a model. */
  #infer(purpose: string, request: SentRequest, signal: AbortSignal): Promise<ServiceResponse> {
    const body = (): object => request.body;
    const call = { purpose, method: 'POST', body, isIdempotent: true } as const;
    return this.#send(request.path, call, signal, this.#limits.embedTimeoutMs);
  }

  #send(
    path: string,
    call: Omit<ServiceRequest, 'url' | 'timeoutMs'>,
    signal: AbortSignal,
    timeoutMs = this.#limits.controlTimeoutMs,
  ): Promise<ServiceResponse> {
    const url = `${this.#policy.controllerUrl}/${path}`;
    return this.#transport.send({ ...call, url, timeoutMs }, signal);
  }

  #withAddress(index: VectorIndex): VectorIndex {
    return index.host === '' ? index : { ...index, host: this.#policy.namedAddressOf(index.host) };
  }
}

function pathOf(index: string): string {
  return `indexes/${encodeURIComponent(index)}`;
}
