import { Disposables, type Disposable } from '../../../src/common/disposables.ts';
import { Emitter, type Event } from '../../../src/common/emitter.ts';
import {
  isSameCamera,
  toScreen,
  toWorld,
  type Camera,
  type Point,
  type Size,
} from '../camera/camera.ts';
import { CameraController } from '../camera/cameraController.ts';
import { canvasPointLimit, createCanvasRenderer } from './canvasRenderer.ts';
import { nextInDirection, type Direction } from '../camera/direction.ts';
import { createGlRenderer } from './glRenderer.ts';
import { AnimatedPoints } from './animatedPoints.ts';
import { pointSizing, type Frame, type DrawMode, type Renderer } from './renderer.ts';
import type { Palette } from '../colours/palette.ts';
import { highlightsOf, type MarkedPoints } from './highlightsOf.ts';
import { PointGrid } from './pointGrid.ts';
import { isDim } from '../colours/pointStyles.ts';
import type { Depth } from '../space/depth.ts';
import { axesOf, rotatedBy, type Rotation } from '../space/rotation.ts';
import type { Positions } from '../space/positions.ts';

/**
 * The scatter plot: positions, camera, rotation and rendering. Redraws itself after each change, and animates new
 * positions unless motion is reduced.
 */
export class Scene implements Disposable {
  readonly #isMotionReduced: () => boolean;
  readonly #resources = new Disposables();
  readonly #cameraController = new CameraController();
  readonly #didDraw = this.#resources.own(new Emitter<void>());
  readonly #drawingChanged = this.#resources.own(new Emitter<void>());
  readonly onDidDraw: Event<void> = this.#didDraw.event;
  readonly onDidChangeDrawing: Event<void> = this.#drawingChanged.event;
  #canvas: HTMLCanvasElement | undefined;
  #renderer: Renderer | undefined;
  #drawing: Drawing | undefined;
  readonly #points = new AnimatedPoints();
  #grid: PointGrid | undefined;
  #styles: Uint8Array = new Uint8Array(0);
  #palette: Palette | undefined;
  #isHighContrast = false;
  #marked: MarkedPoints = { selected: -1, hovered: -1, neighbours: [] };
  #frameRequest = 0;
  #lastFrameMs = 0;
  #lastCamera: Camera | undefined;
  #lastRotation: Rotation | undefined;
  #drawn = 0;
  /** Index of the point around which a 3D map rotates, -1 for its centre. */
  #pivot = -1;

  constructor(isMotionReduced: () => boolean) {
    this.#isMotionReduced = isMotionReduced;
    this.#resources.own({ dispose: () => cancelAnimationFrame(this.#frameRequest) });
    this.#resources.own({ dispose: () => this.#renderer?.dispose() });
  }

  /** How the points are drawn; undefined before the first canvas. */
  get drawing(): Drawing | undefined {
    return this.#drawing;
  }

  get count(): number {
    return this.#points.count;
  }

  /** The camera that the user chose; undefined while the points are fitted automatically. */
  get camera(): Camera | undefined {
    return this.#cameraController.isAutoFitting ? undefined : this.#cameraController.camera;
  }

  /** The current view; undefined before the first points or the first layout of the canvas. */
  get view(): View | undefined {
    const { camera, size, zoomRatio } = this.#cameraController;
    return camera && size.width > 0 ? { camera, size, zoomRatio } : undefined;
  }

  /** The parameters of the current frame; undefined while there is no view. */
  get frame(): Frame | undefined {
    const { view } = this;
    if (view === undefined) return undefined;
    const { camera, size, zoomRatio } = view;
    const look = pointSizing(this.count, size, zoomRatio, this.#isHighContrast);
    return { camera, size, pixelRatio: devicePixelRatio, ...look, depth: this.#depth };
  }

  /** The styles of the points; read-only. */
  get styles(): Uint8Array {
    return this.#styles;
  }

  /** Draws all points, and passes the canvas to `take` while its pixels are valid. */
  capture(take: (canvas: HTMLCanvasElement) => void): void {
    this.#draw('complete');
    if (this.#canvas) take(this.#canvas);
  }

  /** Number of points in the current frame: fewer than all points during movement and progressive drawing. */
  get drawn(): number {
    return this.#drawn;
  }

  /** Number of outliers outside of the fitted view. */
  get outlierCount(): number {
    return this.#cameraController.outlierCount;
  }

  /** Projected target positions: x, y per point. A new array after each rotation; read-only. */
  get positions(): Float32Array {
    return this.#points.seen;
  }

  /** Current positions, including depth on a 3D map; read-only. */
  get places(): Positions {
    return this.#points.shown;
  }

  /** Whether the map has three dimensions and can be rotated. */
  get isSpace(): boolean {
    return this.#points.isSpace;
  }

  get rotation(): Rotation {
    return this.#points.rotation;
  }

  /** Draws into this canvas until the result is disposed. Disposing also frees the WebGL context. */
  attach(canvas: HTMLCanvasElement): Disposable {
    const resources = this.#resources.own(new Disposables());
    const listen = (name: string, listener: (event: globalThis.Event) => void): void => {
      canvas.addEventListener(name, listener);
      resources.own({ dispose: () => canvas.removeEventListener(name, listener) });
    };
    this.#canvas = canvas;
    resources.own({ dispose: () => this.#detach(canvas) });
    listen('webglcontextlost', (event) => {
      // Without this, the browser does not restore the context.
      event.preventDefault();
      this.#renderer = undefined;
      this.#setDrawing('lost');
    });
    listen('webglcontextrestored', () => this.#createRenderer());
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(canvas);
    resources.own({ dispose: () => observer.disconnect() });
    this.#resize();
    this.#createRenderer();
    return resources;
  }

  /**
   * Sets the positions: x, y or x, y, z per point; keeps the array. Points move there smoothly, or immediately if they
   * are new. With reduced motion they wait for `rest`.
   */
  setPositions(values: Float32Array, components: Positions['components'] = 2): void {
    const taken = this.#points.take({ values, components }, this.#isMotionReduced());
    if (taken === 'held') return;
    this.#onMoved(taken === 'begun');
    if (taken === 'begun' && this.#needsAnotherPainter()) this.#createRenderer();
  }

  /** Shows the final positions. Call it when no more positions follow. */
  rest(): void {
    if (this.#points.rest()) this.#onMoved(true);
  }

  setStyles(styles: Uint8Array): void {
    this.#styles = styles;
    this.#renderer?.setStyles(styles);
    this.redraw();
  }

  setPalette(palette: Palette, isHighContrast: boolean): void {
    this.#palette = palette;
    this.#isHighContrast = isHighContrast;
    this.#renderer?.setPalette(palette);
    this.redraw();
  }

  setMarked(marked: MarkedPoints): void {
    this.#marked = marked;
    this.redraw();
  }

  setCamera(camera: Camera): void {
    this.#cameraController.set(camera);
    this.redraw();
  }

  /** Fits the points automatically, also while they move. A second call includes the outliers. */
  fit(): void {
    this.#cameraController.fit();
    this.redraw();
  }

  /** Fits the points automatically, also while they move. */
  autoFit(): void {
    this.#cameraController.autoFit();
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    this.#cameraController.pan(dx, dy);
    this.redraw();
  }

  /** Zooms around a position in the plot; the default is its centre. */
  zoom(factor: number, at?: Point): void {
    this.#cameraController.zoom(factor, at);
    this.redraw();
  }

  /** Sets the rotation of a 3D map. */
  setRotation(rotation: Rotation): void {
    this.#points.setRotation(rotation);
    this.#grid = undefined;
    this.redraw();
  }

  /**
   * Starts a rotation. It turns around the focused record or the centre of the view if zoomed in, else around the
   * centre of the map.
   */
  beginRotation(): void {
    const { camera, isAutoFitting } = this.#cameraController;
    if (isAutoFitting || !camera) this.#pivot = -1;
    else
      this.#pivot =
        this.#marked.selected >= 0 ? this.#marked.selected : this.#nearest(camera, Infinity);
  }

  /** Rotates a 3D map by these angles in radians, like a drag to the right and down. */
  rotateBy(right: number, down: number): void {
    if (!this.isSpace) return;
    const before = this.#points.targetPlace(this.#pivot);
    this.setRotation(rotatedBy(this.rotation, right, down));
    const after = this.#points.targetPlace(this.#pivot);
    const scale = this.#cameraController.camera?.scale ?? 1;
    if (before && after)
      this.#cameraController.pan((before.x - after.x) * scale, (after.y - before.y) * scale);
  }

  /** Pans a point into view if it is outside. */
  reveal(index: number): void {
    const world = this.#points.targetPlace(index);
    if (world === undefined) return;
    this.#cameraController.reveal(world);
    this.redraw();
  }

  /** Returns the point under a position in the plot, -1 if there is none. Skips points that the legend excludes. */
  pick(at: Point): number {
    const { view } = this;
    if (view === undefined) return -1;
    const world = toWorld(view.camera, view.size, at);
    return this.#nearest(world, pickReachPx / view.camera.scale);
  }

  /**
   * Returns the next point in a direction, from the centre of the view if `from` is -1. Returns -1 if there is none.
   */
  step(direction: Direction, from: number): number {
    if (from >= 0) return nextInDirection(this.positions, from, direction, this.#passesFilter);
    const { camera } = this.#cameraController;
    return camera ? this.#nearest(camera, Infinity) : -1;
  }

  /** Returns the current position of a point in pixels; undefined if it has none. */
  screenOf(index: number): Point | undefined {
    const world = this.#points.shownPlace(index);
    const { camera, size } = this.#cameraController;
    return camera && world ? toScreen(camera, size, world) : undefined;
  }

  redraw(): void {
    if (this.#frameRequest !== 0 || this.#resources.isDisposed) return;
    this.#frameRequest = requestAnimationFrame((nowMs) => this.#onFrame(nowMs));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  readonly #passesFilter = (index: number): boolean => !isDim(this.#styles, index);

  #nearest(world: Point, reach: number): number {
    this.#grid ??= new PointGrid(this.#points.shownSeen());
    return this.#grid.nearest(world, reach, this.#passesFilter);
  }

  get #depth(): Depth {
    const { rotation, radius } = this.#points;
    return { rotation, axes: axesOf(rotation), radius, fade: this.#isHighContrast ? 0 : depthFade };
  }

  #onMoved(isAtOnce: boolean): void {
    this.#cameraController.setExtent(this.#points.extent());
    if (isAtOnce) this.#onShown();
    this.redraw();
  }

  /** The shown positions have changed. */
  #onShown(): void {
    this.#grid = undefined;
    this.#renderer?.setPositions(this.#points.shown);
  }

  #onFrame(nowMs: number): void {
    this.#frameRequest = 0;
    // Limits the step after a pause, so that points do not jump.
    const elapsedMs = Math.min(50, nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    const pixel = 0.25 / (this.#cameraController.camera?.scale ?? 1);
    const { hasMoved, isMoving } = this.#points.advance(elapsedMs, pixel);
    if (hasMoved) this.#onShown();
    const isFitting = this.#cameraController.advance(elapsedMs, this.#isMotionReduced());
    const { camera } = this.#cameraController;
    const isFirst = this.#lastCamera === undefined;
    const isSame = this.rotation === this.#lastRotation && isSameCamera(camera, this.#lastCamera);
    const isStill = !isMoving && (isFirst || isSame);
    this.#draw(isStill ? 'progressive' : 'interactive');
    this.#lastCamera = camera;
    this.#lastRotation = this.rotation;
    this.#didDraw.fire();
    const isBegun = this.#drawn > 0 && this.#drawn < this.count;
    if (isMoving || isFitting || isBegun) this.redraw();
  }

  #draw(drawMode: DrawMode): void {
    const { frame } = this;
    this.#drawn =
      (frame &&
        this.#renderer?.draw(
          frame,
          highlightsOf(this.#marked, this.count, frame.diameter),
          drawMode,
        )) ??
      0;
  }

  #resize(): void {
    if (!this.#canvas) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#cameraController.setSize({ width, height });
    this.#canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
    this.#canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
    this.redraw();
  }

  #needsAnotherPainter(): boolean {
    const kind = this.#renderer?.kind;
    return kind === undefined || (kind === 'canvas2d' && this.count > canvasPointLimit);
  }

  #createRenderer(): void {
    if (!this.#canvas) return;
    this.#renderer?.dispose();
    this.#renderer = createGlRenderer(this.#canvas);
    if (!this.#renderer && this.count <= canvasPointLimit)
      this.#renderer = createCanvasRenderer(this.#canvas);
    if (this.#palette) this.#renderer?.setPalette(this.#palette);
    this.#renderer?.setStyles(this.#styles);
    this.#renderer?.setPositions(this.#points.shown);
    this.#setDrawing(this.#renderer?.kind ?? 'none');
    this.redraw();
  }

  /** Frees the WebGL context: browsers limit the number of contexts and collect them late. */
  #detach(canvas: HTMLCanvasElement): void {
    if (this.#canvas !== canvas) return;
    this.#canvas = undefined;
    const { kind } = this.#renderer ?? {};
    this.#renderer?.dispose();
    this.#renderer = undefined;
    if (kind === 'webgl2')
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #setDrawing(drawing: Drawing): void {
    if (drawing === this.#drawing) return;
    this.#drawing = drawing;
    this.#drawingChanged.fire();
  }
}

/**
 * What draws the points: a renderer, 'none' if this machine cannot draw that many, 'lost' until the WebGL context is
 * restored.
 */
export type Drawing = Renderer['kind'] | 'none' | 'lost';

/** The current view. `zoomRatio` is 1 if the camera shows all points. */
export type View = { readonly camera: Camera; readonly size: Size; readonly zoomRatio: number };

const pickReachPx = 12;

/** Share of their opacity that the farthest points of a 3D map lose. */
const depthFade = 0.65;
