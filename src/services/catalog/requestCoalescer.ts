import { Failure } from '../../common/failure.ts';

type Shared = {
  readonly result: Promise<unknown>;
  readonly stop: AbortController;
  waiting: number;
};

/** Shares one running call among all callers with the same key. Aborts the call when the last caller gives up. */
export class RequestCoalescer {
  readonly #calls = new Map<string, Shared>();

  /**
   * Joins the running call with this key, or starts it. Rejects with `cancelled` as soon as the caller's signal aborts.
   */
  run<T>(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) return Promise.reject(cancelled());
    const call = this.#calls.get(key) ?? this.#start(key, start);
    call.waiting++;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', onAbort);
        call.waiting--;
      };
      const onAbort = (): void => {
        leave();
        if (call.waiting === 0) this.#abandon(key, call);
        reject(cancelled());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      call.result.then(
        (value) => (leave(), resolve(value as T)),
        (error: unknown) => (leave(), reject(Failure.from(error))),
      );
    });
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<unknown>): Shared {
    const stop = new AbortController();
    const call: Shared = { result: start(stop.signal), stop, waiting: 0 };
    this.#calls.set(key, call);
    const end = (): void => this.#end(key, call);
    call.result.then(end, end);
    return call;
  }

  #abandon(key: string, call: Shared): void {
    this.#end(key, call);
    call.stop.abort();
  }

  #end(key: string, call: Shared): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled');
}
