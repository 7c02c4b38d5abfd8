import * as v from 'valibot';
import type { IdDigest } from '../model/idDigest.ts';
import type { VectorRecord } from '../model/record.ts';
import { encodeRecordFrame } from '../model/recordFrame.ts';
import { defaultLimits, type ClientLimits, type ClientOptions } from './clientOptions.ts';
import { decodeResponse } from './wire/decode.ts';
import { engineAddressOf } from './hostPolicy.ts';
import { Transport, type ServiceRequest } from './transport.ts';
import type { AddedRecords, NewTwin, TwinClient } from './twinClient.ts';

/** Creates a client for the engine's twin API. Throws `forbidden` for an address beyond this machine. */
export function createTwinClient(options: Omit<ClientOptions, 'indexHosts'>): TwinClient {
  return new RestTwinClient(options);
}

/** Half of the engine's request limit. */
const maxFrameBytes = 8 * 2 ** 20;

const wireDigest = v.object({
  count: v.number(),
  hash: v.pipe(v.string(), v.regex(/^[\da-f]{32}$/)),
});
const wireMark = v.object({ mark: v.number() });
const wireAdded = v.object({
  records: v.array(v.object({ id: v.string(), namespace: v.string() })),
  mark: v.number(),
});
const wireNote = v.object({ value: v.unknown() });

class RestTwinClient implements TwinClient {
  readonly #transport: Transport;
  readonly #base: string;
  readonly #limits: ClientLimits;
  readonly #encoder = new TextEncoder();

  constructor({ endpoint, log, limits, fetch }: Omit<ClientOptions, 'indexHosts'>) {
    this.#limits = { ...defaultLimits, ...limits };
    // Its routes exist in the local engine only, which is never locked.
    const access = 'write';
    this.#transport = new Transport({ key: endpoint.key, access, log, fetch, ...this.#limits });
    this.#base = `${engineAddressOf(endpoint.url)}/_vectorscope`;
  }

  async createTwin(twin: NewTwin, signal: AbortSignal): Promise<void> {
    const purpose = `create the index “${twin.name}”`;
    await this.#send('twins', { purpose, isIdempotent: false, body: () => twin }, signal);
  }

  async importRecords(
    target: { readonly index: string; readonly namespace: string; readonly dimension: number },
    records: readonly VectorRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    if (records.length === 0) return;
    const { index, namespace, dimension } = target;
    const bytes = encodeRecordFrame({ index, namespace, dimension }, records, (text) =>
      this.#encoder.encode(text),
    );
    if (bytes.length > maxFrameBytes && records.length > 1) {
      const middle = records.length >> 1;
      await this.importRecords(target, records.slice(0, middle), signal);
      await this.importRecords(target, records.slice(middle), signal);
      return;
    }
    const purpose = `write ${records.length} records to “${index}”`;
    await this.#send('records', { purpose, isIdempotent: true, bytes }, signal);
  }

  async digest(index: string, namespace: string, signal: AbortSignal): Promise<IdDigest> {
    const purpose = `verify the records of “${index}”`;
    const body = { index, namespace };
    const answer = await this.#send(
      'digest',
      { purpose, isIdempotent: true, body: () => body },
      signal,
    );
    return decodeResponse(wireDigest, answer, purpose);
  }

  async mark(index: string, signal: AbortSignal): Promise<number> {
    const purpose = `see what “${index}” holds`;
    const call = { purpose, isIdempotent: true, body: () => ({ index }) };
    return decodeResponse(wireMark, await this.#send('mark', call, signal), purpose).mark;
  }

  async addedAfter(index: string, mark: number, signal: AbortSignal): Promise<AddedRecords> {
    const purpose = `list the records that were added to “${index}”`;
    const call = { purpose, isIdempotent: true, body: () => ({ index, mark }) };
    return decodeResponse(wireAdded, await this.#send('added', call, signal), purpose);
  }

  async readNote(index: string, name: string, signal: AbortSignal): Promise<unknown> {
    const purpose = `read how far the pull of “${index}” is`;
    const call = { purpose, isIdempotent: true, method: 'GET' } as const;
    const answer = await this.#send(noteOf(index, name), call, signal);
    return decodeResponse(wireNote, answer, purpose).value ?? undefined;
  }

  async saveNote(
    index: string,
    {
      name,
      value,
      tags,
    }: {
      readonly name: string;
      readonly value: unknown;
      readonly tags?: Readonly<Record<string, string>>;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const purpose = `note how far the pull of “${index}” is`;
    const body = { value, ...(tags === undefined ? {} : { tags }) };
    await this.#send(
      noteOf(index, name),
      { purpose, isIdempotent: true, body: () => body },
      signal,
    );
  }

  async #send(
    path: string,
    call: Omit<ServiceRequest, 'url' | 'timeoutMs' | 'method'> & { readonly method?: 'GET' },
    signal: AbortSignal,
  ): Promise<unknown> {
    const url = `${this.#base}/${path}`;
    const timeoutMs = this.#limits.writeTimeoutMs;
    const { body } = await this.#transport.send(
      { method: 'POST', ...call, url, timeoutMs },
      signal,
    );
    return body;
  }
}

function noteOf(index: string, name: string): string {
  return `pulls/${encodeURIComponent(index)}/${name}`;
}
