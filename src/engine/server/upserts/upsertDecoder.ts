import type { Disposable } from '../../../common/disposables.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import {
  decodeScannedUpsert,
  decodeUpsertBody,
  type DecodedUpsert,
  type UpsertBody,
  type UpsertCalls,
  type UpsertTarget,
} from './upsertBody.ts';
import { BodyMemory } from './bodyMemory.ts';
import { UpsertScanner } from './upsertScanner.ts';

/**
 * Decodes the bodies of upserts. Their dense values are read while they arrive. Long bodies that the scanner leaves to
 * `JSON.parse` are decoded in a thread of their own, which is started when it is needed: other requests do not wait.
 */
export class UpsertDecoder implements Disposable {
  #thread: SpawnedWorker<UpsertCalls> | undefined;
  #runningCount = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #spareMemories: BodyMemory[] = [];
  #memoriesIdle: NodeJS.Timeout | undefined;

  dispose(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#memoriesIdle);
    this.#thread?.dispose();
    this.#thread = undefined;
  }

  /**
   * Decodes a body while it arrives. Throws `badInput`, `cancelled` if the decoder is disposed meanwhile, and the error of a
   * connection that ends before the body does.
   */
  async receive(target: UpsertTarget, body: ArrivingBody): Promise<DecodedUpsert> {
    const { dimension } = target.index;
    if (dimension === undefined) return this.decode({ ...target, bytes: await wholeBody(body) });
    const memory = this.#spareMemories.pop() ?? new BodyMemory();
    try {
      const scanner = new UpsertScanner(memory, body.sizeBytes, dimension);
      await body.receive((part) => scanner.add(part));
      const { result } = scanner;
      const isShort = result !== undefined && result.rest.byteLength < longBytes;
      const decoded = isShort ? decodeScannedUpsert(result, target) : undefined;
      if (decoded !== undefined) return decoded;
      return await this.decode({ ...target, bytes: Uint8Array.from(memory.body).buffer });
    } finally {
      this.#release(memory);
    }
  }

  /** Takes ownership of the bytes. Throws `badInput`, and `cancelled` if the decoder is disposed meanwhile. */
  async decode(body: UpsertBody): Promise<DecodedUpsert> {
    if (body.bytes.byteLength < longBytes) return decodeUpsertBody(body);
    clearTimeout(this.#idle);
    this.#runningCount++;
    try {
      return await this.#started().calls.call('upsert.decode', body, { transfer: [body.bytes] });
    } finally {
      if (--this.#runningCount === 0) this.#idle = setTimeout(() => this.dispose(), idleMs).unref();
    }
  }

  /** Keeps a memory for the next bodies, until none has come for a while. */
  #release(memory: BodyMemory): void {
    const isKept =
      memory.sizeBytes <= maxSpareBytes && this.#spareMemories.length < maxSpareMemories;
    if (isKept) this.#spareMemories.push(memory);
    clearTimeout(this.#memoriesIdle);
    this.#memoriesIdle = setTimeout(() => (this.#spareMemories.length = 0), idleMs).unref();
  }

  #started(): SpawnedWorker<UpsertCalls> {
    if (this.#thread !== undefined) return this.#thread;
    this.#thread = spawnWorker<UpsertCalls>({
      name: 'upserts',
      source: new URL('./upsertThread.ts', import.meta.url),
      bundle: 'engine-upserts.js',
      onEnd: () => this.dispose(),
    });
    this.#thread.worker.unref();
    return this.#thread;
  }
}

/** The body of a request that may still be arriving. */
export type ArrivingBody = {
  readonly sizeBytes: number;
  /** Passes each part on, and resolves after the last one. A part may change after the call. */
  readonly receive: (onPart: (part: Uint8Array) => void) => Promise<void>;
};

/** From this size on, parsing takes longer than a hop to another thread: some milliseconds. */
const longBytes = 256 * 1024;

/** The thread ends, and memories are freed, after this time without an upsert. */
const idleMs = 10_000;

/** Memories of usual bodies are used again, as many as clients write at once. */
const maxSpareBytes = 4 * 1024 * 1024;
const maxSpareMemories = 4;

async function wholeBody({ sizeBytes, receive }: ArrivingBody): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  await receive((part) => {
    bytes.set(part, at);
    at += part.byteLength;
  });
  return bytes.buffer;
}
