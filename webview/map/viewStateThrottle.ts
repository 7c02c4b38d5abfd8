import type { Disposable } from '../../src/common/disposables.ts';
import type { ViewState } from './viewState.ts';

const pauseMs = 300;

/**
 * Hands the view's state on: at once, but while it goes on changing, as with each step of the wheel, only now and then
 * and when it rests.
 */
export class ViewStateThrottle implements Disposable {
  readonly #save: (state: ViewState) => void;
  #waiting: ViewState | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(save: (state: ViewState) => void) {
    this.#save = save;
  }

  take(state: ViewState): void {
    if (this.#pause === undefined) this.#saveNow(state);
    else this.#waiting = state;
  }

  dispose(): void {
    clearTimeout(this.#pause);
  }

  #saveNow(state: ViewState): void {
    this.#waiting = undefined;
    this.#save(state);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#waiting !== undefined) this.#saveNow(this.#waiting);
    }, pauseMs);
  }
}
