import { Failure } from '../../../common/failure.ts';

/** Aborts a call when its time is over, or when its stream closes. */
export class Deadline {
  readonly #controller = new AbortController();
  #isOver = false;

  constructor(stream: Closable, timeoutMs: number) {
    const timer = setTimeout(() => {
      this.#isOver = true;
      this.#controller.abort();
    }, timeoutMs);
    stream.once('close', () => {
      clearTimeout(timer);
      this.#controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Returns the failure of an error of the call: `timeout` if the deadline caused it. */
  failureOf(error: unknown): Failure {
    const failure = Failure.from(error);
    if (!this.#isOver || failure.kind !== 'cancelled') return failure;
    return new Failure('timeout', 'The deadline of the call is over');
  }
}

const unitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Returns the milliseconds that a `grpc-timeout` header gives a call, at most `maxMs`, which is also the default. */
export function timeoutMsOf(header: string | undefined, maxMs: number): number {
  const [, digits, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(header ?? '') ?? [];
  const timeoutMs = Number(digits) * (unitMs[unit] ?? Number.NaN);
  return Number.isNaN(timeoutMs) ? maxMs : Math.min(Math.ceil(timeoutMs), maxMs);
}

/** The part of a call's stream that its deadline needs. */
type Closable = { once(event: 'close', listener: () => void): unknown };
