import * as v from 'valibot';
import type { StateStore } from '../../services/catalog/catalog.ts';
import type { RecordsPlace } from '../../services/records/recordsSession.ts';

const columnsSchema = v.array(v.string());

/** Stores which metadata fields the user chose as columns, for each index of the workspace. */
export class ColumnStore {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  /** Returns the chosen fields in order; `undefined` if none were chosen yet. */
  get(place: RecordsPlace): readonly string[] | undefined {
    const stored = v.safeParse(columnsSchema, this.#state.get(keyOf(place)));
    return stored.success ? stored.output : undefined;
  }

  keep(place: RecordsPlace, columns: readonly string[]): void {
    this.#state.set(keyOf(place), columns);
  }
}

function keyOf({ environment, index }: RecordsPlace): string {
  return `columns/${JSON.stringify([environment.id, index])}`;
}
