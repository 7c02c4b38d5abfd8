import { setTimeout } from 'node:timers/promises';
import { throwIfAborted } from '../../common/async.ts';

/** Work that can be interrupted wherever it yields. */
export type CooperativeTask<T> = Generator<void, T>;

/** How long a background task holds its thread, and how long it leaves it to others then. */
type Pace = { readonly sliceMs: number; readonly pauseMs: number };

/** A quarter of a thread. */
const background: Pace = { sliceMs: 1, pauseMs: 3 };

/** The longest time slice of a task that somebody waits for. */
const sliceMs = 4;

export type TaskOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Is called before each slice; what it throws ends the task. */
  readonly check?: () => void;
};

/** A task that has run for less goes before those that have run for longer. */
const briefMs = 12;

type Waiting = () => void;

/**
 * Runs long work of one thread in time slices. The thread receives messages between any two slices, whichever tasks they
 * belong to, so a call that is answered at once waits for one slice at most. New tasks go before long ones.
 */
export class CooperativeTasks {
  readonly #brief: Waiting[] = [];
  readonly #long: Waiting[] = [];
  #isScheduled = false;

  /** The result of the steps. Throws `cancelled` when the signal aborts; the `finally` blocks of the steps run then. */
  async run<T>(steps: CooperativeTask<T>, { signal, check }: TaskOptions = {}): Promise<T> {
    let usedMs = 0;
    try {
      for (;;) {
        await this.#turn(usedMs < briefMs ? this.#brief : this.#long);
        if (signal !== undefined) throwIfAborted(signal);
        check?.();
        const begin = performance.now();
        while (performance.now() < begin + sliceMs) {
          const step = steps.next();
          if (step.done === true) return step.value;
        }
        usedMs += performance.now() - begin;
      }
    } finally {
      steps.return(undefined as T);
    }
  }

  #turn(queue: Waiting[]): Promise<void> {
    return new Promise((resolve) => {
      queue.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const next = this.#brief.shift() ?? this.#long.shift();
      next?.();
      if (this.#brief.length + this.#long.length > 0) this.#schedule();
    });
  }
}

/** Runs the steps in a quarter of the thread until they end or nobody wants them any more. */
export async function runInBackground(
  steps: CooperativeTask<unknown>,
  isWanted: () => boolean,
): Promise<void> {
  for (;;) {
    const end = performance.now() + background.sliceMs;
    while (performance.now() < end) if (steps.next().done === true) return;
    // A pause keeps no process from ending.
    await setTimeout(background.pauseMs, undefined, { ref: false });
    if (!isWanted()) return void steps.return(undefined);
  }
}

/** Runs all steps without interruption. */
export function runToCompletion<T>(steps: CooperativeTask<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
