import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../common/disposables.ts';
import { isCancelled } from '../../common/failure.ts';
import { RpcClient } from '../../common/rpc.ts';
import { threadPort } from '../threadPort.ts';
import type { PrefixCalls, PrefixThreadData } from './prefixCalls.ts';
import type { VectorRows } from './vectorRows.ts';

type Calls = RpcClient<PrefixCalls>;

/** Computes prefixes in a thread of its own, for one namespace after the other. Searches go on meanwhile. */
export class PrefixBuilder implements Disposable {
  readonly #module: WebAssembly.Module;
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<VectorRows>();
  #worker: Worker | undefined;
  #calls: Calls | undefined;
  #isDisposed = false;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#end();
  }

  /** Computes prefixes of the rows that are there, where it is time for it; resolves when that is done. */
  consider(vectors: VectorRows, isEuclidean: boolean): Promise<void> {
    if (this.#isDisposed || this.#waiting.has(vectors)) return this.#last;
    if (!vectors.prefixes.isDue(vectors.count)) return this.#last;
    this.#waiting.add(vectors);
    this.#last = this.#last.then(() => this.#build(vectors, isEuclidean));
    return this.#last;
  }

  async #build(vectors: VectorRows, isEuclidean: boolean): Promise<void> {
    // Rows that are seen now hold what they hold until the ticket is given back.
    const ticket = vectors.beginSearch();
    try {
      await this.#compute(vectors, isEuclidean);
    } catch (error) {
      // Searches are right without prefixes. They are tried again when there are more rows.
      if (!isCancelled(error)) vectors.prefixes.tried(vectors.count, undefined);
    } finally {
      vectors.endSearch(ticket);
      this.#waiting.delete(vectors);
      if (this.#waiting.size === 0) this.#end();
    }
  }

  async #compute(vectors: VectorRows, isEuclidean: boolean): Promise<void> {
    if (this.#isDisposed || vectors.isDisposed) return;
    const { dimension, count, prefixes } = vectors;
    const { capacity } = vectors.codeLayout;
    const segments = vectors.codeSegments.map(({ id, memory }) => ({ id, memory }));
    const mask = vectors.mask();
    const calls = this.#running();
    const basis =
      prefixes.basis ?? (await calls.call('learn', { dimension, segments, mask, isEuclidean }));
    prefixes.tried(count, basis ?? undefined);
    if (basis === null) return;
    for (const [at, segment] of segments.entries()) {
      const first = prefixes.countOf(at);
      const end = Math.min(capacity, count - at * capacity);
      if (end <= first) continue;
      await calls.call('project', { dimension, segment, basis, first, end });
      if (vectors.isDisposed) return;
      vectors.prefixesComputed(at, end, mask);
    }
  }

  #running(): Calls {
    if (this.#calls !== undefined) return this.#calls;
    const workerData: PrefixThreadData = { module: this.#module };
    const worker = new Worker(threadFile(), { workerData, name: 'prefixes', env: {} });
    worker.unref();
    worker.once('error', () => this.#end());
    this.#worker = worker;
    this.#calls = new RpcClient<PrefixCalls>(threadPort(worker));
    return this.#calls;
  }

  #end(): void {
    this.#calls?.dispose();
    void this.#worker?.terminate();
    this.#calls = undefined;
    this.#worker = undefined;
  }
}

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./prefixThread.ts', import.meta.url)
    : new URL('./engine-prefix.js', import.meta.url);
}
