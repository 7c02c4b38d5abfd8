import { listPages, type Page } from '../common/listPages.ts';
import type { ImportState, ListedImport } from '../model/importState.ts';
import type { ClientLimits } from './clientOptions.ts';
import { decodeResponse } from './wire/decode.ts';
import type { ImportClient } from './pineconeClient.ts';
import type { ServiceResponse, ServiceRequest, Transport } from './transport.ts';
import { wireImport, wireImportPage, wireNewImport } from './wire/imports.ts';

const maxPages = 1000;

/** Import client of one index over REST. The address must have passed the host policy. */
export class RestImportClient implements ImportClient {
  readonly #address: string;
  readonly #transport: Transport;
  readonly #limits: ClientLimits;

  constructor(address: string, transport: Transport, limits: ClientLimits) {
    this.#address = `${address}/bulk/imports`;
    this.#transport = transport;
    this.#limits = limits;
  }

  async start(
    uri: string,
    onError: 'abort' | 'continue',
    signal: AbortSignal,
    integrationId?: string,
  ): Promise<string> {
    const purpose = 'import the records';
    const integration = integrationId === undefined ? {} : { integrationId };
    const body = { uri, ...integration, errorMode: { onError } };
    const call = { purpose, method: 'POST', body: () => body, isIdempotent: false } as const;
    return decodeResponse(wireNewImport, (await this.#send('', call, signal)).body, purpose).id;
  }

  async list(signal: AbortSignal): Promise<readonly ListedImport[]> {
    const purpose = 'list the imports';
    const ask = async (next: string | undefined): Promise<Page<ListedImport>> => {
      const query = next === undefined ? '' : `?paginationToken=${encodeURIComponent(next)}`;
      const { body } = await this.#send(
        query,
        { purpose, method: 'GET', isIdempotent: true },
        signal,
      );
      const { data, pagination } = decodeResponse(wireImportPage, body, purpose);
      return { items: data, ...(pagination?.next && { next: pagination.next }) };
    };
    const imports: ListedImport[] = [];
    for await (const { items } of listPages({ purpose, ask, maxPages }, signal))
      imports.push(...items);
    return imports;
  }

  async describe(id: string, signal: AbortSignal): Promise<ImportState> {
    const purpose = 'look at how far the import is';
    const call = { purpose, method: 'GET', isIdempotent: true } as const;
    const { body } = await this.#send(`/${encodeURIComponent(id)}`, call, signal);
    return decodeResponse(wireImport, body, purpose);
  }

  async cancel(id: string, signal: AbortSignal): Promise<void> {
    const purpose = 'cancel the import';
    const call = { purpose, method: 'DELETE', isIdempotent: true } as const;
    await this.#send(`/${encodeURIComponent(id)}`, call, signal);
  }

  #send(
    path: string,
    call: Omit<ServiceRequest, 'url' | 'timeoutMs'>,
    signal: AbortSignal,
  ): Promise<ServiceResponse> {
    const timeoutMs = this.#limits.controlTimeoutMs;
    return this.#transport.send({ ...call, url: `${this.#address}${path}`, timeoutMs }, signal);
  }
}
