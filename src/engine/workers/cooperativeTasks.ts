import { setTimeout } from 'node:timers/promises';
import { throwIfAborted } from '../../common/async.ts';

/**
 * Runs the long tasks of a thread in time slices. The thread receives messages between slices, so a short call waits for at
 * most one slice. New tasks go before long ones.
 */
export class CooperativeTasks {
  readonly #brief: Waiting[] = [];
  readonly #long: Waiting[] = [];
  #isScheduled = false;

  /** Runs a task and returns its result. Throws `cancelled` when the signal aborts, after the task's `finally` blocks. */
  async run<T>(task: CooperativeTask<T>, { signal, check }: TaskOptions = {}): Promise<T> {
    let usedMs = 0;
    try {
      for (;;) {
        await this.#turn(usedMs < briefMs ? this.#brief : this.#long);
        if (signal !== undefined) throwIfAborted(signal);
        check?.();
        const begin = performance.now();
        while (performance.now() < begin + sliceMs) {
          const step = task.next();
          if (step.done === true) return step.value;
        }
        usedMs += performance.now() - begin;
      }
    } finally {
      task.return(undefined as T);
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

/** A task that can be interrupted at each `yield`, so that others use the thread. */
export type CooperativeTask<T> = Generator<void, T>;

/** How long a background task runs, and how long it then pauses. */
type Pace = { readonly sliceMs: number; readonly pauseMs: number };

/** Background tasks use at most 25% of the thread. */
const background: Pace = { sliceMs: 1, pauseMs: 3 };

/** Longest time slice of a foreground task. */
const sliceMs = 4;

export type TaskOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Called before each slice; if it throws, the task ends. */
  readonly check?: () => void;
};

/** Tasks that have run for less than this go first. */
const briefMs = 12;

type Waiting = () => void;

/** Runs a task with at most 25% of the thread until it ends or `isWanted` returns false. */
export async function runInBackground(
  task: CooperativeTask<unknown>,
  isWanted: () => boolean,
): Promise<void> {
  for (;;) {
    const end = performance.now() + background.sliceMs;
    while (performance.now() < end) if (task.next().done === true) return;
    // The pause does not keep the process alive.
    await setTimeout(background.pauseMs, undefined, { ref: false });
    if (!isWanted()) return void task.return(undefined);
  }
}

/** The task, which fails with the error after this many steps. */
export function* limitSteps<T>(
  task: CooperativeTask<T>,
  maxSteps: number,
  errorOf: () => Error,
): CooperativeTask<T> {
  for (let steps = 0; steps < maxSteps; steps++) {
    const step = task.next();
    if (step.done === true) return step.value;
    yield;
  }
  throw errorOf();
}

/** Runs a task without interruption. */
export function runToCompletion<T>(task: CooperativeTask<T>): T {
  for (;;) {
    const step = task.next();
    if (step.done === true) return step.value;
  }
}
