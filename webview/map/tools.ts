import type { RegionShape } from './selection/region.ts';

/** What a drag on the picture does. */
export type Tool = 'pan' | 'turn' | RegionShape;

/** How a drag begins. */
export type Press = {
  readonly button: number;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

const [mainButton, secondButton] = [0, 2];

/** Which tool is in hand. A space is turned where nothing else was chosen, the plane moved. */
export class Tools {
  readonly #isSpace: () => boolean;
  readonly #onChange: () => void;
  #chosen: Tool | undefined;

  constructor(isSpace: () => boolean, onChange: () => void) {
    this.#isSpace = isSpace;
    this.#onChange = onChange;
  }

  get current(): Tool {
    if (this.#isSpace()) return this.#chosen ?? 'turn';
    return this.#chosen === undefined || this.#chosen === 'turn' ? 'pan' : this.#chosen;
  }

  /** Drags do this from now on; chosen again, they pan. */
  choose(tool: Tool): void {
    const isChosen = tool === this.current;
    this.#chosen = isChosen ? (this.#isSpace() ? 'pan' : undefined) : tool;
    this.#onChange();
  }

  /** What a drag does that begins so; undefined where it is none of ours. */
  of({ button, shiftKey, altKey }: Press): Tool | undefined {
    if (button === secondButton) return this.#isSpace() ? 'turn' : undefined;
    if (button !== mainButton) return undefined;
    const { current } = this;
    const isRegion = current === 'lasso' || current === 'box';
    // While a region is drawn, both keys say what it does to the selection.
    if (isRegion) return current;
    if (shiftKey) return 'lasso';
    if (altKey && this.#isSpace()) return current === 'turn' ? 'pan' : 'turn';
    return current;
  }
}
