import type { Filter } from '../../model/filter/filter.ts';
import { matchesFilter } from '../../model/filter/matchesFilter.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import { NumberSet } from '../structures/numberSet.ts';
import type { DenseVectors } from './denseVectors.ts';
import { isFilteredInMemory } from './filters/isFilteredInMemory.ts';
import type { IndexContext } from './indexContext.ts';
import { checkFits, type RecordChange } from './recordChange.ts';

/**
 * Finds the records that pass a filter at one moment: the last step of its task. Other writes may run between the steps:
 * call `touch` or `empty` before each of them.
 */
export class RecordSelection {
  readonly namespace: string;
  readonly #context: IndexContext;
  readonly #filter: Filter;
  readonly #change: RecordChange | undefined;
  readonly #dense: DenseVectors | undefined;
  readonly #found = new NumberSet();
  /** Records that pass in memory and have yet to be checked on disk. */
  #candidates = new NumberSet();
  readonly #touched = new Set<string>();
  #isEmptied = false;

  constructor(
    context: IndexContext,
    {
      namespace,
      filter,
      change,
      dense,
    }: {
      readonly namespace: string;
      readonly filter: Filter;
      /** Each record is checked to fit after this change. */
      readonly change?: RecordChange | undefined;
      /** The vectors whose metadata columns are filtered; without them metadata is read from disk. */
      readonly dense?: DenseVectors | undefined;
    },
  ) {
    this.#context = context;
    this.namespace = namespace;
    this.#filter = filter;
    this.#change = change;
    this.#dense = dense;
  }

  /** Finds their primary keys. Throws `badInput` if a record would be too large after the change. */
  *find(): CooperativeTask<NumberSet> {
    const state = this.#state();
    if (state !== undefined)
      yield* this.#dense === undefined ? this.#onDisk(state) : this.#inMemory(state, this.#dense);
    const now = this.#state();
    if (now === undefined) return new NumberSet();
    for (const id of this.#touched) {
      const pk = this.#context.database.numberOf(now, id);
      if (pk !== undefined) this.#judge(pk, this.#context.database.metadataByPk(pk).metadata);
    }
    return this.#found;
  }

  /** Call it before records are written. */
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

  /** Call it when all records have been deleted. */
  empty(): void {
    this.#isEmptied = true;
    this.#found.clear();
    this.#candidates.clear();
    this.#touched.clear();
  }

  *#inMemory(state: NamespaceState, dense: DenseVectors): CooperativeTask<void> {
    const passing = yield* this.#passing(dense);
    // The namespace was dropped from memory meanwhile.
    if (passing === undefined) return yield* this.#onDisk(state);
    const isEnough = this.#change === undefined || this.#change === 'delete';
    const into = isEnough ? this.#found : this.#candidates;
    for (const pk of passing) into.add(pk);
    for (const pk of this.#candidates.values()) {
      this.#judge(pk, this.#context.database.metadataByPk(pk).metadata);
      yield;
    }
  }

  *#passing(dense: DenseVectors): CooperativeTask<Float64Array | undefined> {
    const among = yield* dense.filter(this.#filter);
    try {
      return dense.isDisposed ? undefined : dense.pksAmong(among);
    } finally {
      among.release();
    }
  }

  *#onDisk(state: NamespaceState): CooperativeTask<void> {
    if (this.#isEmptied) return;
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

/** The vectors whose metadata columns are filtered, in memory. Undefined if metadata is read from disk. */
export async function filteredVectors(
  { index, loaded }: IndexContext,
  namespace: string,
): Promise<DenseVectors | undefined> {
  if (!isFilteredInMemory(index)) return undefined;
  return (await loaded.ready(namespace, ['dense', 'columns']))?.dense;
}
