import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../../common/disposables.ts';
import { EventSender, RpcClient, type Port } from '../../../common/rpc.ts';
import { Failure } from '../../../common/failure.ts';
import { threadPort } from '../../workers/threadPort.ts';
import { maxSlots, type MemoryRef } from '../quantize/codeSegment.ts';
import { DeskState } from './deskState.ts';
import { chunkCount, type FirstPass, type Kept, type ScanPlan } from './quantizedScan.ts';
import type { RowScorer, ScorePlan } from '../exact/rowScorer.ts';
import type { FiledPlan, ScanCalls, ScanOrders, ScanThreadData } from './scanCalls.ts';
import { ScanControl } from './scanControl.ts';
import { scanBytes, ScanDesk, scoreBytes } from './scanDesk.ts';
import { scoreShares } from './scoreShares.ts';

type Thread = {
  readonly worker: Worker;
  readonly calls: RpcClient<ScanCalls>;
  readonly orders: EventSender<ScanOrders>;
};

/** For new objects: what is scanned lies beside the heap. */
const youngMb = 1;

/** Threads that scan, started when they are first needed; they leave one core to the rest of the engine. */
export class ScanPool implements Disposable {
  readonly #module: WebAssembly.Module;
  readonly #size: number;
  /** New with new threads: one that died may have left it in disorder. */
  #deskState = new DeskState();
  readonly #known = new Set<number>();
  #threads: readonly Thread[] | undefined;
  #desk: ScanDesk | undefined;

  constructor(
    module: WebAssembly.Module,
    size = Math.max(1, Math.min(availableParallelism(), maxSlots) - 1),
  ) {
    this.#module = module;
    this.#size = size;
  }

  /** Starts the threads ahead of the first search of these memories. */
  warm(memories: readonly MemoryRef[]): void {
    this.#know(memories);
  }

  /** What the asking thread kept, and those that came to help: so many at most, none of them waited for before it works. */
  scanTogether(plan: ScanPlan, firstPass: FirstPass, threadCount: number): readonly Kept[] {
    this.#know(plan.segments);
    const desk = this.#deskOf(scanBytes(plan));
    const rooms = desk.layScan(plan);
    rooms.clear();
    const own = this.#together(desk, threadCount, () => firstPass.run(plan, desk.control));
    return [own, ...rooms.all()];
  }

  /** Scores in the order of the rows, by the asking thread and those that came to help. */
  scoreTogether(plan: ScorePlan, scorer: RowScorer, threadCount: number): Float64Array {
    this.#know(plan.segments.filter((segment) => segment !== undefined));
    const desk = this.#deskOf(scoreBytes(plan));
    const scores = desk.layScores(plan);
    const job = { plan, scores };
    this.#together(desk, threadCount, () => scoreShares(scorer, job, desk.control));
    return scores;
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

  /** Scores in the order of the rows. */
  score(plan: ScorePlan): Promise<Float64Array> {
    return this.#share(plan.rows, (calls, rows) => calls.call('score', { ...plan, rows }));
  }

  /** Scores in the order of the rows. Rejects with `damaged` where one is not as it was written. */
  scoreFiled(plan: FiledPlan): Promise<Float64Array> {
    return this.#share(plan.rows, (calls, rows) => calls.call('scoreFiled', { ...plan, rows }));
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

  forget(ids: readonly number[]): void {
    for (const id of ids) this.#known.delete(id);
    for (const { orders } of this.#threads ?? []) orders.send('forget', ids);
  }

  dispose(): void {
    for (const { calls, worker } of this.#threads ?? []) {
      calls.dispose();
      void worker.terminate();
    }
    this.#threads = undefined;
    this.#desk = undefined;
    this.#deskState = new DeskState();
    this.#known.clear();
  }

  /** Throws `cancelled` where a helper has failed or gone. */
  #together<T>(desk: ScanDesk, threadCount: number, work: () => T): T {
    const state = this.#deskState;
    state.open(desk.id, Math.min(threadCount, this.#size) - 1);
    let result: T;
    try {
      result = work();
    } catch (error) {
      state.close();
      throw error;
    }
    if (!state.close()) {
      this.dispose();
      throw new Failure('cancelled', 'A thread has gone');
    }
    desk.control.check();
    return result;
  }

  /** Threads get to know the memories before they can help; a search does not wait for that. */
  #know(memories: readonly MemoryRef[]): void {
    const threads = this.#running();
    const fresh = memories.filter(({ id }) => !this.#known.has(id));
    if (fresh.length === 0) return;
    const refs = fresh.map(({ id, memory }) => ({ id, memory }));
    for (const { id } of refs) this.#known.add(id);
    for (const { orders } of threads) orders.send('know', refs);
  }

  #deskOf(bytes: number): ScanDesk {
    if (this.#desk !== undefined && this.#desk.buffer.byteLength >= bytes) return this.#desk;
    const ref = {
      id: (this.#desk?.id ?? 0) + 1,
      buffer: new SharedArrayBuffer(deskBytes(bytes)),
      control: new ScanControl().buffer,
    };
    this.#desk = new ScanDesk(ref);
    for (const { orders } of this.#running()) orders.send('sitAt', ref);
    return this.#desk;
  }

  #running(): readonly Thread[] {
    // Slot 0 is the store's own.
    this.#threads ??= Array.from({ length: this.#size }, (_, at) => this.#start(at + 1));
    return this.#threads;
  }

  #start(slot: number): Thread {
    const deskState = this.#deskState.buffer;
    const workerData: ScanThreadData = { module: this.#module, slot, deskState };
    const worker = new Worker(threadFile(), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
      name: `scan ${slot}`,
      env: {},
    });
    worker.unref();
    worker.once('error', () => this.#lose(worker));
    worker.once('exit', () => this.#lose(worker));
    const port = this.#ringing(threadPort(worker));
    return {
      worker,
      calls: new RpcClient<ScanCalls>(port),
      orders: new EventSender<ScanOrders>(port),
    };
  }

  /** A thread that fails or ends takes the others with it; the next search starts new ones. */
  #lose(worker: Worker): void {
    if (this.#threads?.some((thread) => thread.worker === worker) === true) this.dispose();
  }

  /** Threads sleep until the bell is rung, also where a message waits for them. */
  #ringing(port: Port): Port {
    const state = this.#deskState;
    return {
      onMessage: (listener) => port.onMessage(listener),
      post: (message, transfer) => {
        port.post(message, transfer);
        state.ring();
      },
    };
  }
}

/** Twice what is needed now, as rows come in. */
function deskBytes(bytes: number): number {
  return Math.ceil((2 * bytes) / 8) * 8;
}

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./scanThread.ts', import.meta.url)
    : new URL('./engine-scan.js', import.meta.url);
}
