import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../common/disposables.ts';
import { EventSender, RpcClient } from '../../common/rpc.ts';
import { threadPort } from '../threadPort.ts';
import { maxSlots } from './codeSegment.ts';
import { chunkCount, type Kept, type ScanPlan } from './firstPass.ts';
import type { ScorePlan } from './rowScorer.ts';
import type { FilledParts, ScanCalls, ScanOrders, ScanThreadData } from './scanCalls.ts';
import type { ScanControl } from './scanControl.ts';

type Thread = {
  readonly worker: Worker;
  readonly calls: RpcClient<ScanCalls>;
  readonly orders: EventSender<ScanOrders>;
};

/** Threads that scan, started when they are first needed; they leave one core to the rest of the engine. */
export class ScanPool implements Disposable {
  readonly #module: WebAssembly.Module;
  readonly #size: number;
  #threads: readonly Thread[] | undefined;

  constructor(
    module: WebAssembly.Module,
    size = Math.max(1, Math.min(availableParallelism(), maxSlots) - 1),
  ) {
    this.#module = module;
    this.#size = size;
  }

  /** Starts the threads ahead of the first search. */
  warm(): void {
    this.#running();
  }

  /**
   * What at most so many threads kept. Rejects as a thread does; with `cancelled` where the pool goes away or a thread dies. A thread
   * that the machine is too busy to wake is not waited for.
   */
  scan(plan: ScanPlan, control: ScanControl, threadCount: number): Promise<readonly Kept[]> {
    const params = { plan, control: control.buffer };
    const chunks = chunkCount(plan);
    const threads = this.#running().slice(0, threadCount);
    const kept: Kept[] = [];
    let waitingFor = threads.length;
    return new Promise((resolve, reject) => {
      const receive = (part: Kept): void => {
        if (part.hasWorked) kept.push(part);
        if (--waitingFor === 0 || control.isDone(chunks, kept.length)) resolve(kept);
      };
      for (const { calls } of threads) calls.call('scan', params).then(receive, reject);
    });
  }

  /** Reads files into shared memory. Rejects where one of them is not as it was written. */
  async fill(files: readonly FilledParts[]): Promise<void> {
    const left = files.values();
    const work = this.#running().map(async ({ calls }) => {
      for (const file of left) await calls.call('fill', file);
    });
    await Promise.all(work);
  }

  /** Scores in the order of the rows. */
  async score(plan: ScorePlan): Promise<Float64Array> {
    const threads = this.#running();
    const share = Math.ceil(plan.rows.length / threads.length);
    const scores = new Float64Array(plan.rows.length);
    const work = threads.map(async ({ calls }, at) => {
      const rows = plan.rows.slice(at * share, (at + 1) * share);
      scores.set(await calls.call('score', { ...plan, rows }), at * share);
    });
    await Promise.all(work);
    return scores;
  }

  forget(ids: readonly number[]): void {
    for (const { orders } of this.#threads ?? []) orders.send('forget', ids);
  }

  dispose(): void {
    for (const { calls, worker } of this.#threads ?? []) {
      calls.dispose();
      void worker.terminate();
    }
    this.#threads = undefined;
  }

  #running(): readonly Thread[] {
    // Slot 0 is the store's own.
    this.#threads ??= Array.from({ length: this.#size }, (_, at) => this.#start(at + 1));
    return this.#threads;
  }

  #start(slot: number): Thread {
    const workerData: ScanThreadData = { module: this.#module, slot };
    const worker = new Worker(threadFile(), { workerData, name: `scan ${slot}`, env: {} });
    worker.unref();
    // A thread that fails ends them all; the next search starts new ones.
    worker.once('error', () => this.dispose());
    const port = threadPort(worker);
    return {
      worker,
      calls: new RpcClient<ScanCalls>(port),
      orders: new EventSender<ScanOrders>(port),
    };
  }
}

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./scanThread.ts', import.meta.url)
    : new URL('./engine-scan.js', import.meta.url);
}
