import type { Layer } from './viewState.ts';
import type { ViewStore } from './viewStore.ts';

const defaultLayers: readonly Layer[] = ['labels'];

/** Which layers and panels of the map are visible. The view state stores the choice. */
export class LayerVisibility {
  readonly #store: ViewStore;
  readonly #onChange: (layer: Layer) => void;

  constructor(store: ViewStore, onChange: (layer: Layer) => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  isShown(layer: Layer): boolean {
    return this.#all.includes(layer);
  }

  toggle(layer: Layer): void {
    const others = this.#all.filter((one) => one !== layer);
    this.#store.update({ layers: this.isShown(layer) ? others : [...others, layer] });
    this.#onChange(layer);
  }

  get #all(): readonly Layer[] {
    return this.#store.state.layers ?? defaultLayers;
  }
}
