import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Filter } from '../../model/filter/filter.ts';
import { runToCompletion, type CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import { describeIndexFile } from '../storage/indexSchema.ts';
import type { NumberSet } from '../structures/numberSet.ts';
import { PendingChangeTable } from '../storage/pendingChangeTable.ts';
import { damaged, withSqliteErrors } from '../storage/sqlite.ts';
import type { DenseVectors } from './denseVectors.ts';
import type { IndexContext } from './indexContext.ts';
import { changeRecords } from './changeRecords.ts';
import { decodeChange, encodeChange, type RecordChange } from './recordChange.ts';
import { filteredVectors, RecordSelection } from './recordSelection.ts';

/** What others wait for at most, by the measure of the slices before, to be flushed to the disk included. */
const sliceMs = 10;
const firstSliceRecords = 100;
const maxSliceRecords = 1000;

/** A change that has yet to reach some records of a namespace. */
type Pending = {
  readonly state: NamespaceState;
  readonly change: RecordChange;
  readonly numbers: NumberSet;
  /** How many they were in the beginning. */
  readonly total: number;
  /** Whether the database knows of it, so that a crash does not leave it half done. */
  readonly isPromised: boolean;
};

/** What a filter selects, and the vectors whose metadata columns it reads. */
type Choice = {
  readonly namespace: string;
  readonly filter: Filter;
  readonly change?: RecordChange;
  readonly dense: DenseVectors | undefined;
};

export type FilterWriteResult = { readonly matched: number; readonly lsn: number };

/**
 * Updates and deletions by filter, one after the other. Each finds its records as they are at one moment, in which it also
 * notes in the database what is to happen to them; then it happens, slice by slice, with other calls in between. A write
 * that comes meanwhile finds its own records changed already. What a crash interrupts is finished when the index is
 * opened next.
 */
export class FilterWrites {
  readonly #context: IndexContext;
  readonly #table: PendingChangeTable;
  readonly #selections = new Set<RecordSelection>();
  #turn: Promise<unknown> = Promise.resolve();
  #pending: Pending | undefined;
  #sliceRecords = firstSliceRecords;

  constructor(context: IndexContext) {
    this.#context = context;
    this.#table = new PendingChangeTable(context.database);
  }

  /** Finishes what was interrupted, before anybody reads. */
  resume(): void {
    const { database } = this.#context;
    const found = this.#table.load();
    if (found === undefined) return;
    const { namespace, change, numbers } = found;
    const state = database.namespaceByPk(namespace);
    if (state === undefined) return this.#table.end();
    this.#pending = {
      state,
      change: this.#decoded(change),
      numbers,
      total: numbers.size,
      isPromised: true,
    };
    try {
      runToCompletion(this.#rest());
    } catch {
      // A disk that is full can still be read: the next write by filter finishes it first.
    }
  }

  #decoded(change: string): RecordChange {
    try {
      return decodeChange(change);
    } catch (error) {
      throw damaged(this.#context.database.description, error);
    }
  }

  async count(namespace: string, filter: Filter, signal?: AbortSignal): Promise<number> {
    const dense = await filteredVectors(this.#context, namespace);
    const found = await this.#context.run(this.#select({ namespace, filter, dense }), signal);
    return found.size;
  }

  /**
   * Resolves once all records that pass are changed, on disk. Throws `badInput`, and `cancelled` when the signal aborts
   * before the first change, with nothing changed.
   */
  write(
    namespace: string,
    filter: Filter,
    change: RecordChange,
    signal?: AbortSignal,
  ): Promise<FilterWriteResult> {
    const turn = this.#turn.then(() => this.#write(namespace, filter, change, signal));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Has to be called before records are written or deleted by id: what was to happen to them before happens now. */
  applyPending(namespace: string, ids: readonly string[]): void {
    for (const selection of this.#selections)
      if (selection.namespace === namespace) selection.touch(ids);
    const pending = this.#pending;
    if (pending?.state.name !== namespace) return;
    const numbers = new Set(
      ids.flatMap((id) => this.#context.database.numberOf(pending.state, id) ?? []),
    );
    const owed = [...numbers].filter((pk) => pending.numbers.has(pk));
    if (owed.length > 0) this.#apply(pending, owed);
  }

  /** Deletes all records of a namespace, and with them what was to happen to them. */
  clearing<T>(namespace: string, clear: () => T): T {
    const pending = this.#pending?.state.name === namespace ? this.#pending : undefined;
    const result = this.#context.database.transaction(() => {
      if (pending?.isPromised === true) this.#table.end();
      return clear();
    });
    if (pending !== undefined) this.#pending = undefined;
    for (const selection of this.#selections)
      if (selection.namespace === namespace) selection.empty();
    return result;
  }

  async #write(
    namespace: string,
    filter: Filter,
    change: RecordChange,
    signal: AbortSignal | undefined,
  ): Promise<FilterWriteResult> {
    this.#context.checkOpen();
    if (signal !== undefined) throwIfAborted(signal);
    await this.#context.run(this.#rest());
    const dense = await filteredVectors(this.#context, namespace);
    const choice = { namespace, filter, change, dense };
    const matched = await this.#context.run(this.#choose(choice), signal);
    await this.#context.run(this.#rest());
    return { matched, lsn: this.#context.database.namespace(namespace)?.lsn ?? 0 };
  }

  /** Begins the change, in its last step, and returns how many records pass. */
  *#choose(choice: Choice & { readonly change: RecordChange }): CooperativeTask<number> {
    const numbers = yield* this.#select(choice);
    const matched = numbers.size;
    if (matched === 0) return 0;
    this.#begin(choice.namespace, choice.change, numbers);
    this.#rest().next();
    return matched;
  }

  *#select(choice: Choice): CooperativeTask<NumberSet> {
    const selection = new RecordSelection(this.#context, choice);
    this.#selections.add(selection);
    try {
      return yield* selection.find();
    } finally {
      this.#selections.delete(selection);
    }
  }

  /** Call it right after the last step of the selection. */
  #begin(namespace: string, change: RecordChange, numbers: NumberSet): void {
    const state = this.#context.database.namespace(namespace)!;
    const isPromised = numbers.size > this.#sliceRecords;
    if (isPromised)
      this.#table.begin({ namespace: state.pk, change: encodeChange(change), numbers });
    this.#pending = { state, change, numbers, total: numbers.size, isPromised };
  }

  /** Makes the change that is under way. */
  *#rest(): CooperativeTask<void> {
    for (let pending = this.#pending; pending !== undefined; pending = this.#pending) {
      const begin = performance.now();
      try {
        this.#apply(pending, pending.numbers.first(this.#sliceRecords));
      } catch (error) {
        throw this.#interrupted(pending, error);
      }
      const share = sliceMs / Math.max(performance.now() - begin, 0.1);
      const records = Math.round(this.#sliceRecords * Math.min(share, 2));
      this.#sliceRecords = Math.max(1, Math.min(maxSliceRecords, records));
      yield;
    }
  }

  /** Changes some of the records, as one transaction. */
  #apply(pending: Pending, some: readonly number[]): void {
    const { state, change, numbers, isPromised } = pending;
    for (const pk of some) numbers.delete(pk);
    let applyToMemory: () => void;
    try {
      applyToMemory = this.#context.database.transaction(() => {
        if (isPromised) this.#table.save(numbers, some);
        return changeRecords(this.#context, state, some, change).applyToMemory;
      });
    } catch (error) {
      for (const pk of some) numbers.add(pk);
      throw error;
    }
    applyToMemory();
    if (numbers.size === 0) this.#pending = undefined;
  }

  /** What is not promised has not begun either: then nothing is changed. */
  #interrupted(pending: Pending, error: unknown): unknown {
    if (!pending.isPromised) {
      this.#pending = undefined;
      return error;
    }
    try {
      return withSqliteErrors(describeIndexFile(this.#context.index.name), () => {
        throw error;
      });
    } catch (failure) {
      if (!Failure.is(failure, 'unavailable')) return failure;
      const { total, numbers } = pending;
      const { status, cause } = failure;
      const why = status === 507 ? 'The disk is full' : 'The disk refused to write';
      const message = `${why}: ${total - numbers.size} of ${total} records are changed so far; make room, then try again: the others follow with the next update or deletion by filter, or when the index is opened next`;
      return new Failure('unavailable', message, {
        ...(status === undefined ? {} : { status }),
        cause,
      });
    }
  }
}
