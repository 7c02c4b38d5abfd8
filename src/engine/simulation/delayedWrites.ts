import type { Disposable } from '../../common/disposables.ts';
import type { Log } from '../../common/log.ts';
import type { Handlers } from '../../common/rpc.ts';
import type { WriteAttempt } from '../namespace/records.ts';
import { stackFrames } from '../process/stackFrames.ts';
import type { Store } from '../store/store.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { ReadState } from '../storage/storedRecord.ts';

/**
 * Wraps a store to simulate the cloud's eventual consistency: upserts, updates and deletions by id respond at once
 * and become visible `delayMs` later. All other changes of records apply at once, after the pending writes of their
 * index. For tests of programs: a pending write is not on disk.
 */
export class DelayedWrites implements Disposable {
  readonly handlers: Handlers<StoreCalls>;
  readonly #store: Store;
  readonly #delayMs: number;
  readonly #log: Log;
  readonly #counters = new Map<string, Counters>();
  /** In the order of their responses. */
  readonly #pending = new Set<Write>();

  /** The caller owns the store. */
  constructor(store: Store, delayMs: number, log: Log) {
    this.#store = store;
    this.#delayMs = delayMs;
    this.#log = log;
    const { handlers } = store;
    this.handlers = {
      ...handlers,
      ...this.#writeHandlers(handlers),
      ...this.#readHandlers(handlers),
    };
  }

  /** Applies all pending writes. */
  dispose(): void {
    for (const write of this.#pending) this.#apply(write);
  }

  #writeHandlers(handlers: Handlers<StoreCalls>): Partial<Handlers<StoreCalls>> {
    return {
      'records.upsert': (params, context) =>
        this.#delay('upsert', params, () => handlers['records.upsert'](params, context)),
      'records.update': (params, context) =>
        this.#delay('change', params, () => handlers['records.update'](params, context)),
      'records.delete': (params, context) => {
        const remove = (): ReturnType<(typeof handlers)['records.delete']> =>
          handlers['records.delete'](params, context);
        const { selection } = params;
        if (!('ids' in selection)) return this.#applyNow(params, remove);
        // An accepted write may be about to create the namespace.
        const isKnown = params.requiresNamespace !== true || this.#counters.has(keyOf(params));
        const attempt = isKnown ? 'change' : 'changeOfKnown';
        return { matched: selection.ids.length, ...this.#delay(attempt, params, remove) };
      },
      'records.updateMatching': (params, context) =>
        this.#applyNow(params, () => handlers['records.updateMatching'](params, context)),
      'documents.upsert': (params, context) =>
        this.#delay('upsert', params, () => handlers['documents.upsert'](params, context)),
      'documents.update': (params, context) =>
        this.#delay('change', params, () => handlers['documents.update'](params, context)),
      'documents.updateMatching': (params, context) =>
        this.#applyNow(params, () => handlers['documents.updateMatching'](params, context)),
      'namespace.delete': (params, context) => {
        this.#flush(params.index);
        const deleted = handlers['namespace.delete'](params, context);
        this.#countDeletion(params);
        return deleted;
      },
      'index.delete': async (params, context) => {
        this.#flush(params.name);
        await handlers['index.delete'](params, context);
        this.#forget(params.name);
      },
      'store.reset': (params, context) => {
        this.#discard();
        return handlers['store.reset'](params, context);
      },
    };
  }

  #readHandlers(handlers: Handlers<StoreCalls>): Partial<Handlers<StoreCalls>> {
    return {
      'records.query': async (params, context) =>
        this.#withIndexedLsn(params, await handlers['records.query'](params, context)),
      'records.fetch': async (params, context) =>
        this.#withIndexedLsn(params, await handlers['records.fetch'](params, context)),
      'records.fetchMatching': async (params, context) =>
        this.#withIndexedLsn(params, await handlers['records.fetchMatching'](params, context)),
      'records.list': async (params, context) =>
        this.#withIndexedLsn(params, await handlers['records.list'](params, context)),
      'documents.search': async (params, context) =>
        this.#withIndexedLsn(params, await handlers['documents.search'](params, context)),
      'documents.fetchMatching': async (params, context) =>
        this.#withIndexedLsn(params, await handlers['documents.fetchMatching'](params, context)),
    };
  }

  #delay(
    attempt: WriteAttempt,
    { index, namespace }: NamespaceAddress,
    apply: () => unknown,
  ): { lsn: number } {
    // Validates now: nobody sees a failure of the delayed write.
    const counters = this.#countersOf({ index, namespace }, attempt);
    const lsn = ++counters.accepted;
    const timer = setTimeout(() => this.#apply(write), this.#delayMs);
    const write: Write = { index, namespace, lsn, apply, timer };
    this.#pending.add(write);
    return { lsn };
  }

  async #applyNow<T extends { readonly lsn: number }>(
    address: NamespaceAddress,
    write: () => T | Promise<T>,
  ): Promise<T> {
    const counters = this.#countersOf(address, 'change');
    this.#flush(address.index);
    const result = await write();
    counters.accepted = counters.indexed = Math.max(counters.accepted, result.lsn);
    return { ...result, lsn: counters.accepted };
  }

  #withIndexedLsn<T extends ReadState>({ index }: { readonly index: string }, result: T): T {
    const counters = this.#counters.get(keyOf({ index, namespace: result.namespace }));
    return counters === undefined ? result : { ...result, lsn: counters.indexed };
  }

  #flush(index: string): void {
    for (const write of this.#pending) if (write.index === index) this.#apply(write);
  }

  /** The deletion of a namespace is a write that reads see at once; a namespace that is created again counts on. */
  #countDeletion(address: NamespaceAddress): void {
    const counters = this.#counters.get(keyOf(address));
    if (counters === undefined) return;
    const stored = this.#store.counterForWrite(address, 'upsert');
    counters.accepted = counters.indexed = Math.max(counters.accepted + 1, stored);
  }

  /** A new index of this name counts its writes from the start. */
  #forget(index: string): void {
    for (const key of this.#counters.keys())
      if (key.startsWith(keyOf({ index, namespace: '' }))) this.#counters.delete(key);
  }

  #discard(): void {
    for (const { timer } of this.#pending) clearTimeout(timer);
    this.#pending.clear();
    this.#counters.clear();
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

  /** Returns the counters of a namespace. Throws as a write to it would. */
  #countersOf(address: NamespaceAddress, attempt: WriteAttempt): Counters {
    const stored = this.#store.counterForWrite(address, attempt);
    const known = this.#counters.get(keyOf(address));
    if (known !== undefined) return known;
    const counters = { accepted: stored, indexed: stored };
    this.#counters.set(keyOf(address), counters);
    return counters;
  }
}

type NamespaceAddress = { readonly index: string; readonly namespace: string };

type Write = NamespaceAddress & {
  readonly lsn: number;
  readonly apply: () => unknown;
  readonly timer: NodeJS.Timeout;
};

/** The last accepted write of a namespace and the last one that reads see. */
type Counters = { accepted: number; indexed: number };

/** Neither part contains NUL. */
function keyOf({ index, namespace }: NamespaceAddress): string {
  return `${index}\0${namespace}`;
}
