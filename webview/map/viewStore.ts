import type { ViewState } from './viewState.ts';

/** Holds the state of the view and saves it after each change. */
export class ViewStore {
  readonly #save: (state: ViewState) => void;
  #state: ViewState;

  constructor(state: ViewState, save: (state: ViewState) => void) {
    this.#state = state;
    this.#save = save;
  }

  get state(): ViewState {
    return this.#state;
  }

  /** Replaces the given fields; a field given as undefined is removed. */
  update(change: { readonly [Key in keyof ViewState]?: ViewState[Key] | undefined }): void {
    const next = Object.entries({ ...this.#state, ...change }).filter(
      ([, value]) => value !== undefined,
    );
    this.#state = Object.fromEntries(next) as ViewState;
    this.#save(this.#state);
  }
}
