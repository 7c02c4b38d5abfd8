import { availableParallelism } from 'node:os';
import type { Disposable } from '../../../common/disposables.ts';
import { Failure } from '../../../common/failure.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import {
  chunksOf,
  NeighbourWorker,
  type NeighbourTask,
  type TaskResult,
} from './neighbourWorker.ts';
import type { NeighbourBuffers } from './neighbourBuffers.ts';
import {
  samplingTask,
  SamplingWorker,
  type SamplingBuffers,
  type SamplingTask,
} from './samplingWorker.ts';

/** What a thread of a crew answers: its share of a task. `next` holds the number of the next chunk. */
export type WorkerPoolCalls = {
  /** To be called first. */
  open: { params: { buffers: NeighbourBuffers }; result: null };
  work: { params: { task: NeighbourTask; next: SharedArrayBuffer }; result: TaskResult };
  /** To be called before `sample`. */
  openSampling: { params: { buffers: SamplingBuffers }; result: null };
  sample: { params: { task: SamplingTask }; result: null };
};

export type PoolThreadData = { readonly thread: number };

/** SampleIndexes epochs of one graph: the first of them and how far each moves nodes. */
export type Sampler = (first: number, rates: readonly number[]) => Promise<void>;

/** Those who work on a space, and lay out a graph then. */
export type WorkerPool = Disposable & {
  /** Tells from time to time which share of the task is done. */
  run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult>;
  openSampling(buffers: SamplingBuffers): Sampler;
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
export function openWorkerPool(buffers: NeighbourBuffers, threads?: PoolThreads): WorkerPool {
  if (buffers.threads === 1) return new InlinePool(buffers);
  return new ThreadedPool(buffers, threads ?? new PoolThreads(buffers.threads));
}

class InlinePool implements WorkerPool {
  readonly #buffers: NeighbourBuffers;
  readonly #work: NeighbourWorker;

  constructor(buffers: NeighbourBuffers) {
    this.#buffers = buffers;
    this.#work = new NeighbourWorker(buffers, 0);
  }

  run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult> {
    const chunks = chunksOf(task, this.#buffers);
    let next = 0;
    const result = this.#work.run(task, () => {
      onShare?.(Math.min(1, next / chunks));
      return next++;
    });
    return Promise.resolve(result);
  }

  openSampling(buffers: SamplingBuffers): Sampler {
    return inlineSampler(buffers);
  }

  dispose(): void {}
}

/** Works in this thread. */
export function inlineSampler(buffers: SamplingBuffers): Sampler {
  const work = new SamplingWorker(buffers);
  return (first, rates) => {
    work.run(samplingTask(first, rates, 1));
    return Promise.resolve();
  };
}

/** Threads that get ready while the one that started them is busy: that takes as long as a small map's first picture. */
export class PoolThreads implements Disposable {
  readonly #threads: readonly SpawnedWorker<WorkerPoolCalls>[];
  #failure: Failure | undefined;

  constructor(count: number) {
    this.#threads = Array.from({ length: count }, (_, thread) => {
      const data: PoolThreadData = { thread };
      return spawnWorker<WorkerPoolCalls>({
        name: `map ${thread}`,
        source: new URL('./poolThread.ts', import.meta.url),
        bundle: 'engine-map-worker.js',
        data,
        onEnd: (cause) => this.#lose(cause),
      });
    });
  }

  get count(): number {
    return this.#threads.length;
  }

  /** Has all of them do the same. */
  async call<M extends keyof WorkerPoolCalls>(
    method: M,
    params: WorkerPoolCalls[M]['params'],
  ): Promise<WorkerPoolCalls[M]['result'][]> {
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

class ThreadedPool implements WorkerPool {
  readonly #buffers: NeighbourBuffers;
  readonly #threads: PoolThreads;
  readonly #opened: Promise<unknown>;

  constructor(buffers: NeighbourBuffers, threads: PoolThreads) {
    this.#buffers = buffers;
    this.#threads = threads;
    this.#opened = threads.call('open', { buffers });
    // It is the first task that fails then.
    this.#opened.catch(() => undefined);
  }

  async run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult> {
    const next = new SharedArrayBuffer(4);
    const taken = new Int32Array(next);
    const chunks = chunksOf(task, this.#buffers);
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

  openSampling(buffers: SamplingBuffers): Sampler {
    const opened = this.#threads.call('openSampling', { buffers });
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
