import type { Filter } from '../../model/filter/filter.ts';
import { matchesFilter } from '../../model/filter/matchesFilter.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import { NumberSet } from '../structures/numberSet.ts';
import { isFilteredInMemory, type IndexContext } from './indexContext.ts';
import { checkFits, type RecordChange } from './recordChange.ts';

/**
 * Finds the records that pass a filter at one moment, the last of its steps, although others write between the steps:
 * it has to be told of each of their writes before it happens.
 */
export class RecordSelection {
  readonly namespace: string;
  readonly #context: IndexContext;
  readonly #filter: Filter;
  readonly #change: RecordChange | undefined;
  readonly #found = new NumberSet();
  /** What memory says may pass. */
  #candidates = new NumberSet();
  readonly #touched = new Set<string>();
  #isEmptied = false;

  /** The records are to be changed so, if a change is given. */
  constructor(context: IndexContext, namespace: string, filter: Filter, change?: RecordChange) {
    this.#context = context;
    this.namespace = namespace;
    this.#filter = filter;
    this.#change = change;
  }

  /** The numbers of the records. Throws `badInput` where one of them would hold more than it may. */
  *steps(): CooperativeTask<NumberSet> {
    const state = this.#state();
    if (state !== undefined)
      yield* isFilteredInMemory(this.#context.index) ? this.#inMemory(state) : this.#onDisk(state);
    const now = this.#state();
    if (now === undefined) return new NumberSet();
    for (const id of this.#touched) {
      const pk = this.#context.database.numberOf(now, id);
      if (pk !== undefined) this.#judge(pk, this.#context.database.metadataByPk(pk).metadata);
    }
    return this.#found;
  }

  /** These records are about to be written. */
  touch(ids: readonly string[]): void {
    const state = this.#state();
    for (const id of ids) {
      this.#touched.add(id);
      const pk = state && this.#context.database.numberOf(state, id);
      if (pk === undefined) continue;
      this.#found.delete(pk);
      this.#candidates.delete(pk);
    }
  }

  /** All records have been deleted. */
  empty(): void {
    this.#isEmptied = true;
    this.#found.clear();
    this.#candidates.clear();
    this.#touched.clear();
  }

  *#inMemory(state: NamespaceState): CooperativeTask<void> {
    const passing = yield* this.#passing(state);
    const isEnough = this.#change === undefined || this.#change === 'delete';
    const into = isEnough ? this.#found : this.#candidates;
    for (const pk of passing) into.add(pk);
    for (const pk of this.#candidates.values()) {
      this.#judge(pk, this.#context.database.metadataByPk(pk).metadata);
      yield;
    }
  }

  *#passing(state: NamespaceState): CooperativeTask<Float64Array> {
    const dense = this.#context.loaded.dense(state);
    const among = yield* dense.filter(this.#filter);
    try {
      return dense.isDisposed ? new Float64Array(0) : dense.numbersAmong(among);
    } finally {
      among.release();
    }
  }

  *#onDisk(state: NamespaceState): CooperativeTask<void> {
    for (const { pk, metadata } of this.#context.database.metadataOf(state)) {
      this.#judge(pk, metadata);
      yield;
      if (this.#isEmptied) return;
    }
  }

  #judge(pk: number, json: string): void {
    const metadata = this.#context.reader.parse(json);
    if (!matchesFilter(this.#filter, metadata)) return;
    const change = this.#change;
    if (change !== undefined && change !== 'delete')
      checkFits(json, metadata, change, this.#context.index.fields ?? {});
    this.#found.add(pk);
  }

  #state(): NamespaceState | undefined {
    return this.#context.database.namespace(this.namespace);
  }
}
