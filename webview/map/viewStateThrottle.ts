import type { Disposable } from '../../src/common/disposables.ts';
import type { ViewState } from './viewState.ts';

const pauseMs = 300;

/**
 * Saves the view state: the first change immediately, further changes at most every 300 ms, and the last one always.
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
