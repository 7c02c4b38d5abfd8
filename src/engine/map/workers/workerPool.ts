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

/** The worker pool of one map: runs the tasks of the neighbour search, then samples the edges of the layout. */
export type WorkerPool = Disposable & {
  /** Runs a task; `onShare` receives the completed share from time to time. */
  run(task: NeighbourTask, onShare?: (share: number) => void): Promise<TaskResult>;
  openSampling(buffers: SamplingBuffers): Sampler;
};

/** Calls that a pool thread answers. `next` is the shared counter of the next chunk. */
export type WorkerPoolCalls = {
  /** Must be called first. */
  open: { params: { buffers: NeighbourBuffers }; result: null };
  work: { params: { task: NeighbourTask; next: SharedArrayBuffer }; result: TaskResult };
  /** Must be called before `sample`. */
  openSampling: { params: { buffers: SamplingBuffers }; result: null };
  sample: { params: { task: SamplingTask }; result: null };
};

export type PoolThreadData = { readonly thread: number };

/** Runs sampling epochs of one graph, starting at epoch `first`, with one learning rate per epoch. */
export type Sampler = (first: number, rates: readonly number[]) => Promise<void>;

/** Below this many multiplications, starting threads takes longer than the work. */
export const minWorkForThreads = 5e8;
const shareIntervalMs = 25;

/** Maximum threads per map. */
export const maxThreads = 4;

/**
 * Returns the number of threads for this many multiplications. One core stays free for the rest of the engine.
 */
export function threadsFor(work: number): number {
  if (work < minWorkForThreads) return 1;
  return Math.max(1, Math.min(availableParallelism() - 1, maxThreads));
}

/**
 * Opens a worker pool on search buffers. With one thread, tasks block the calling thread. Threads passed in are
 * disposed with the pool.
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

/** Returns a sampler that runs in the calling thread. */
export function inlineSampler(buffers: SamplingBuffers): Sampler {
  const work = new SamplingWorker(buffers);
  return (first, rates) => {
    work.run(samplingTask(first, rates, 1));
    return Promise.resolve();
  };
}

/**
 * Pool threads that can start before the buffers exist: starting them takes as long as a small map’s first
 * frame.
 */
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

  /** Calls the same method on all threads and returns their results. */
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

  /**
   * Ends all threads when one fails, because the others may be waiting for it. The running task is rejected.
   */
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
