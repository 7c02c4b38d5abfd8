import type { Disposable } from '../../../common/disposables.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import type { PrefixCalls, PrefixThreadData } from './prefixCalls.ts';
import type { VectorRows } from '../rows/vectorRows.ts';

/** Computes prefixes of namespaces, one after the other, in a worker thread. Searches continue meanwhile. */
export class PrefixBuilder implements Disposable {
  readonly #module: WebAssembly.Module;
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<VectorRows>();
  #thread: SpawnedWorker<PrefixCalls> | undefined;
  #isDisposed = false;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#end();
  }

  /** Computes prefixes of the rows if they are due. Resolves when that is done. */
  buildIfDue(vectors: VectorRows, isEuclidean: boolean): Promise<void> {
    if (this.#isDisposed || this.#waiting.has(vectors)) return this.#last;
    if (!vectors.prefixes.isDue(vectors.count)) return this.#last;
    this.#waiting.add(vectors);
    this.#last = this.#last.then(() => this.#build(vectors, isEuclidean));
    return this.#last;
  }

  async #build(vectors: VectorRows, isEuclidean: boolean): Promise<void> {
    // Rows do not change until the ticket is returned.
    const ticket = vectors.beginSearch();
    try {
      await this.#compute(vectors, isEuclidean);
    } catch {
      // Searches are correct without prefixes. The next attempt follows when there are more rows.
      if (!this.#isDisposed) vectors.prefixes.setBasis(vectors.count, vectors.prefixes.basis);
    } finally {
      vectors.endSearch(ticket);
      this.#waiting.delete(vectors);
      if (this.#waiting.size === 0) this.#end();
    }
  }

  async #compute(vectors: VectorRows, isEuclidean: boolean): Promise<void> {
    if (this.#isDisposed || vectors.isDisposed) return;
    const { dimension, count, prefixes } = vectors;
    const { capacity } = vectors.quantizedLayout;
    const segments = vectors.quantizedSegments.map(({ id, memory }) => ({ id, memory }));
    const mask = vectors.mask();
    const calls = this.#running();
    const basis =
      prefixes.basis ?? (await calls.call('learn', { dimension, segments, mask, isEuclidean }));
    prefixes.setBasis(count, basis ?? undefined);
    if (basis === null) return;
    for (const [at, segment] of segments.entries()) {
      const first = prefixes.countOf(at);
      const end = Math.min(capacity, count - at * capacity);
      if (end <= first) continue;
      await calls.call('project', { dimension, segment, basis, first, end });
      if (vectors.isDisposed) return;
      vectors.commitPrefixes(at, end, mask);
    }
  }

  #running(): RpcClient<PrefixCalls> {
    if (this.#thread !== undefined) return this.#thread.calls;
    const data: PrefixThreadData = { module: this.#module };
    this.#thread = spawnWorker<PrefixCalls>({
      name: 'prefixes',
      source: new URL('./prefixThread.ts', import.meta.url),
      bundle: 'engine-prefix.js',
      data,
      onEnd: () => this.#end(),
    });
    this.#thread.worker.unref();
    return this.#thread.calls;
  }

  #end(): void {
    this.#thread?.dispose();
    this.#thread = undefined;
  }
}
