import { throwIfAborted } from '../../../common/async.ts';
import { Failure } from '../../../common/failure.ts';

type Waiting = { readonly sizeBytes: number; readonly begin: () => void };

/** Limits the bytes that running work holds: work waits until there is space for it, in call order. */
export class ByteBudget {
  #freeBytes: number;
  readonly #waiting: Waiting[] = [];

  constructor(maxBytes: number) {
    this.#freeBytes = maxBytes;
  }

  /** Runs work that holds this many bytes, in call order. Throws `cancelled` if the signal aborts first. */
  async with<T>(sizeBytes: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    await this.#take(sizeBytes, signal);
    try {
      return await work();
    } finally {
      this.#freeBytes += sizeBytes;
      this.#next();
    }
  }

  #take(sizeBytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const place = this.#waiting.indexOf(waiting);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(new Failure('cancelled', 'Cancelled'));
        this.#next();
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiting: Waiting = { sizeBytes, begin };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || first.sizeBytes > this.#freeBytes) return;
      this.#waiting.shift();
      this.#freeBytes -= first.sizeBytes;
      first.begin();
    }
  }
}
