import type { StateStore } from '../../services/catalog/catalog.ts';
import type { MapSource } from '../../services/maps/mapSession.ts';

/** Stores the last view state (camera, colours, filters, selection) of each map in the workspace. */
export class MapViewStore {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  get(source: MapSource): unknown {
    return this.#state.get(keyOf(source));
  }

  keep(source: MapSource, view: unknown): void {
    const length = JSON.stringify(view)?.length ?? Infinity;
    if (length <= maxLength) this.#state.set(keyOf(source), view);
  }
}

/** Maximum length of a stored view state: a longer one has thousands of selected ids and would slow VS Code's store. */
const maxLength = 100_000;

function keyOf({ environment, index, namespace }: MapSource): string {
  return `map/${JSON.stringify([environment.id, index, namespace])}`;
}
