import type { Scene } from '../drawing/scene.ts';
import type { ViewStore } from '../viewStore.ts';
import { front, isFront } from './rotation.ts';

const radiansPerPixel = Math.PI / 400;

/** Turns a space by drags and keys, and keeps from where it is looked at. */
export class RotationControl {
  readonly #scene: Scene;
  readonly #store: ViewStore;
  readonly #onChange: () => void;
  #isRotating = false;

  /** `onChange`: a turn begins or is over. What was made for the plane that was seen is void, or can be made anew. */
  constructor(scene: Scene, store: ViewStore, onChange: () => void) {
    this.#scene = scene;
    this.#store = store;
    this.#onChange = onChange;
    const { turn } = store.state;
    if (turn) scene.setRotation(turn);
  }

  get isRotating(): boolean {
    return this.#isRotating;
  }

  /** Whether a space is looked at from elsewhere than the front. */
  get isRotated(): boolean {
    return this.#scene.isSpace && !isFront(this.#scene.turn);
  }

  /** By so many pixels of a drag; `end` follows the last one. */
  drag(dx: number, dy: number): void {
    const scene = this.#scene;
    if (!scene.isSpace) return;
    if (!this.#isRotating) {
      this.#isRotating = true;
      scene.beginRotation();
      this.#onChange();
    }
    scene.rotateBy(dx * radiansPerPixel, dy * radiansPerPixel);
  }

  end(): void {
    if (!this.#isRotating) return;
    this.#isRotating = false;
    this.#save();
  }

  /** Looks at the whole from the front again. */
  reset(): void {
    this.#scene.autoFit();
    this.#scene.setRotation(front);
    this.#isRotating = false;
    this.#save();
  }

  #save(): void {
    const { turn } = this.#scene;
    this.#store.update({ turn: isFront(turn) ? undefined : turn });
    this.#onChange();
  }
}
