import { availableParallelism } from 'node:os';
import type { Disposable } from '../../../common/disposables.ts';
import { EventSender, type RpcClient } from '../../../common/rpc.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import { maxScanThreads } from '../quantize/quantizedSegment.ts';
import {
  chunkCount,
  type QuantizedScan,
  type ScanCandidates,
  type ScanPlan,
} from './quantizedScan.ts';
import type { ScorePlan } from '../exact/rowScorer.ts';
import type { DiskScorePlan, ScanCalls, ScanEvents, ScanThreadData } from './scanCalls.ts';
import type { ScanControl } from './scanControl.ts';

type Thread = SpawnedWorker<ScanCalls> & { readonly events: EventSender<ScanEvents> };

/** For new objects: what is scanned lies beside the heap. */
const youngMb = 1;

/** Threads that scan, started when they are first needed; they leave one core to the rest of the engine. */
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

  /** Starts the threads ahead of the first search that needs them. */
  startThreads(): void {
    this.#running();
  }

  /**
   * What at most so many threads kept. With `own`, the asking thread is one of them and scans before this returns. Rejects
   * as a thread does; with `cancelled` where the pool goes away or a thread dies. Does not wait for threads that have not
   * begun when no rows are left.
   */
  scan(
    plan: ScanPlan,
    control: ScanControl,
    threadCount: number,
    own?: QuantizedScan,
  ): Promise<readonly ScanCandidates[]> {
    const params = { plan, control: control.buffer };
    const chunks = chunkCount(plan);
    const threads = this.#running().slice(0, own === undefined ? threadCount : threadCount - 1);
    const kept: ScanCandidates[] = [];
    let waitingFor = threads.length + (own === undefined ? 0 : 1);
    return new Promise((resolve, reject) => {
      const receive = (part: ScanCandidates): void => {
        if (part.hasWorked) kept.push(part);
        if (--waitingFor === 0 || control.isDone(chunks, kept.length)) resolve(kept);
      };
      for (const { calls } of threads) calls.call('scan', params).then(receive, reject);
      if (own !== undefined) receive(own.run(plan, control));
    });
  }

  /** Scores in the order of the rows. */
  score(plan: ScorePlan): Promise<Float64Array> {
    return this.#share(plan.rows, (calls, rows) => calls.call('score', { ...plan, rows }));
  }

  /** Scores in the order of the rows. Rejects with `damaged` where one is not as it was written. */
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

  releaseSegments(ids: readonly number[]): void {
    for (const { events } of this.#threads ?? []) events.send('releaseSegments', ids);
  }

  dispose(): void {
    for (const thread of this.#threads ?? []) thread.dispose();
    this.#threads = undefined;
  }

  #running(): readonly Thread[] {
    // Slot 0 is the store's own.
    this.#threads ??= Array.from({ length: this.#size }, (_, at) => this.#start(at + 1));
    return this.#threads;
  }

  /** A thread that fails or ends takes the others with it; the next search starts new ones. */
  #start(slot: number): Thread {
    const data: ScanThreadData = { module: this.#module, threadIndex: slot };
    const thread = spawnWorker<ScanCalls>({
      name: `scan ${slot}`,
      source: new URL('./scanThread.ts', import.meta.url),
      bundle: 'engine-scan.js',
      data,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
      onEnd: () => this.dispose(),
    });
    thread.worker.unref();
    return { ...thread, events: new EventSender<ScanEvents>(thread.port) };
  }
}
