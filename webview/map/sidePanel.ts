import type { ViewStore } from './viewStore.ts';

/** Whether the side panel is open in a view that is too narrow to show it beside the picture. */
export class SidePanel {
  readonly #store: ViewStore;
  readonly #isNarrow: () => boolean;
  readonly #onChange: () => void;

  constructor(store: ViewStore, isNarrow: () => boolean, onChange: () => void) {
    this.#store = store;
    this.#isNarrow = isNarrow;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#store.state.isSideOpen === true;
  }

  /** Opens the panel of a narrow view, so that it shows what the user asked for. */
  open(): void {
    if (this.#isNarrow()) this.#store.update({ isSideOpen: true });
  }

  toggle(): void {
    this.#store.update({ isSideOpen: this.isOpen ? undefined : true });
    this.#onChange();
  }
}
