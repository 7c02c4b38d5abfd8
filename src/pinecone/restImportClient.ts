import type { ImportState } from '../model/importState.ts';
import type { ClientLimits } from './clientOptions.ts';
import { decodeAnswer } from './wire/decode.ts';
import type { ImportClient } from './pineconeClient.ts';
import type { Answer, Call, Transport } from './transport.ts';
import { wireImport, wireNewImport } from './wire/imports.ts';

/** The imports of one index, at an address where the key may go. */
export class RestImportClient implements ImportClient {
  readonly #address: string;
  readonly #transport: Transport;
  readonly #limits: ClientLimits;

  constructor(address: string, transport: Transport, limits: ClientLimits) {
    this.#address = `${address}/bulk/imports`;
    this.#transport = transport;
    this.#limits = limits;
  }

  async start(uri: string, onError: 'abort' | 'continue', signal: AbortSignal): Promise<string> {
    const purpose = 'import the records';
    const body = { uri, errorMode: { onError } };
    const call = { purpose, method: 'POST', body: () => body, isRepeatable: false } as const;
    return decodeAnswer(wireNewImport, (await this.#send('', call, signal)).body, purpose).id;
  }

  async describe(id: string, signal: AbortSignal): Promise<ImportState> {
    const purpose = 'look at how far the import is';
    const call = { purpose, method: 'GET', isRepeatable: true } as const;
    const { body } = await this.#send(`/${encodeURIComponent(id)}`, call, signal);
    return decodeAnswer(wireImport, body, purpose);
  }

  async cancel(id: string, signal: AbortSignal): Promise<void> {
    const purpose = 'cancel the import';
    const call = { purpose, method: 'DELETE', isRepeatable: true } as const;
    await this.#send(`/${encodeURIComponent(id)}`, call, signal);
  }

  #send(path: string, call: Omit<Call, 'url' | 'timeoutMs'>, signal: AbortSignal): Promise<Answer> {
    const timeoutMs = this.#limits.controlTimeoutMs;
    return this.#transport.send({ ...call, url: `${this.#address}${path}`, timeoutMs }, signal);
  }
}
