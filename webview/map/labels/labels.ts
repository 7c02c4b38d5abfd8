import type { Disposable } from '../../../src/common/disposables.ts';
import { extentOf } from '../camera/extent.ts';
import type { Label, Labelled } from './makeLabels.ts';

/**
 * The labels of the map. They are computed shortly after the layout is finished, so that the points are drawn first.
 */
export class Labels implements Disposable {
  readonly #onChange: () => void;
  #all: readonly Label[] = [];
  /** The positions of the latest finished layout; labels of earlier ones are discarded. */
  #newest: Float32Array | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Coarse labels before fine ones, then large groups before small ones. */
  get all(): readonly Label[] {
    return this.#all;
  }

  make(xy: Float32Array, labelled: Labelled): void {
    this.clear();
    this.#newest = xy;
    void this.#make(xy, labelled);
  }

  clear(): void {
    this.#newest = undefined;
    this.#all = [];
  }

  dispose(): void {
    this.clear();
  }

  async #make(xy: Float32Array, labelled: Labelled): Promise<void> {
    const { makeLabels } = await import('./makeLabels.ts');
    await new Promise((resolve) => setTimeout(resolve));
    if (this.#newest !== xy) return;
    const extent = extentOf(xy);
    if (extent === undefined) return;
    this.#all = makeLabels(xy, extent.core, labelled);
    this.#onChange();
  }
}
