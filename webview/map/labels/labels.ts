import type { Disposable } from '../../../src/common/disposables.ts';
import { extentOf } from '../camera/extent.ts';
import type { Labelled } from './makeLabels.ts';
import type { Label } from './label.ts';

type Newest = { readonly xy: Float32Array; readonly labelled: Labelled };

/**
 * The labels of the map. They are computed shortly after the layout is finished, so that the points are drawn first.
 */
export class Labels implements Disposable {
  readonly #onChange: () => void;
  #all: readonly Label[] = [];
  /** The positions of the latest finished layout; labels of earlier ones are discarded. */
  #newest: Newest | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Coarse labels before fine ones, then large groups before small ones. */
  get all(): readonly Label[] {
    return this.#all;
  }

  /** Computes the labels of a finished layout. */
  make(xy: Float32Array, labelled: Labelled): void {
    this.clear();
    this.#newest = { xy, labelled };
    void this.#make(this.#newest);
  }

  /** Computes the labels again if another field colours the map. */
  colourBy(colouring: Labelled['colouring']): void {
    const newest = this.#newest;
    if (newest === undefined || newest.labelled.colouring === colouring) return;
    this.#newest = { ...newest, labelled: { ...newest.labelled, colouring } };
    void this.#make(this.#newest);
  }

  clear(): void {
    this.#newest = undefined;
    this.#all = [];
  }

  dispose(): void {
    this.clear();
  }

  async #make(newest: Newest): Promise<void> {
    const { makeLabels } = await import('./makeLabels.ts');
    await new Promise((resolve) => setTimeout(resolve));
    if (this.#newest !== newest) return;
    const { xy, labelled } = newest;
    const extent = extentOf(xy);
    if (extent === undefined) return;
    this.#all = makeLabels(xy, extent.core, labelled);
    this.#onChange();
  }
}
