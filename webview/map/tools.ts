import type { RegionShape } from './selection/region.ts';

/** The current tool. By default a drag rotates a 3D map and pans a 2D map. */
export class Tools {
  readonly #isSpace: () => boolean;
  readonly #onChange: () => void;
  #chosen: Tool | undefined;

  constructor(isSpace: () => boolean, onChange: () => void) {
    this.#isSpace = isSpace;
    this.#onChange = onChange;
  }

  get current(): Tool {
    if (this.#isSpace()) return this.#chosen ?? 'rotate';
    return this.#chosen === undefined || this.#chosen === 'rotate' ? 'pan' : this.#chosen;
  }

  /** Chooses the tool for drags; choosing it again returns to panning. */
  choose(tool: Tool): void {
    const isChosen = tool === this.current;
    this.#chosen = isChosen ? (this.#isSpace() ? 'pan' : undefined) : tool;
    this.#onChange();
  }

  /** Returns the tool for a drag; undefined if the button is not handled. */
  of({ button, shiftKey, altKey }: Press): Tool | undefined {
    if (button === secondButton) return this.#isSpace() ? 'rotate' : undefined;
    if (button !== mainButton) return undefined;
    const { current } = this;
    const isRegion = current === 'lasso' || current === 'box';
    // While a region is drawn, Shift and Alt decide how it changes the selection.
    if (isRegion) return current;
    if (shiftKey) return 'lasso';
    if (altKey && this.#isSpace()) return current === 'rotate' ? 'pan' : 'rotate';
    return current;
  }
}

/** What a drag on the plot does. */
export type Tool = 'pan' | 'rotate' | RegionShape;

/** The pointer state at the start of a drag. */
export type Press = {
  readonly button: number;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

const [mainButton, secondButton] = [0, 2];
