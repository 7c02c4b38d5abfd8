import { toScreen } from '../camera/camera.ts';
import { toCss } from '../colours/colour.ts';
import { markers } from '../colours/markers.ts';
import { missingEntry, type Palette } from '../colours/palette.ts';
import { shuffledOrder, type Frame, type Highlight, type Renderer } from './renderer.ts';
import { countOf, noPositions, type Positions } from '../space/positions.ts';
import { depthScale, drawingOrder } from '../space/depth.ts';
import { project } from '../space/rotation.ts';
import { looksDim, styleBytes } from '../colours/pointStyles.ts';

/** Creates a Canvas2D renderer, for machines without WebGL2; undefined if the canvas already has another context. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): Renderer | undefined {
  const context = canvas.getContext('2d');
  return context === null ? undefined : new CanvasRenderer(canvas, context);
}

/** Largest number of points that Canvas2D draws smoothly while dragging. */
export const canvasPointLimit = 5000;

type PointStyle = { readonly diameter: number; readonly alpha: number; readonly entry: number };

class CanvasRenderer implements Renderer {
  readonly kind = 'canvas2d';
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #shapes = markers.map(({ path }) => new Path2D(path));
  #colours: readonly string[] = [];
  #outline = '';
  #places: Positions = noPositions;
  #styles: Uint8Array = new Uint8Array(0);
  #order: Uint32Array = new Uint32Array(0);

  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
  }

  setPositions(places: Positions): void {
    const count = countOf(places);
    if (count !== this.#order.length) this.#order = shuffledOrder(count);
    this.#places = places;
  }

  setStyles(styles: Uint8Array): void {
    this.#styles = styles;
  }

  setPalette({ colours, foreground }: Palette): void {
    this.#colours = colours.map(toCss);
    this.#outline = toCss(foreground);
  }

  /** Always draws all points: their number is small. */
  draw(frame: Frame, highlights: readonly Highlight[]): number {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const index of drawingOrder(this.#order, this.#places, frame.depth)) {
      const { diameter, alpha, dimAlpha } = frame;
      if (looksDim(this.#styles, index))
        this.#drawPoint(frame, index, { diameter, alpha: dimAlpha, entry: missingEntry });
      else this.#drawPoint(frame, index, { diameter, alpha, entry: this.#entryOf(index) });
    }
    for (const { indices, diameter } of highlights) {
      for (const index of indices) {
        const look = { diameter, alpha: 1, entry: this.#entryOf(index) };
        const shape = this.#drawPoint(frame, index, look);
        if (shape === undefined) continue;
        this.#context.lineWidth = 3 / diameter;
        this.#context.strokeStyle = this.#outline;
        this.#context.stroke(shape);
      }
    }
    return this.#order.length;
  }

  dispose(): void {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  #entryOf(index: number): number {
    return this.#styles[index * styleBytes] ?? 0;
  }

  /**
   * Returns the shape that was drawn, with the context transformed to its position; undefined if it lies outside of
   * the view.
   */
  #drawPoint(frame: Frame, index: number, look: PointStyle): Path2D | undefined {
    const { camera, size, pixelRatio } = frame;
    const { diameter, alpha, entry } = look;
    const { x, y } = toScreen(camera, size, project(this.#places, frame.depth.axes, index));
    const depth = depthScale(this.#places, frame.depth, index);
    const isSeen =
      x > -diameter && y > -diameter && x < size.width + diameter && y < size.height + diameter;
    const shape = this.#shapes[this.#styles[index * styleBytes + 1] ?? 0];
    if (!isSeen || shape === undefined) return undefined;
    const unit = (diameter / 2) * depth.size * pixelRatio;
    this.#context.setTransform(unit, 0, 0, unit, x * pixelRatio, y * pixelRatio);
    this.#context.globalAlpha = alpha * depth.opacity;
    this.#context.fillStyle = this.#colours[entry] ?? this.#outline;
    this.#context.fill(shape, 'evenodd');
    return shape;
  }
}
