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
import {
  pointSizing,
  type Frame,
  type Highlight,
  type DrawMode,
  type Renderer,
} from './renderer.ts';
import type { Palette } from '../colours/palette.ts';
import { PointGrid } from './pointGrid.ts';
import { isDim } from '../colours/pointStyles.ts';
import type { Depth } from '../space/depth.ts';
import { axesOf, rotatedBy, type Rotation } from '../space/rotation.ts';
import type { Positions } from '../space/positions.ts';

/** What draws the points; `none` where this machine cannot draw so many, `lost` until the driver is back. */
export type Drawing = Renderer['kind'] | 'none' | 'lost';

/** Points that stand out, by number; -1 for none. */
export type MarkedPoints = {
  readonly selected: number;
  readonly hovered: number;
  readonly neighbours: readonly number[];
};

/** What is seen of the points. `zoomed` is 1 where the camera shows all of them. */
export type View = { readonly camera: Camera; readonly size: Size; readonly zoomRatio: number };

const pickReachPx = 12;

/** The farthest points of a space keep what is left of their opacity. */
const depthFade = 0.65;

/**
 * The picture of the points: where they are, what is seen of them, and how they move. It draws by itself
 * whenever something changed, and shows new positions smoothly unless motion is unwanted.
 */
export class Scene implements Disposable {
  readonly #isMotionReduced: () => boolean;
  readonly #resources = new Disposables();
  readonly #cameraController = new CameraController();
  readonly #didDraw = this.#resources.own(new Emitter<void>());
  readonly #drawingChanged = this.#resources.own(new Emitter<Drawing>());
  readonly onDidDraw: Event<void> = this.#didDraw.event;
  readonly onDidChangeDrawing: Event<Drawing> = this.#drawingChanged.event;
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
  #lastTurn: Rotation | undefined;
  #drawn = 0;
  /** The point that stays where it is while a space is turned, -1 for its middle. */
  #pivot = -1;

  constructor(isMotionReduced: () => boolean) {
    this.#isMotionReduced = isMotionReduced;
    this.#resources.own({ dispose: () => cancelAnimationFrame(this.#frameRequest) });
    this.#resources.own({ dispose: () => this.#renderer?.dispose() });
  }

  get count(): number {
    return this.#points.count;
  }

  /** The camera that the user chose; undefined while the points are kept in the picture. */
  get camera(): Camera | undefined {
    return this.#cameraController.isAutoFitting ? undefined : this.#cameraController.camera;
  }

  /** What is seen just now; undefined before there is anything. */
  get view(): View | undefined {
    const { camera, size, zoomRatio } = this.#cameraController;
    return camera && size.width > 0 ? { camera, size, zoomRatio } : undefined;
  }

  /** What a picture is drawn with just now; undefined before there is anything. */
  get frame(): Frame | undefined {
    const { view } = this;
    if (view === undefined) return undefined;
    const { camera, size, zoomRatio } = view;
    const look = pointSizing(this.count, size, zoomRatio, this.#isHighContrast);
    return { camera, size, pixelRatio: devicePixelRatio, ...look, depth: this.#depth };
  }

  /** How the points are drawn; not to be changed. */
  get styles(): Uint8Array {
    return this.#styles;
  }

  /** Draws, and hands over the canvas while its pixels are there. */
  capture(take: (canvas: HTMLCanvasElement) => void): void {
    this.#draw('complete');
    if (this.#canvas) take(this.#canvas);
  }

  /** How many points the picture has: fewer than there are while they are moved, and until the rest is drawn. */
  get drawn(): number {
    return this.#drawn;
  }

  /** How many points, few and far out, the fitted picture leaves out just now. */
  get outlierCount(): number {
    return this.#cameraController.outlierCount;
  }

  /** Where the points will be seen: x, y for each, another array after each turn; not to be changed. */
  get positions(): Float32Array {
    return this.#points.seen;
  }

  /** Where the points are just now, with their depth where they have one; not to be changed. */
  get places(): Positions {
    return this.#points.shown;
  }

  /** Whether the points have a depth, so that they can be turned. */
  get isSpace(): boolean {
    return this.#points.isSpace;
  }

  get turn(): Rotation {
    return this.#points.turn;
  }

  /** Draws into this canvas until the result is disposed, which also hands the canvas' graphics memory back. */
  attach(canvas: HTMLCanvasElement): Disposable {
    const resources = this.#resources.own(new Disposables());
    const listen = (name: string, listener: (event: globalThis.Event) => void): void => {
      canvas.addEventListener(name, listener);
      resources.own({ dispose: () => canvas.removeEventListener(name, listener) });
    };
    this.#canvas = canvas;
    resources.own({ dispose: () => this.#detach(canvas) });
    listen('webglcontextlost', (event) => {
      // Without this the driver does not bring it back.
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
   * x, y for each point, or x, y, z; kept. They run there from where they were, or are there at once where they appear
   * for the first time. Where motion is unwanted they stay until `rest`.
   */
  setPositions(values: Float32Array, components: Positions['components'] = 2): void {
    const taken = this.#points.take({ values, components }, this.#isMotionReduced());
    if (taken === 'held') return;
    this.#onMoved(taken === 'begun');
    if (taken === 'begun' && this.#needsAnotherPainter()) this.#createRenderer();
  }

  /** No more positions come for now. */
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

  /** Shows the points, and goes on doing so while they move; asked again, those few too that lie far out. */
  fit(): void {
    this.#cameraController.fit();
    this.redraw();
  }

  /** Shows the points, and goes on doing so while they move. */
  autoFit(): void {
    this.#cameraController.autoFit();
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    this.#cameraController.pan(dx, dy);
    this.redraw();
  }

  /** Zooms around a place in the picture, or around its middle. */
  zoom(factor: number, at?: Point): void {
    this.#cameraController.zoom(factor, at);
    this.redraw();
  }

  /** Looks at the points of a space from somewhere else. */
  setRotation(turn: Rotation): void {
    this.#points.setRotation(turn);
    this.#grid = undefined;
    this.redraw();
  }

  /** Turns follow that belong together: around the record in focus or the middle of what is seen, once one has zoomed in. */
  beginRotation(): void {
    const { camera, isAutoFitting } = this.#cameraController;
    if (isAutoFitting || !camera) this.#pivot = -1;
    else
      this.#pivot =
        this.#marked.selected >= 0 ? this.#marked.selected : this.#nearest(camera, Infinity);
  }

  /** Turns a space by so many radians, as if it were dragged to the right and downwards. */
  rotateBy(right: number, down: number): void {
    if (!this.isSpace) return;
    const before = this.#points.targetPlace(this.#pivot);
    this.setRotation(rotatedBy(this.turn, right, down));
    const after = this.#points.targetPlace(this.#pivot);
    const scale = this.#cameraController.camera?.scale ?? 1;
    if (before && after)
      this.#cameraController.pan((before.x - after.x) * scale, (after.y - before.y) * scale);
  }

  /** Brings a point into the picture if it is outside. */
  reveal(index: number): void {
    const world = this.#points.targetPlace(index);
    if (world === undefined) return;
    this.#cameraController.reveal(world);
    this.redraw();
  }

  /** The point under a place in the picture, -1 where there is none. Dim points are passed over. */
  pick(at: Point): number {
    const { view } = this;
    if (view === undefined) return -1;
    const world = toWorld(view.camera, view.size, at);
    return this.#nearest(world, pickReachPx / view.camera.scale);
  }

  /** The next point in a direction; from the middle of the picture where none is given. -1 where there is none. */
  step(direction: Direction, from: number): number {
    if (from >= 0) return nextInDirection(this.positions, from, direction, this.#passesFilter);
    const { camera } = this.#cameraController;
    return camera ? this.#nearest(camera, Infinity) : -1;
  }

  /** Where a point is in the picture just now; undefined where it has no place. */
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
    const { turn, radius } = this.#points;
    return { turn, axes: axesOf(turn), radius, fade: this.#isHighContrast ? 0 : depthFade };
  }

  #onMoved(isAtOnce: boolean): void {
    this.#cameraController.setExtent(this.#points.extent());
    if (isAtOnce) this.#onShown();
    this.redraw();
  }

  /** The points are shown elsewhere. */
  #onShown(): void {
    this.#grid = undefined;
    this.#renderer?.setPositions(this.#points.shown);
  }

  #onFrame(nowMs: number): void {
    this.#frameRequest = 0;
    // A pause is no reason to jump.
    const elapsedMs = Math.min(50, nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    const isMoving = this.#movePoints(elapsedMs);
    const isTurning = this.#cameraController.advance(elapsedMs, this.#isMotionReduced());
    const { camera } = this.#cameraController;
    const isFirst = this.#lastCamera === undefined;
    const isSame = this.turn === this.#lastTurn && isSameCamera(camera, this.#lastCamera);
    const isStill = !isMoving && (isFirst || isSame);
    this.#draw(isStill ? 'progressive' : 'interactive');
    this.#lastCamera = camera;
    this.#lastTurn = this.turn;
    this.#didDraw.fire();
    const isBegun = this.#drawn > 0 && this.#drawn < this.count;
    if (isMoving || isTurning || isBegun) this.redraw();
  }

  #movePoints(elapsedMs: number): boolean {
    const pixel = 0.25 / (this.#cameraController.camera?.scale ?? 1);
    const { hasMoved, isMoving } = this.#points.advance(elapsedMs, pixel);
    if (hasMoved) this.#onShown();
    return isMoving;
  }

  #draw(drawMode: DrawMode): void {
    const { frame } = this;
    this.#drawn =
      (frame && this.#renderer?.draw(frame, this.#highlights(frame.diameter), drawMode)) ?? 0;
  }

  #highlights(diameter: number): readonly Highlight[] {
    const { selected, hovered, neighbours } = this.#marked;
    const highlight = (indices: readonly number[], size: number): Highlight => ({
      indices: Uint32Array.from(indices.filter((index) => index >= 0 && index < this.count)),
      diameter: size,
    });
    return [
      highlight(neighbours, Math.max(9, diameter * 1.5)),
      highlight([hovered], Math.max(11, diameter * 1.8)),
      highlight([selected], Math.max(14, diameter * 2.2)),
    ].filter(({ indices }) => indices.length > 0);
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

  /** A browser gives out few graphics contexts, and waits with taking them back. */
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
    this.#drawingChanged.fire(drawing);
  }
}
