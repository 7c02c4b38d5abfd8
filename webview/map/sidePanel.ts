import type { ViewStore } from './viewStore.ts';

/** Whether the side panel is open in a view that is too narrow to show it beside the picture. */
export class SidePanel {
  readonly #store: ViewStore;
  readonly #onChange: () => void;

  constructor(store: ViewStore, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#store.state.isSideOpen === true;
  }

  /** Opens the panel, so that it shows the record that the user asked for. */
  open(): void {
    this.#store.update({ isSideOpen: true });
  }

  toggle(): void {
    this.#store.update({ isSideOpen: this.isOpen ? undefined : true });
    this.#onChange();
  }
}
