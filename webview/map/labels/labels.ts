import type { Disposable } from '../../../src/common/disposables.ts';
import { extentOf } from '../fit.ts';
import { makeLabels, type Label, type Labelled } from './makeLabels.ts';

/** The labels of the map, made a moment after it has come to rest, so that the picture is drawn first. */
export class Labels implements Disposable {
  readonly #onChange: () => void;
  #all: readonly Label[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The coarse before the fine, then the large before the small. */
  get all(): readonly Label[] {
    return this.#all;
  }

  make(xy: Float32Array, labelled: Labelled): void {
    this.clear();
    this.#timer = setTimeout(() => {
      const extent = extentOf(xy);
      if (extent === undefined) return;
      this.#all = makeLabels(xy, extent.core, labelled);
      this.#onChange();
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#all = [];
  }

  dispose(): void {
    this.clear();
  }
}
