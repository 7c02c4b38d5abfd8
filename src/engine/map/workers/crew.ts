import { availableParallelism } from 'node:os';
import type { Disposable } from '../../../common/disposables.ts';
import { Failure } from '../../../common/failure.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import { chunksOf, NeighbourWork, type NeighbourTask, type TaskResult } from './neighbourWork.ts';
import type { RowSpace } from './rowSpace.ts';
import {
  samplingTask,
  SamplingWork,
  type SamplingSpace,
  type SamplingTask,
} from './samplingWork.ts';

/** What a thread of a crew answers: its share of a task. `next` holds the number of the next chunk. */
export type CrewCalls = {
  /** To be called first. */
  open: { params: { space: RowSpace }; result: null };
  work: { params: { task: NeighbourTask; next: SharedArrayBuffer }; result: TaskResult };
  /** To be called before `sample`. */
  openSampling: { params: { space: SamplingSpace }; result: null };
  sample: { params: { task: SamplingTask }; result: null };
};

export type CrewThreadData = { readonly slot: number };

/** Samples epochs of one graph: the first of them and how far each moves nodes. */
export type Sampler = (first: number, rates: readonly number[]) => Promise<void>;

/** Those who work on a space, and lay out a graph then. */
export type Crew = Disposable & {
  /** Tells from time to time which share of the task is done. */
  run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult>;
  openSampling(space: SamplingSpace): Sampler;
};

/** Below so many multiplications threads take longer to start than the work takes. */
const minWorkForThreads = 5e8;
const shareIntervalMs = 25;

/** The most that work on a map. */
export const maxThreads = 4;

/** The threads that work of so many multiplications is worth: one core is left to the rest of the engine. */
export function threadsFor(work: number): number {
  if (work < minWorkForThreads) return 1;
  return Math.max(1, Math.min(availableParallelism() - 1, maxThreads));
}

/**
 * One thread is this one: it is busy until a task is done. Several end with the crew, whether they are started for it or
 * were before.
 */
export function startCrew(space: RowSpace, threads?: CrewThreads): Crew {
  if (space.threads === 1) return new OwnThread(space);
  return new ThreadCrew(space, threads ?? new CrewThreads(space.threads));
}

class OwnThread implements Crew {
  readonly #space: RowSpace;
  readonly #work: NeighbourWork;

  constructor(space: RowSpace) {
    this.#space = space;
    this.#work = new NeighbourWork(space, 0);
  }

  run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult> {
    const chunks = chunksOf(task, this.#space);
    let next = 0;
    const result = this.#work.run(task, () => {
      onShare?.(Math.min(1, next / chunks));
      return next++;
    });
    return Promise.resolve(result);
  }

  openSampling(space: SamplingSpace): Sampler {
    return samplerHere(space);
  }

  dispose(): void {}
}

/** Works in this thread. */
export function samplerHere(space: SamplingSpace): Sampler {
  const work = new SamplingWork(space);
  return (first, rates) => {
    work.run(samplingTask(first, rates, 1));
    return Promise.resolve();
  };
}

/** Threads that get ready while the one that started them is busy: that takes as long as a small map's first picture. */
export class CrewThreads implements Disposable {
  readonly #threads: readonly SpawnedWorker<CrewCalls>[];
  #failure: Failure | undefined;

  constructor(count: number) {
    this.#threads = Array.from({ length: count }, (_, slot) => {
      const data: CrewThreadData = { slot };
      return spawnWorker<CrewCalls>({
        name: `map ${slot}`,
        source: new URL('./crewThread.ts', import.meta.url),
        bundle: 'engine-map-crew.js',
        data,
        onEnd: (cause) => this.#lose(cause),
      });
    });
  }

  get count(): number {
    return this.#threads.length;
  }

  /** Has all of them do the same. */
  async call<M extends keyof CrewCalls>(
    method: M,
    params: CrewCalls[M]['params'],
  ): Promise<CrewCalls[M]['result'][]> {
    try {
      return await Promise.all(this.#threads.map(({ calls }) => calls.call(method, params)));
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  dispose(): void {
    for (const thread of this.#threads) thread.dispose();
  }

  /** One that fails or ends takes the others along, who may wait for it, and with them the task. */
  #lose(cause?: unknown): void {
    this.#failure = new Failure('internal', 'A thread of the map failed', { cause });
    this.dispose();
  }
}

class ThreadCrew implements Crew {
  readonly #space: RowSpace;
  readonly #threads: CrewThreads;
  readonly #opened: Promise<unknown>;

  constructor(space: RowSpace, threads: CrewThreads) {
    this.#space = space;
    this.#threads = threads;
    this.#opened = threads.call('open', { space });
    // It is the first task that fails then.
    this.#opened.catch(() => undefined);
  }

  async run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult> {
    const next = new SharedArrayBuffer(4);
    const taken = new Int32Array(next);
    const chunks = chunksOf(task, this.#space);
    const telling = setInterval(
      () => onShare?.(Math.min(1, Atomics.load(taken, 0) / chunks)),
      shareIntervalMs,
    );
    try {
      await this.#opened;
      const results = await this.#threads.call('work', { task, next });
      onShare?.(1);
      return {
        changes: results.reduce((sum, { changes }) => sum + changes, 0),
        leaves: results.flatMap(({ leaves }) => leaves),
      };
    } finally {
      clearInterval(telling);
    }
  }

  openSampling(space: SamplingSpace): Sampler {
    const opened = this.#threads.call('openSampling', { space });
    // It is the first task that fails then.
    opened.catch(() => undefined);
    return async (first, rates) => {
      await opened;
      const task = samplingTask(first, rates, this.#threads.count);
      await this.#threads.call('sample', { task });
    };
  }

  dispose(): void {
    this.#threads.dispose();
  }
}
