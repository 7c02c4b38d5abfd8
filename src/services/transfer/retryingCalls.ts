import { sleep } from '../../common/async.ts';
import { Failure, type FailureKind } from '../../common/failure.ts';
import type { WaitReason } from './progressMeter.ts';

/** Retries the calls of a long transfer after failures that would end a single request. */
export class RetryingCalls {
  readonly #retryPolicy: RetryPolicy;
  readonly #onWait: (waitReason: WaitReason | undefined) => void;

  /** `onWait` fires when a call fails or stays without a response, and with `undefined` when one succeeds. */
  constructor(retryPolicy: RetryPolicy, onWait: (waitReason: WaitReason | undefined) => void) {
    this.#retryPolicy = retryPolicy;
    this.#onWait = onWait;
  }

  async run<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    for (const waitMs of this.#retryPolicy.waitsMs) {
      try {
        return await this.#once(call);
      } catch (error) {
        if (!Failure.is(error) || !transientKinds.includes(error.kind)) throw error;
        this.#onWait(waitReasonOf(error));
        await sleep(Math.max(waitMs, error.retryAfterMs ?? 0), signal);
      }
    }
    return this.#once(call);
  }

  async #once<T>(call: () => Promise<T>): Promise<T> {
    const quiet = setTimeout(() => this.#onWait('network'), this.#retryPolicy.quietMs);
    try {
      const answer = await call();
      this.#onWait(undefined);
      return answer;
    } finally {
      clearTimeout(quiet);
    }
  }
}

export type RetryPolicy = {
  /** Delays between attempts, after the client's own retries have failed. */
  readonly waitsMs: readonly number[];
  /** Time without a response after which the user is told. */
  readonly quietMs: number;
};

const transientKinds: readonly FailureKind[] = ['rateLimited', 'timeout', 'network', 'unavailable'];

function waitReasonOf({ kind }: Failure): WaitReason {
  if (kind === 'rateLimited') return 'rateLimit';
  return kind === 'unavailable' ? 'service' : 'network';
}
