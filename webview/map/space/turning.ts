import type { Scene } from '../drawing/scene.ts';
import type { ViewStore } from '../viewStore.ts';
import { front, isFront } from './turn.ts';

const radiansPerPixel = Math.PI / 400;

/** Turns a space by drags and keys, and keeps from where it is looked at. */
export class Turning {
  readonly #scene: Scene;
  readonly #store: ViewStore;
  readonly #onChange: () => void;
  #isUnderWay = false;

  /** `onChange`: a turn begins or is over. What was made for the plane that was seen is void, or can be made anew. */
  constructor(scene: Scene, store: ViewStore, onChange: () => void) {
    this.#scene = scene;
    this.#store = store;
    this.#onChange = onChange;
    const { turn } = store.state;
    if (turn) scene.setTurn(turn);
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Whether a space is looked at from elsewhere than the front. */
  get isTurned(): boolean {
    return this.#scene.isSpace && !isFront(this.#scene.turn);
  }

  /** By so many pixels of a drag; `end` follows the last one. */
  drag(dx: number, dy: number): void {
    const scene = this.#scene;
    if (!scene.isSpace) return;
    if (!this.#isUnderWay) {
      this.#isUnderWay = true;
      scene.beginTurn();
      this.#onChange();
    }
    scene.turnBy(dx * radiansPerPixel, dy * radiansPerPixel);
  }

  end(): void {
    if (!this.#isUnderWay) return;
    this.#isUnderWay = false;
    this.#keep();
  }

  /** Looks at the whole from the front again. */
  reset(): void {
    this.#scene.follow();
    this.#scene.setTurn(front);
    this.#isUnderWay = false;
    this.#keep();
  }

  #keep(): void {
    const { turn } = this.#scene;
    this.#store.keep({ turn: isFront(turn) ? undefined : turn });
    this.#onChange();
  }
}
