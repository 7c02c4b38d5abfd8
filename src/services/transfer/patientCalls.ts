import { sleep } from '../../common/async.ts';
import { Failure, type FailureKind } from '../../common/failure.ts';
import type { WaitsFor } from './progress.ts';

export type Patience = {
  /** After a call has failed in spite of the client's own attempts: how long to wait before the next ones. */
  readonly waitsMs: readonly number[];
  /** After how long without an answer the user is told. */
  readonly quietMs: number;
};

const mayPass: readonly FailureKind[] = ['rateLimited', 'timeout', 'network', 'unavailable'];

/** Calls to one service by a transfer, which takes long: what would end a single call is waited for a few times. */
export class PatientCalls {
  readonly #patience: Patience;
  readonly #onWait: (waitsFor: WaitsFor | undefined) => void;

  /** `onWait` hears at once when a call has failed or is without an answer, and when the next one has succeeded. */
  constructor(patience: Patience, onWait: (waitsFor: WaitsFor | undefined) => void) {
    this.#patience = patience;
    this.#onWait = onWait;
  }

  async run<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    for (const waitMs of this.#patience.waitsMs) {
      try {
        return await this.#once(call);
      } catch (error) {
        if (!Failure.is(error) || !mayPass.includes(error.kind)) throw error;
        this.#onWait(waitsForAfter(error));
        await sleep(Math.max(waitMs, error.retryAfterMs ?? 0), signal);
      }
    }
    return this.#once(call);
  }

  async #once<T>(call: () => Promise<T>): Promise<T> {
    const quiet = setTimeout(() => this.#onWait('network'), this.#patience.quietMs);
    try {
      const answer = await call();
      this.#onWait(undefined);
      return answer;
    } finally {
      clearTimeout(quiet);
    }
  }
}

function waitsForAfter({ kind }: Failure): WaitsFor {
  if (kind === 'rateLimited') return 'rateLimit';
  return kind === 'unavailable' ? 'service' : 'network';
}
