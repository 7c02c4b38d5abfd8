import { Disposables } from '../../src/common/disposables.ts';
import { paletteBytes, type Palette } from './palette.ts';
import { shuffledOrder, type Frame, type Highlight, type Painter } from './painter.ts';
import { styleBytes } from './pointStyles.ts';
import { fragmentShader, positionPlace, stylePlace, vertexShader } from './shaders.ts';

const uniformNames = [
  'middle',
  'zoom',
  'diameter',
  'alpha',
  'dimAlpha',
  'palette',
  'outline',
  'outlineColour',
] as const;
type UniformName = (typeof uniformNames)[number];

/** Paints with WebGL2, one call for all points; undefined where the canvas cannot do it. */
export function createGlPainter(canvas: HTMLCanvasElement): Painter | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
  if (gl === null) return undefined;
  const program = link(gl);
  return program === undefined ? undefined : new GlPainter(gl, program);
}

class GlPainter implements Painter {
  readonly kind = 'webgl2';
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms: ReadonlyMap<UniformName, WebGLUniformLocation | null>;
  readonly #resources = new Disposables();
  readonly #layout: WebGLVertexArrayObject;
  readonly #positions: WebGLBuffer;
  readonly #styles: WebGLBuffer;
  readonly #order: WebGLBuffer;
  readonly #above: WebGLBuffer;
  readonly #texture: WebGLTexture;
  #count = 0;
  #styledCount = 0;
  #outline: readonly [number, number, number] = [1, 1, 1];

  constructor(gl: WebGL2RenderingContext, program: WebGLProgram) {
    this.#gl = gl;
    this.#program = program;
    this.#resources.own({ dispose: () => gl.deleteProgram(program) });
    this.#uniforms = new Map(
      uniformNames.map((name) => [name, gl.getUniformLocation(program, name)]),
    );
    this.#positions = this.#createBuffer();
    this.#styles = this.#createBuffer();
    this.#order = this.#createBuffer();
    this.#above = this.#createBuffer();
    this.#texture = gl.createTexture();
    this.#resources.own({ dispose: () => gl.deleteTexture(this.#texture) });
    this.#layout = gl.createVertexArray();
    this.#resources.own({ dispose: () => gl.deleteVertexArray(this.#layout) });
    this.#describeLayout();
  }

  setPositions(xy: Float32Array): void {
    const gl = this.#gl;
    const count = xy.length / 2;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#positions);
    if (count === this.#count) {
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, xy);
      return;
    }
    gl.bufferData(gl.ARRAY_BUFFER, xy, gl.DYNAMIC_DRAW);
    this.#count = count;
    gl.bindVertexArray(this.#layout);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#order);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, shuffledOrder(count), gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  setStyles(styles: Uint8Array): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#styles);
    gl.bufferData(gl.ARRAY_BUFFER, styles, gl.STATIC_DRAW);
    this.#styledCount = styles.length / styleBytes;
  }

  setPalette(palette: Palette): void {
    const gl = this.#gl;
    const [red, green, blue] = palette.foreground;
    this.#outline = [red / 255, green / 255, blue / 255];
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    const bytes = paletteBytes(palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  draw(frame: Frame, highlights: readonly Highlight[]): void {
    const gl = this.#gl;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // Drawing past the end of a buffer is an error: both must be there first.
    if (this.#count === 0 || this.#styledCount < this.#count) return;
    gl.useProgram(this.#program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#setUniforms(frame);
    gl.bindVertexArray(this.#layout);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#order);
    gl.drawElements(gl.POINTS, this.#count, gl.UNSIGNED_INT, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#above);
    gl.uniform1f(this.#at('alpha'), 1);
    gl.uniform1f(this.#at('dimAlpha'), 1);
    gl.uniform1f(this.#at('outline'), 1.25 * frame.pixelRatio);
    for (const { indices, diameter } of highlights) {
      gl.uniform1f(this.#at('diameter'), diameter * frame.pixelRatio);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STREAM_DRAW);
      gl.drawElements(gl.POINTS, indices.length, gl.UNSIGNED_INT, 0);
    }
    gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #setUniforms({ camera, size, pixelRatio, diameter, alpha, dimAlpha }: Frame): void {
    const gl = this.#gl;
    gl.uniform2f(this.#at('middle'), camera.x, camera.y);
    gl.uniform2f(
      this.#at('zoom'),
      (2 * camera.scale) / size.width,
      (2 * camera.scale) / size.height,
    );
    gl.uniform1f(this.#at('diameter'), diameter * pixelRatio);
    gl.uniform1f(this.#at('alpha'), alpha);
    gl.uniform1f(this.#at('dimAlpha'), dimAlpha);
    gl.uniform1f(this.#at('outline'), 0);
    gl.uniform3f(this.#at('outlineColour'), ...this.#outline);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.uniform1i(this.#at('palette'), 0);
  }

  #describeLayout(): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#layout);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#positions);
    gl.enableVertexAttribArray(positionPlace);
    gl.vertexAttribPointer(positionPlace, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#styles);
    gl.enableVertexAttribArray(stylePlace);
    gl.vertexAttribIPointer(stylePlace, styleBytes, gl.UNSIGNED_BYTE, 0, 0);
    gl.bindVertexArray(null);
  }

  #createBuffer(): WebGLBuffer {
    const buffer = this.#gl.createBuffer();
    this.#resources.own({ dispose: () => this.#gl.deleteBuffer(buffer) });
    return buffer;
  }

  #at(name: UniformName): WebGLUniformLocation | null {
    return this.#uniforms.get(name) ?? null;
  }
}

/** The program, or undefined where this machine's driver refuses it. */
function link(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) === true) return program;
  gl.deleteProgram(program);
  return undefined;
}
