import type { Disposable } from '../../../src/common/disposables.ts';
import { extentOf } from '../camera/extent.ts';
import type { Label, Labelled } from './makeLabels.ts';

/** The labels of the map, made a moment after it has come to rest, so that the picture is drawn first. */
export class Labels implements Disposable {
  readonly #onChange: () => void;
  #all: readonly Label[] = [];
  /** The last map that came to rest; labels of others come too late. */
  #newest: Float32Array | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The coarse before the fine, then the large before the small. */
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
