import { Disposables } from '../../../src/common/disposables.ts';
import { isSameCamera } from '../camera/camera.ts';
import { FrameBudget } from './frameBudget.ts';
import { PointBuffers, type PointAppearance } from './pointBuffers.ts';
import { GpuTimer } from './gpuTimer.ts';
import { OffscreenLayer } from './offscreenLayer.ts';
import { GlProgram } from './glProgram.ts';
import { paletteBytes, type Palette } from '../colours/palette.ts';
import {
  shuffledOrder,
  type Frame,
  type Highlight,
  type DrawMode,
  type Renderer,
} from './renderer.ts';
import { countOf, noPositions, type Positions } from '../space/positions.ts';
import { drawingOrder, type Depth } from '../space/depth.ts';
import { styleBytes } from '../colours/pointStyles.ts';
import { dotFragmentShader, markerFragmentShader, vertexShader } from './shaders.ts';

/** Creates a WebGL2 renderer; undefined if the canvas does not support WebGL2. */
export function createGlRenderer(canvas: HTMLCanvasElement): Renderer | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
  if (gl === null) return undefined;
  const link = (fragment: string): Program | undefined =>
    GlProgram.link(gl, { vertex: vertexShader, fragment }, uniformNames);
  const markers = link(markerFragmentShader);
  const dots = link(dotFragmentShader);
  return markers && dots && new GlRenderer(gl, markers, dots);
}

const uniformNames = [
  'middle',
  'zoom',
  'diameter',
  'alpha',
  'dimAlpha',
  'outline',
  'right',
  'up',
  'towards',
  'nearness',
  'fade',
  'outlineColour',
] as const;
type Program = GlProgram<(typeof uniformNames)[number]>;

/** Points up to this size are drawn as plain dots, because marker shapes are not distinguishable. */
const maxDotPx = 3.5;

class GlRenderer implements Renderer {
  readonly kind = 'webgl2';
  readonly #gl: WebGL2RenderingContext;
  readonly #markers: Program;
  readonly #dots: Program;
  readonly #resources = new Disposables();
  readonly #all: PointBuffers;
  readonly #above: PointBuffers;
  /** Holds the drawn points, so that points can be added and highlights redrawn without redrawing the rest. */
  readonly #layer: OffscreenLayer;
  readonly #clock: GpuTimer;
  readonly #frameBudget = new FrameBudget();
  #order: Uint32Array = new Uint32Array(0);
  #places: Positions = noPositions;
  #looks: PointAppearance = {
    styles: new Uint8Array(0),
    colours: new Uint32Array(0),
    showsDim: true,
  };
  #outline: readonly [number, number, number] = [1, 1, 1];
  /** Number of points, in draw order, whose position and appearance are in the buffers. */
  #placed = 0;
  #looked = 0;
  /** Number of points in the layer, and the frame they were drawn with. */
  #drawn = 0;
  #frame: Frame | undefined;

  constructor(gl: WebGL2RenderingContext, markers: Program, dots: Program) {
    this.#gl = gl;
    this.#markers = markers;
    this.#dots = dots;
    this.#resources.own({ dispose: () => gl.deleteProgram(markers.program) });
    this.#resources.own({ dispose: () => gl.deleteProgram(dots.program) });
    this.#all = this.#resources.own(new PointBuffers(gl));
    this.#above = this.#resources.own(new PointBuffers(gl));
    this.#layer = this.#resources.own(new OffscreenLayer(gl));
    this.#clock = this.#resources.own(new GpuTimer(gl));
  }

  setPositions(places: Positions): void {
    const count = countOf(places);
    if (count !== this.#order.length) this.#order = shuffledOrder(count);
    if (count !== countOf(this.#places) || places.components !== this.#places.components)
      this.#looked = 0;
    this.#places = places;
    this.#placed = 0;
    this.#frame = undefined;
  }

  setStyles(styles: Uint8Array): void {
    this.#setLooks({ ...this.#looks, styles });
  }

  setPalette(palette: Palette): void {
    const [red, green, blue] = palette.foreground;
    this.#outline = [red / 255, green / 255, blue / 255];
    this.#setLooks({ ...this.#looks, colours: new Uint32Array(paletteBytes(palette).buffer) });
  }

  draw(frame: Frame, highlights: readonly Highlight[], drawMode: DrawMode): number {
    const isEmptied = this.#layer.open();
    if (isEmptied || this.#frame === undefined || !isSameFrame(frame, this.#frame)) {
      this.#layer.clear();
      this.#drawn = 0;
      this.#arrange(frame.depth);
      this.#frame = frame;
    }
    if (this.#isStyled) this.#drawMore(frame, drawMode);
    this.#layer.show();
    if (this.#isStyled) this.#drawAbove(frame, highlights);
    return this.#drawn;
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #setLooks(looks: PointAppearance): void {
    this.#looks = looks;
    this.#looked = 0;
    this.#frame = undefined;
  }

  /** Whether there are points with styles and colours. */
  get #isStyled(): boolean {
    const { styles, colours } = this.#looks;
    const { length: count } = this.#order;
    return count > 0 && styles.length >= count * styleBytes && colours.length > 0;
  }

  /** Returns how many points the frame should have after this call. */
  #goal(drawMode: DrawMode): number {
    const { length: count } = this.#order;
    if (drawMode === 'complete') return count;
    const drawn = this.#drawn;
    return drawMode === 'interactive'
      ? this.#frameBudget.interactiveCount(count)
      : drawn + this.#frameBudget.progressiveCount(drawn, count);
  }

  /** Sorts the points by depth again after a rotation. */
  #arrange(depth: Depth): void {
    if (depth.rotation === this.#frame?.depth.rotation) return;
    const order = drawingOrder(this.#order, this.#places, depth);
    if (order === this.#order) return;
    this.#order = order;
    this.#placed = 0;
    this.#looked = 0;
  }

  #drawMore(frame: Frame, drawMode: DrawMode): void {
    const from = this.#drawn;
    const to = this.#goal(drawMode);
    if (to <= from) return;
    const beginMs = performance.now();
    this.#fill(to);
    const diameter = frame.diameter * frame.pixelRatio;
    this.#use(diameter <= maxDotPx ? this.#dots : this.#markers, frame);
    this.#all.draw({ from, to });
    this.#drawn = to;
    const kind = drawMode === 'interactive' ? drawMode : 'progressive';
    this.#clock.measure(beginMs, (elapsedMs) =>
      this.#frameBudget.learn(kind, to - from, elapsedMs),
    );
  }

  /** Uploads positions and appearance of the first `to` points in draw order. */
  #fill(to: number): void {
    const { components, values } = this.#places;
    if (this.#placed === 0 || this.#looked === 0) this.#all.hold(this.#order, components);
    if (this.#placed < to) this.#all.writePositions({ from: this.#placed, to }, values);
    if (this.#looked < to) this.#all.writeAppearance({ from: this.#looked, to }, this.#looks);
    this.#placed = Math.max(this.#placed, to);
    this.#looked = Math.max(this.#looked, to);
  }

  #drawAbove(frame: Frame, highlights: readonly Highlight[]): void {
    if (highlights.length === 0) return;
    const gl = this.#gl;
    const program = this.#markers;
    this.#use(program, { ...frame, alpha: 1 });
    gl.uniform1f(program.at('outline'), 1.25 * frame.pixelRatio);
    for (const { indices, diameter } of highlights) {
      gl.uniform1f(program.at('diameter'), diameter * frame.pixelRatio);
      const all = { from: 0, to: indices.length };
      this.#above.hold(indices, this.#places.components);
      this.#above.writePositions(all, this.#places.values);
      this.#above.writeAppearance(all, { ...this.#looks, showsDim: false });
      this.#above.draw(all);
    }
  }

  #use(program: Program, frame: Frame): void {
    const gl = this.#gl;
    const { camera, size, pixelRatio, diameter, alpha, dimAlpha, depth } = frame;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(program.program);
    gl.uniform2f(program.at('middle'), camera.x, camera.y);
    gl.uniform2f(
      program.at('zoom'),
      (2 * camera.scale) / size.width,
      (2 * camera.scale) / size.height,
    );
    gl.uniform1f(program.at('diameter'), diameter * pixelRatio);
    gl.uniform1f(program.at('alpha'), alpha);
    gl.uniform1f(program.at('dimAlpha'), dimAlpha);
    gl.uniform3f(program.at('right'), ...depth.axes.right);
    gl.uniform3f(program.at('up'), ...depth.axes.up);
    gl.uniform3f(program.at('towards'), ...depth.axes.towards);
    gl.uniform1f(program.at('nearness'), depth.radius > 0 ? 1 / depth.radius : 0);
    gl.uniform1f(program.at('fade'), depth.fade);
    gl.uniform1f(program.at('outline'), 0);
    gl.uniform3f(program.at('outlineColour'), ...this.#outline);
  }
}

/** Returns whether two frames draw the same points at the same positions. */
function isSameFrame(one: Frame, other: Frame): boolean {
  return (
    isSameCamera(one.camera, other.camera) &&
    one.size.width === other.size.width &&
    one.size.height === other.size.height &&
    one.pixelRatio === other.pixelRatio &&
    one.diameter === other.diameter &&
    one.alpha === other.alpha &&
    one.dimAlpha === other.dimAlpha &&
    one.depth.rotation === other.depth.rotation &&
    one.depth.radius === other.depth.radius &&
    one.depth.fade === other.depth.fade
  );
}
