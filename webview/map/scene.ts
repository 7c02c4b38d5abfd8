import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { isSameCamera, toScreen, toWorld, type Camera, type Point, type Size } from './camera.ts';
import { Cameraman } from './cameraman.ts';
import { canvasPointLimit, createCanvasPainter } from './canvasPainter.ts';
import { nextInDirection, type Direction } from './direction.ts';
import { extentOf } from './fit.ts';
import { createGlPainter } from './glPainter.ts';
import { pointLook, type Frame, type Highlight, type Pace, type Painter } from './painter.ts';
import type { Palette } from './palette.ts';
import { PointGrid } from './pointGrid.ts';
import { isDim } from './pointStyles.ts';
import { settle } from './settling.ts';

/** What draws the points; `none` where this machine cannot draw so many, `lost` until the driver is back. */
export type Drawing = Painter['kind'] | 'none' | 'lost';

/** Points that stand out, by number; -1 for none. */
export type Marked = {
  readonly selected: number;
  readonly hovered: number;
  readonly neighbours: readonly number[];
};

/** What is seen of the points. `zoomed` is 1 where the camera shows all of them. */
export type View = { readonly camera: Camera; readonly size: Size; readonly zoomed: number };

const pickReachPx = 12;

/**
 * The picture of the points: where they are, what is seen of them, and how they move. It draws by itself
 * whenever something changed, and shows new positions smoothly unless motion is unwanted.
 */
export class Scene implements Disposable {
  readonly #isMotionReduced: () => boolean;
  readonly #resources = new Disposables();
  readonly #cameraman = new Cameraman();
  readonly #didDraw = this.#resources.own(new Emitter<void>());
  readonly #drawingChanged = this.#resources.own(new Emitter<Drawing>());
  readonly onDidDraw: Event<void> = this.#didDraw.event;
  readonly onDidChangeDrawing: Event<Drawing> = this.#drawingChanged.event;
  #canvas: HTMLCanvasElement | undefined;
  #painter: Painter | undefined;
  #drawing: Drawing | undefined;
  #shown: Float32Array = new Float32Array(0);
  #target: Float32Array = new Float32Array(0);
  /** Positions that wait for `rest`. */
  #held: Float32Array | undefined;
  /** Whether points may still be on their way. */
  #isMoving = false;
  #grid: PointGrid | undefined;
  #styles: Uint8Array = new Uint8Array(0);
  #palette: Palette | undefined;
  #isHighContrast = false;
  #marked: Marked = { selected: -1, hovered: -1, neighbours: [] };
  #frameRequest = 0;
  #lastFrameMs = 0;
  #lastCamera: Camera | undefined;
  #drawn = 0;

  constructor(isMotionReduced: () => boolean) {
    this.#isMotionReduced = isMotionReduced;
    this.#resources.own({ dispose: () => cancelAnimationFrame(this.#frameRequest) });
    this.#resources.own({ dispose: () => this.#painter?.dispose() });
  }

  get count(): number {
    return this.#target.length / 2;
  }

  /** The camera that the user chose; undefined while the points are kept in the picture. */
  get camera(): Camera | undefined {
    return this.#cameraman.isFollowing ? undefined : this.#cameraman.camera;
  }

  /** What is seen just now; undefined before there is anything. */
  get view(): View | undefined {
    const { camera, size, zoomed } = this.#cameraman;
    return camera && size.width > 0 ? { camera, size, zoomed } : undefined;
  }

  /** What a picture is drawn with just now; undefined before there is anything. */
  get frame(): Frame | undefined {
    const { view } = this;
    if (view === undefined) return undefined;
    const { camera, size, zoomed } = view;
    const look = pointLook(this.count, size, zoomed, this.#isHighContrast);
    return { camera, size, pixelRatio: devicePixelRatio, ...look };
  }

  /** How the points are drawn; not to be changed. */
  get styles(): Uint8Array {
    return this.#styles;
  }

  /** Draws, and hands over the canvas while its pixels are there. */
  capture(take: (canvas: HTMLCanvasElement) => void): void {
    this.#draw('whole');
    if (this.#canvas) take(this.#canvas);
  }

  /** How many points the picture has: fewer than there are while they are moved, and until the rest is drawn. */
  get drawn(): number {
    return this.#drawn;
  }

  /** How many points, few and far out, the fitted picture leaves out just now. */
  get leftOut(): number {
    return this.#cameraman.leftOut;
  }

  /** Where the points are on their way to: x, y for each; not to be changed. */
  get positions(): Float32Array {
    return this.#target;
  }

  /** Draws into this canvas from now on. */
  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas;
    canvas.addEventListener('webglcontextlost', (event) => {
      // Without this the driver does not bring it back.
      event.preventDefault();
      this.#painter = undefined;
      this.#setDrawing('lost');
    });
    canvas.addEventListener('webglcontextrestored', () => this.#createPainter());
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(canvas);
    this.#resources.own({ dispose: () => observer.disconnect() });
    this.#resize();
    this.#createPainter();
  }

  /**
   * x, y for each point; kept. They run there from where they were, or are there at once where they appear for the
   * first time. Where motion is unwanted they stay until `rest`.
   */
  setPositions(xy: Float32Array): void {
    const isFirst = xy.length !== this.#target.length;
    if (!isFirst && this.#isMotionReduced()) {
      this.#held = xy;
      return;
    }
    this.#held = undefined;
    this.#moveTo(xy, isFirst);
    if (isFirst && this.#needsAnotherPainter()) this.#createPainter();
  }

  /** No more positions come for now. */
  rest(): void {
    if (this.#held) this.#moveTo(this.#held, true);
    this.#held = undefined;
  }

  setStyles(styles: Uint8Array): void {
    this.#styles = styles;
    this.#painter?.setStyles(styles);
    this.redraw();
  }

  setPalette(palette: Palette, isHighContrast: boolean): void {
    this.#palette = palette;
    this.#isHighContrast = isHighContrast;
    this.#painter?.setPalette(palette);
    this.redraw();
  }

  setMarked(marked: Marked): void {
    this.#marked = marked;
    this.redraw();
  }

  setCamera(camera: Camera): void {
    this.#cameraman.set(camera);
    this.redraw();
  }

  /** Shows the points, and goes on doing so while they move; asked again, those few too that lie far out. */
  fit(): void {
    this.#cameraman.fit();
    this.redraw();
  }

  /** Shows the points, and goes on doing so while they move. */
  follow(): void {
    this.#cameraman.follow();
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    this.#cameraman.pan(dx, dy);
    this.redraw();
  }

  /** Zooms around a place in the picture, or around its middle. */
  zoom(factor: number, at?: Point): void {
    this.#cameraman.zoom(factor, at);
    this.redraw();
  }

  /** Brings a point into the picture if it is outside. */
  reveal(index: number): void {
    const world = placeOf(this.#target, index);
    if (world === undefined) return;
    this.#cameraman.reveal(world);
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
    if (from >= 0) return nextInDirection(this.#target, from, direction, this.#isLit);
    const { camera } = this.#cameraman;
    return camera ? this.#nearest(camera, Infinity) : -1;
  }

  /** Where a point is in the picture just now; undefined where it has no place. */
  screenOf(index: number): Point | undefined {
    const world = placeOf(this.#shown, index);
    const { camera, size } = this.#cameraman;
    return camera && world ? toScreen(camera, size, world) : undefined;
  }

  redraw(): void {
    if (this.#frameRequest !== 0 || this.#resources.isDisposed) return;
    this.#frameRequest = requestAnimationFrame((nowMs) => this.#onFrame(nowMs));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  readonly #isLit = (index: number): boolean => !isDim(this.#styles, index);

  #nearest(world: Point, reach: number): number {
    this.#grid ??= new PointGrid(this.#shown);
    return this.#grid.nearest(world, reach, this.#isLit);
  }

  #moveTo(xy: Float32Array, isAtOnce: boolean): void {
    this.#target = xy;
    this.#cameraman.setExtent(extentOf(xy));
    this.#isMoving = !isAtOnce;
    if (isAtOnce) {
      this.#shown = xy.slice();
      this.#grid = undefined;
      this.#painter?.setPlaces({ values: this.#shown, components: 2 });
    }
    this.redraw();
  }

  #onFrame(nowMs: number): void {
    this.#frameRequest = 0;
    // A pause is no reason to jump.
    const elapsedMs = Math.min(50, nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    const isMoving = this.#movePoints(elapsedMs);
    const isTurning = this.#cameraman.advance(elapsedMs, this.#isMotionReduced());
    const { camera } = this.#cameraman;
    const isFirst = this.#lastCamera === undefined;
    const isStill = !isMoving && (isFirst || isSameCamera(camera, this.#lastCamera));
    this.#draw(isStill ? 'resting' : 'moving');
    this.#lastCamera = camera;
    this.#didDraw.fire();
    const isBegun = this.#drawn > 0 && this.#drawn < this.count;
    if (isMoving || isTurning || isBegun) this.redraw();
  }

  #movePoints(elapsedMs: number): boolean {
    if (!this.#isMoving) return false;
    const pixel = 0.25 / (this.#cameraman.camera?.scale ?? 1);
    this.#isMoving = settle(this.#shown, this.#target, elapsedMs, pixel);
    this.#painter?.setPlaces({ values: this.#shown, components: 2 });
    this.#grid = undefined;
    return this.#isMoving;
  }

  #draw(pace: Pace): void {
    const { frame } = this;
    this.#drawn =
      (frame && this.#painter?.draw(frame, this.#highlights(frame.diameter), pace)) ?? 0;
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
    this.#cameraman.setSize({ width, height });
    this.#canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
    this.#canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
    this.redraw();
  }

  #needsAnotherPainter(): boolean {
    const kind = this.#painter?.kind;
    return kind === undefined || (kind === 'canvas2d' && this.count > canvasPointLimit);
  }

  #createPainter(): void {
    if (!this.#canvas) return;
    this.#painter?.dispose();
    this.#painter = createGlPainter(this.#canvas);
    if (!this.#painter && this.count <= canvasPointLimit)
      this.#painter = createCanvasPainter(this.#canvas);
    if (this.#palette) this.#painter?.setPalette(this.#palette);
    this.#painter?.setStyles(this.#styles);
    this.#painter?.setPlaces({ values: this.#shown, components: 2 });
    this.#setDrawing(this.#painter?.kind ?? 'none');
    this.redraw();
  }

  #setDrawing(drawing: Drawing): void {
    if (drawing === this.#drawing) return;
    this.#drawing = drawing;
    this.#drawingChanged.fire(drawing);
  }
}

function placeOf(xy: Float32Array, index: number): Point | undefined {
  const x = xy[2 * index];
  const y = xy[2 * index + 1];
  return x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)
    ? undefined
    : { x, y };
}
