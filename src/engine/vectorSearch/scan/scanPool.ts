import { availableParallelism } from 'node:os';
import type { Disposable } from '../../../common/disposables.ts';
import { EventSender, type RpcClient } from '../../../common/rpc.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import { maxScanThreads } from '../quantize/quantizedSegment.ts';
import type { QuantizedScan } from './quantizedScan.ts';
import { chunkCount, type ScanCandidates, type ScanPlan } from './scanPlan.ts';
import type { ScorePlan } from '../exact/rowScorer.ts';
import type { DiskScorePlan, ScanCalls, ScanEvents, ScanThreadData } from './scanCalls.ts';
import type { ScanControl } from './scanControl.ts';

/** The worker pool of searches. Starts its threads on first use and leaves one core to the rest of the engine. */
export class ScanPool implements Disposable {
  readonly #module: WebAssembly.Module;
  readonly #size: number;
  #threads: readonly Thread[] | undefined;

  constructor(
    module: WebAssembly.Module,
    size = Math.max(1, Math.min(availableParallelism(), maxScanThreads) - 1),
  ) {
    this.#module = module;
    this.#size = size;
  }

  /** Starts the threads before the first search that needs them. */
  startThreads(): void {
    this.#running();
  }

  /**
   * Scans in at most `threadCount` threads and returns their candidates. With `local`, the calling thread is one of them and
   * scans before this returns. Rejects if a thread does, and with `cancelled` if a thread dies or the pool is disposed. Does
   * not wait for threads that have not begun when all chunks are taken.
   */
  scan(
    plan: ScanPlan,
    control: ScanControl,
    threadCount: number,
    local?: QuantizedScan,
  ): Promise<readonly ScanCandidates[]> {
    const params = { plan, control: control.buffer };
    const chunks = chunkCount(plan);
    const threads = this.#running().slice(0, local === undefined ? threadCount : threadCount - 1);
    const parts: ScanCandidates[] = [];
    let waitingFor = threads.length + (local === undefined ? 0 : 1);
    return new Promise((resolve, reject) => {
      const receive = (part: ScanCandidates): void => {
        if (part.hasWorked) parts.push(part);
        if (--waitingFor === 0 || control.isDone(chunks, parts.length)) resolve(parts);
      };
      for (const { calls } of threads) calls.call('scan', params).then(receive, reject);
      if (local !== undefined) receive(local.run(plan, control));
    });
  }

  /** Exact scores of rows in memory, in the order of the rows. */
  score(plan: ScorePlan): Promise<Float64Array> {
    return this.#share(plan.rows, (calls, rows) => calls.call('score', { ...plan, rows }));
  }

  /** Exact scores of rows of a file, in the order of the rows. Rejects with `damaged` if a checksum does not match. */
  scoreFromDisk(plan: DiskScorePlan): Promise<Float64Array> {
    return this.#share(plan.rows, (calls, rows) => calls.call('scoreFromDisk', { ...plan, rows }));
  }

  async #share(
    rows: Uint32Array,
    score: (calls: RpcClient<ScanCalls>, rows: Uint32Array) => Promise<Float64Array>,
  ): Promise<Float64Array> {
    const threads = this.#running();
    const share = Math.ceil(rows.length / threads.length);
    const scores = new Float64Array(rows.length);
    const work = threads.map(async ({ calls }, at) => {
      const part = rows.slice(at * share, (at + 1) * share);
      scores.set(await score(calls, part), at * share);
    });
    await Promise.all(work);
    return scores;
  }

  /** Makes the threads drop what they cache for segments. */
  releaseSegments(ids: readonly number[]): void {
    for (const { events } of this.#threads ?? []) events.send('releaseSegments', ids);
  }

  dispose(): void {
    for (const thread of this.#threads ?? []) thread.dispose();
    this.#threads = undefined;
  }

  #running(): readonly Thread[] {
    // Index 0 is the store's thread.
    this.#threads ??= Array.from({ length: this.#size }, (_, at) => this.#start(at + 1));
    return this.#threads;
  }

  /** Starts a thread. When one fails or ends, all are disposed; the next search starts new ones. */
  #start(threadIndex: number): Thread {
    const data: ScanThreadData = { module: this.#module, threadIndex };
    const thread = spawnWorker<ScanCalls>({
      name: `scan ${threadIndex}`,
      source: new URL('./scanThread.ts', import.meta.url),
      bundle: 'engine-scan.js',
      data,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
      onEnd: () => this.dispose(),
    });
    thread.worker.unref();
    return { ...thread, events: new EventSender<ScanEvents>(thread.port) };
  }
}

type Thread = SpawnedWorker<ScanCalls> & { readonly events: EventSender<ScanEvents> };

/** Heap of a thread for new objects, in MiB. Vectors are outside the heap. */
const youngGenerationMb = 1;
