import type { Disposable } from '../../../common/disposables.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import {
  decodeUpsertBody,
  type DecodedUpsert,
  type UpsertBody,
  type UpsertCalls,
} from './upsertBody.ts';

/**
 * Decodes the bodies of upserts. Long ones are decoded in a thread of their own, which is started when it is needed:
 * other requests do not wait for them.
 */
export class UpsertDecoder implements Disposable {
  #thread: SpawnedWorker<UpsertCalls> | undefined;
  #runningCount = 0;
  #idle: NodeJS.Timeout | undefined;

  dispose(): void {
    clearTimeout(this.#idle);
    this.#thread?.dispose();
    this.#thread = undefined;
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

/** From this size on, parsing takes longer than a hop to another thread: some milliseconds. */
const longBytes = 256 * 1024;

/** The thread ends after this time without an upsert. */
const idleMs = 10_000;
