import type { StateStore } from '../../services/catalog/catalog.ts';
import type { MapSource } from '../../services/maps/mapSession.ts';

/** A view that holds more has thousands of selected ids: not worth slowing VS Code's own store for. */
const maxLength = 100_000;

/** How each map of the workspace was looked at last: camera, colours, filters, selection, as its view keeps them. */
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

function keyOf({ environment, index, namespace }: MapSource): string {
  return `map/${JSON.stringify([environment.id, index, namespace])}`;
}
