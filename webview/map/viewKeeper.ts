import type { Disposable } from '../../src/common/disposables.ts';
import type { ViewState } from './viewState.ts';

const pauseMs = 300;

/** Hands the view's state on once it rests for a moment: it changes with each step of the wheel. */
export class ViewKeeper implements Disposable {
  readonly #keep: (state: ViewState) => void;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(keep: (state: ViewState) => void) {
    this.#keep = keep;
  }

  later(state: ViewState): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#keep(state), pauseMs);
  }

  dispose(): void {
    clearTimeout(this.#pause);
  }
}
