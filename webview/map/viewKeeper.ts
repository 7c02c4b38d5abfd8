import type { Disposable } from '../../src/common/disposables.ts';
import type { ViewState } from './viewState.ts';

const pauseMs = 300;

/**
 * Hands the view's state on: at once, but while it goes on changing, as with each step of the wheel, only now and then
 * and when it rests.
 */
export class ViewKeeper implements Disposable {
  readonly #keep: (state: ViewState) => void;
  #waiting: ViewState | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(keep: (state: ViewState) => void) {
    this.#keep = keep;
  }

  take(state: ViewState): void {
    if (this.#pause === undefined) this.#handOn(state);
    else this.#waiting = state;
  }

  dispose(): void {
    clearTimeout(this.#pause);
  }

  #handOn(state: ViewState): void {
    this.#waiting = undefined;
    this.#keep(state);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#waiting !== undefined) this.#handOn(this.#waiting);
    }, pauseMs);
  }
}
