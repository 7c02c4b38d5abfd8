import { Disposables } from '../../src/common/disposables.ts';
import { GlProgram } from './glProgram.ts';
import { PointBuffers } from './glBuffers.ts';
import { paletteBytes, type Palette } from './palette.ts';
import { shuffledOrder, type Frame, type Highlight, type Painter } from './painter.ts';
import { styleBytes } from './pointStyles.ts';
import { dotFragmentShader, markerFragmentShader, vertexShader } from './shaders.ts';

const uniformNames = [
  'middle',
  'zoom',
  'diameter',
  'alpha',
  'dimAlpha',
  'outline',
  'outlineColour',
] as const;
type Program = GlProgram<(typeof uniformNames)[number]>;

/** Points of so many pixels or fewer are plain dots: their shapes could not be told apart. */
const maxDotPx = 3.5;

/** Paints with WebGL2, one call for all points; undefined where the canvas cannot do it. */
export function createGlPainter(canvas: HTMLCanvasElement): Painter | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
  if (gl === null) return undefined;
  const link = (fragment: string): Program | undefined =>
    GlProgram.link(gl, { vertex: vertexShader, fragment }, uniformNames);
  const markers = link(markerFragmentShader);
  const dots = link(dotFragmentShader);
  return markers && dots && new GlPainter(gl, markers, dots);
}

class GlPainter implements Painter {
  readonly kind = 'webgl2';
  readonly #gl: WebGL2RenderingContext;
  readonly #markers: Program;
  readonly #dots: Program;
  readonly #resources = new Disposables();
  readonly #all: PointBuffers;
  readonly #above: PointBuffers;
  #order: Uint32Array = new Uint32Array(0);
  #xy: Float32Array = new Float32Array(0);
  #styles: Uint8Array = new Uint8Array(0);
  /** Colours as the bytes of a look. */
  #colours: Uint32Array = new Uint32Array(0);
  #outline: readonly [number, number, number] = [1, 1, 1];

  constructor(gl: WebGL2RenderingContext, markers: Program, dots: Program) {
    this.#gl = gl;
    this.#markers = markers;
    this.#dots = dots;
    this.#resources.own({ dispose: () => gl.deleteProgram(markers.program) });
    this.#resources.own({ dispose: () => gl.deleteProgram(dots.program) });
    this.#all = this.#resources.own(new PointBuffers(gl));
    this.#above = this.#resources.own(new PointBuffers(gl));
  }

  setPositions(xy: Float32Array): void {
    const count = xy.length / 2;
    if (count !== this.#order.length) this.#order = shuffledOrder(count);
    this.#xy = xy;
    this.#all.setPlaces(this.#order, xy);
    this.#fitStyles();
  }

  setStyles(styles: Uint8Array): void {
    this.#styles = styles;
    this.#fitStyles();
  }

  setPalette(palette: Palette): void {
    const [red, green, blue] = palette.foreground;
    this.#outline = [red / 255, green / 255, blue / 255];
    this.#colours = new Uint32Array(paletteBytes(palette).buffer);
    this.#fitStyles();
  }

  draw(frame: Frame, highlights: readonly Highlight[]): void {
    const gl = this.#gl;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!this.#isStyled) return;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const diameter = frame.diameter * frame.pixelRatio;
    this.#use(diameter <= maxDotPx ? this.#dots : this.#markers, frame);
    this.#all.draw();
    if (highlights.length === 0) return;
    const program = this.#markers;
    this.#use(program, { ...frame, alpha: 1 });
    gl.uniform1f(program.at('outline'), 1.25 * frame.pixelRatio);
    for (const { indices, diameter: above } of highlights) {
      gl.uniform1f(program.at('diameter'), above * frame.pixelRatio);
      this.#above.setPlaces(indices, this.#xy);
      this.#above.setLooks(indices, this.#styles, this.#colours, false);
      this.#above.draw();
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** Whether there are points, a style for each, and colours for those. */
  get #isStyled(): boolean {
    const { length: count } = this.#order;
    return count > 0 && this.#styles.length >= count * styleBytes && this.#colours.length > 0;
  }

  #fitStyles(): void {
    if (this.#isStyled) this.#all.setLooks(this.#order, this.#styles, this.#colours, true);
  }

  #use(program: Program, { camera, size, pixelRatio, diameter, alpha, dimAlpha }: Frame): void {
    const gl = this.#gl;
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
    gl.uniform1f(program.at('outline'), 0);
    gl.uniform3f(program.at('outlineColour'), ...this.#outline);
  }
}
