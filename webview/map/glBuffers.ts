import { missingEntry } from './palette.ts';
import { looksDim, styleBytes } from './pointStyles.ts';
import { dimBit, lookPlace, positionPlace } from './shaders.ts';

const bytesOfPlace = 8;
/** Where the fourth byte of a word begins: the machines that VS Code runs on keep the low byte first. */
const fourthByte = 24;
const colourBits = 0xffffff;

/**
 * Places and looks of points in the order in which they are drawn: the driver reads them one after the other, where a
 * list of numbers would send it all over the memory, and finds colours ready, where a palette would be read for each.
 */
export class PointBuffers {
  readonly #gl: WebGL2RenderingContext;
  readonly #layout: WebGLVertexArrayObject;
  readonly #places: WebGLBuffer;
  readonly #looks: WebGLBuffer;
  #ordered = new ArrayBuffer(0);
  #count = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#layout = gl.createVertexArray();
    this.#places = gl.createBuffer();
    this.#looks = gl.createBuffer();
    gl.bindVertexArray(this.#layout);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.enableVertexAttribArray(positionPlace);
    gl.vertexAttribPointer(positionPlace, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#looks);
    gl.enableVertexAttribArray(lookPlace);
    gl.vertexAttribPointer(lookPlace, 4, gl.UNSIGNED_BYTE, true, 0, 0);
    gl.bindVertexArray(null);
  }

  /** The points with these numbers, in this order, at their places in `xy`. */
  setPlaces(order: Uint32Array, xy: Float32Array): void {
    const gl = this.#gl;
    const isSame = order.length === this.#count;
    this.#count = order.length;
    const ordered = new Float32Array(this.#room(), 0, 2 * order.length);
    for (let at = 0; at < order.length; at++) {
      const index = order[at] as number;
      ordered[2 * at] = xy[2 * index] as number;
      ordered[2 * at + 1] = xy[2 * index + 1] as number;
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    if (isSame) gl.bufferSubData(gl.ARRAY_BUFFER, 0, ordered);
    else gl.bufferData(gl.ARRAY_BUFFER, ordered, gl.DYNAMIC_DRAW);
  }

  /**
   * How the same points look. `colours` are those of the palette as words, red in the low byte. Dim points lose their
   * colour too, so that what is lit stands out where they are many; without `showsDim` all are lit.
   */
  setLooks(order: Uint32Array, styles: Uint8Array, colours: Uint32Array, showsDim: boolean): void {
    const gl = this.#gl;
    const ordered = new Uint32Array(this.#room(), 0, order.length);
    for (let at = 0; at < order.length; at++) {
      const index = order[at] as number;
      const isDim = showsDim && looksDim(styles, index);
      const entry = isDim ? missingEntry : (styles[index * styleBytes] as number);
      const bits = (styles[index * styleBytes + 1] as number) | (isDim ? dimBit : 0);
      ordered[at] = ((colours[entry] as number) & colourBits) | (bits << fourthByte);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#looks);
    gl.bufferData(gl.ARRAY_BUFFER, ordered, gl.STATIC_DRAW);
  }

  draw(): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#layout);
    gl.drawArrays(gl.POINTS, 0, this.#count);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#gl.deleteBuffer(this.#places);
    this.#gl.deleteBuffer(this.#looks);
    this.#gl.deleteVertexArray(this.#layout);
  }

  /** Made once for as many points as there are. */
  #room(): ArrayBuffer {
    const needed = this.#count * bytesOfPlace;
    if (this.#ordered.byteLength < needed) this.#ordered = new ArrayBuffer(needed);
    return this.#ordered;
  }
}
