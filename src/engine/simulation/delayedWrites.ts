import type { Disposable } from '../../common/disposables.ts';
import type { Log } from '../../common/log.ts';
import type { Handlers } from '../../common/rpc.ts';
import type { WriteAttempt } from '../namespace/collection.ts';
import { stackFrames } from '../process/stackFrames.ts';
import type { Store } from '../store/store.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { ReadState } from '../storage/storedRecord.ts';

type Place = { readonly index: string; readonly namespace: string };

type Write = Place & {
  readonly lsn: number;
  readonly apply: () => unknown;
  readonly timer: NodeJS.Timeout;
};

/** Of a namespace: the last write that was answered, and the last that reads see. */
type Counters = { accepted: number; indexed: number };

/**
 * The calls of a store as programs meet them in the cloud: upserts, updates and deletions by id are answered at once and
 * seen `delayMs` later. What else changes records is seen at once, and with it what was written to the index before.
 * For tests of programs: a write is on disk only once it is seen.
 */
export class DelayedWrites implements Disposable {
  readonly handlers: Handlers<StoreCalls>;
  readonly #store: Store;
  readonly #delayMs: number;
  readonly #log: Log;
  readonly #counters = new Map<string, Counters>();
  /** In the order in which they were answered. */
  readonly #pending = new Set<Write>();

  /** The store stays the caller's. */
  constructor(store: Store, delayMs: number, log: Log) {
    this.#store = store;
    this.#delayMs = delayMs;
    this.#log = log;
    const { handlers } = store;
    this.handlers = { ...handlers, ...this.#writes(handlers), ...this.#reads(handlers) };
  }

  /** Writes down what is left to write. */
  dispose(): void {
    for (const write of this.#pending) this.#apply(write);
  }

  #writes(now: Handlers<StoreCalls>): Partial<Handlers<StoreCalls>> {
    return {
      'records.upsert': (params, context) =>
        this.#later('upsert', params, () => now['records.upsert'](params, context)),
      'records.update': (params, context) =>
        this.#later('change', params, () => now['records.update'](params, context)),
      'records.delete': (params, context) => {
        const remove = (): ReturnType<(typeof now)['records.delete']> =>
          now['records.delete'](params, context);
        const { selection } = params;
        if (!('ids' in selection)) return this.#atOnce(params, remove);
        return { matched: selection.ids.length, ...this.#later('change', params, remove) };
      },
      'records.updateMatching': (params, context) =>
        this.#atOnce(params, () => now['records.updateMatching'](params, context)),
      'documents.upsert': (params, context) =>
        this.#later('upsert', params, () => now['documents.upsert'](params, context)),
      'documents.update': (params, context) =>
        this.#later('change', params, () => now['documents.update'](params, context)),
      'documents.updateMatching': (params, context) =>
        this.#atOnce(params, () => now['documents.updateMatching'](params, context)),
      'namespace.delete': (params, context) => {
        this.#flush(params.index);
        return now['namespace.delete'](params, context);
      },
      'index.delete': (params, context) => {
        this.#flush(params.name);
        return now['index.delete'](params, context);
      },
    };
  }

  #reads(now: Handlers<StoreCalls>): Partial<Handlers<StoreCalls>> {
    return {
      'records.query': async (params, context) =>
        this.#seen(params, await now['records.query'](params, context)),
      'records.fetch': async (params, context) =>
        this.#seen(params, await now['records.fetch'](params, context)),
      'records.fetchMatching': async (params, context) =>
        this.#seen(params, await now['records.fetchMatching'](params, context)),
      'records.list': async (params, context) =>
        this.#seen(params, await now['records.list'](params, context)),
      'documents.search': async (params, context) =>
        this.#seen(params, await now['documents.search'](params, context)),
      'documents.fetchMatching': async (params, context) =>
        this.#seen(params, await now['documents.fetchMatching'](params, context)),
    };
  }

  #later(
    attempt: WriteAttempt,
    { index, namespace }: Place,
    apply: () => unknown,
  ): { lsn: number } {
    // What is wrong is said now: later nobody listens.
    const counters = this.#countersOf({ index, namespace }, attempt);
    const lsn = ++counters.accepted;
    const timer = setTimeout(() => this.#apply(write), this.#delayMs);
    const write: Write = { index, namespace, lsn, apply, timer };
    this.#pending.add(write);
    return { lsn };
  }

  async #atOnce<T extends { readonly lsn: number }>(
    place: Place,
    write: () => T | Promise<T>,
  ): Promise<T> {
    const counters = this.#countersOf(place, 'change');
    this.#flush(place.index);
    const result = await write();
    counters.accepted = counters.indexed = Math.max(counters.accepted, result.lsn);
    return { ...result, lsn: counters.accepted };
  }

  #seen<T extends ReadState>({ index }: { readonly index: string }, result: T): T {
    const counters = this.#counters.get(keyOf({ index, namespace: result.namespace }));
    return counters === undefined ? result : { ...result, lsn: counters.indexed };
  }

  #flush(index: string): void {
    for (const write of this.#pending) if (write.index === index) this.#apply(write);
  }

  #apply(write: Write): void {
    if (!this.#pending.delete(write)) return;
    clearTimeout(write.timer);
    void this.#run(write);
    const counters = this.#counters.get(keyOf(write));
    if (counters !== undefined) counters.indexed = write.lsn;
  }

  async #run({ index, apply }: Write): Promise<void> {
    try {
      await apply();
    } catch (error) {
      this.#log.error(`A delayed write to “${index}” failed\n${stackFrames(error)}`);
    }
  }

  /** Throws as a write to this namespace would. */
  #countersOf(place: Place, attempt: WriteAttempt): Counters {
    const stored = this.#store.counterForWrite(place, attempt);
    const known = this.#counters.get(keyOf(place));
    if (known !== undefined) return known;
    const counters = { accepted: stored, indexed: stored };
    this.#counters.set(keyOf(place), counters);
    return counters;
  }
}

/** Neither part holds NUL. */
function keyOf({ index, namespace }: Place): string {
  return `${index}\0${namespace}`;
}
