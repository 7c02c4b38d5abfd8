import type { ViewState } from './viewState.ts';

/** The view's state, kept whenever it changes. */
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

  /** Replaces what is given; what is given as undefined is left out from now on. */
  update(change: { readonly [Key in keyof ViewState]?: ViewState[Key] | undefined }): void {
    const next = Object.entries({ ...this.#state, ...change }).filter(
      ([, value]) => value !== undefined,
    );
    this.#state = Object.fromEntries(next) as ViewState;
    this.#save(this.#state);
  }
}
