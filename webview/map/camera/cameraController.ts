import {
  fitCamera,
  panCamera,
  revealInCamera,
  zoomCamera,
  type Camera,
  type Point,
  type Size,
} from './camera.ts';
import type { Extent } from './extent.ts';
import { easeTowards } from './easing.ts';

/** Controls the camera: either a position the user chose, or an animated fit that keeps all points in view. */
export class CameraController {
  #size: Size = { width: 0, height: 0 };
  #extent: Extent | undefined;
  #camera: Camera | undefined;
  #isAutoFitting = true;
  /** Whether the automatic fit includes the outliers. */
  #includesOutliers = false;

  get camera(): Camera | undefined {
    return this.#camera;
  }

  get size(): Size {
    return this.#size;
  }

  /** Whether the camera fits the points automatically. */
  get isAutoFitting(): boolean {
    return this.#isAutoFitting;
  }

  /** Number of outliers outside of the fitted view. */
  get outlierCount(): number {
    return this.#isAutoFitting && !this.#includesOutliers ? (this.#extent?.outside ?? 0) : 0;
  }

  /** Ratio of the current scale to the scale that fits all points; 1 before there are points. */
  get zoomRatio(): number {
    const fit = this.#fitted(false);
    return this.#camera && fit ? this.#camera.scale / fit.scale : 1;
  }

  setSize(size: Size): void {
    const isSame = size.width === this.#size.width && size.height === this.#size.height;
    this.#size = size;
    if (!isSame && this.#isAutoFitting) this.#camera = this.#fitted(this.#includesOutliers);
  }

  setExtent(extent: Extent | undefined): void {
    this.#extent = extent;
  }

  set(camera: Camera): void {
    this.#camera = camera;
    this.#isAutoFitting = false;
  }

  /** Fits the points automatically, without the outliers. */
  autoFit(): void {
    this.#includesOutliers = false;
    this.#isAutoFitting = true;
  }

  /** Fits the points automatically. A second call in a row includes the outliers, a third excludes them again. */
  fit(): void {
    this.#includesOutliers =
      this.#isAutoFitting && !this.#includesOutliers && (this.#extent?.outside ?? 0) > 0;
    this.#isAutoFitting = true;
  }

  pan(dx: number, dy: number): void {
    if (this.#camera) this.set(panCamera(this.#camera, dx, dy));
  }

  /** Zooms around a screen position; the default is the centre. */
  zoom(factor: number, at: Point = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    const fit = this.#fitted(true);
    if (this.#camera && fit) this.set(zoomCamera(this.#camera, this.#size, factor, at, fit));
  }

  /** Pans a world position into view if it is outside. */
  reveal(world: Point): void {
    if (this.#camera === undefined) return;
    const camera = revealInCamera(this.#camera, this.#size, world);
    if (camera !== this.#camera) this.set(camera);
  }

  /** Advances the animated fit by `elapsedMs`, or finishes it immediately. Returns whether the animation continues. */
  advance(elapsedMs: number, isAtOnce: boolean): boolean {
    const fit = this.#fitted(this.#includesOutliers);
    if (!this.#isAutoFitting || fit === undefined) return false;
    const from = this.#camera;
    if (from === undefined || isAtOnce) {
      this.#camera = fit;
      return false;
    }
    const now = Float32Array.of(from.x, from.y, Math.log(from.scale));
    const goal = Float32Array.of(fit.x, fit.y, Math.log(fit.scale));
    const isFitting = easeTowards(now, goal, elapsedMs, Math.min(0.002, 0.25 / fit.scale));
    const [x, y, zoom] = now as unknown as [number, number, number];
    this.#camera = isFitting ? { x, y, scale: Math.exp(zoom) } : fit;
    return isFitting;
  }

  #fitted(includesOutliers: boolean): Camera | undefined {
    if (!this.#extent || this.#size.width === 0) return undefined;
    return fitCamera(includesOutliers ? this.#extent.all : this.#extent.core, this.#size);
  }
}
