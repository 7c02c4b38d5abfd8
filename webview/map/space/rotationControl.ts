import type { Scene } from '../drawing/scene.ts';
import type { ViewStore } from '../viewStore.ts';
import { front, isFront } from './rotation.ts';

const radiansPerPixel = Math.PI / 400;

/** Rotates a 3D map by drags and keys, and saves the rotation in the view state. */
export class RotationControl {
  readonly #scene: Scene;
  readonly #store: ViewStore;
  readonly #onChange: () => void;
  #isRotating = false;

  /**
   * `onChange` is called when a rotation begins and ends: everything computed for the previous projection is invalid.
   */
  constructor(scene: Scene, store: ViewStore, onChange: () => void) {
    this.#scene = scene;
    this.#store = store;
    this.#onChange = onChange;
    const { rotation } = store.state;
    if (rotation) scene.setRotation(rotation);
  }

  get isRotating(): boolean {
    return this.#isRotating;
  }

  /** Whether a 3D map is rotated away from the front view. */
  get isRotated(): boolean {
    return this.#scene.isSpace && !isFront(this.#scene.rotation);
  }

  /** Rotates by a drag of (dx, dy) pixels; call `end` after the last one. */
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

  /** Resets to the front view of the whole map. */
  reset(): void {
    this.#scene.autoFit();
    this.#scene.setRotation(front);
    this.#isRotating = false;
    this.#save();
  }

  #save(): void {
    const { rotation } = this.#scene;
    this.#store.update({ rotation: isFront(rotation) ? undefined : rotation });
    this.#onChange();
  }
}
