import type { Positions } from '../space/positions.ts';
import { missingEntry } from '../colours/palette.ts';
import { dimBits, styleWords } from '../colours/pointStyles.ts';
import { dimBit, appearanceLocation, positionLocation } from './shaders.ts';

/**
 * GPU buffers with positions and colours in draw order. The GPU then reads memory sequentially and needs no palette
 * lookup. Ranges are written separately, so that drawing can start before all points are uploaded.
 */
export class PointBuffers {
  readonly #gl: WebGL2RenderingContext;
  readonly #layout: WebGLVertexArrayObject;
  readonly #places: WebGLBuffer;
  readonly #looks: WebGLBuffer;
  #order: Uint32Array = new Uint32Array(0);
  #components = 0;
  #room = new ArrayBuffer(0);

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#layout = gl.createVertexArray();
    this.#places = gl.createBuffer();
    this.#looks = gl.createBuffer();
  }

  /** Allocates space for these points in this order. Discards earlier contents. */
  hold(order: Uint32Array, components: Positions['components']): void {
    const gl = this.#gl;
    const isSameSize = order.length === this.#order.length && components === this.#components;
    this.#order = order;
    this.#components = components;
    if (isSameSize) return;
    gl.bindVertexArray(this.#layout);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.bufferData(gl.ARRAY_BUFFER, order.length * components * bytesOfNumber, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(positionLocation);
    gl.vertexAttribPointer(positionLocation, components, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#looks);
    gl.bufferData(gl.ARRAY_BUFFER, order.length * bytesOfNumber, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(appearanceLocation);
    gl.vertexAttribPointer(appearanceLocation, 4, gl.UNSIGNED_BYTE, true, 0, 0);
    gl.bindVertexArray(null);
  }

  writePositions({ from, to }: Range, values: Float32Array): void {
    const components = this.#components;
    const ordered = new Float32Array(this.#space(to - from, components));
    for (let at = from, next = 0; at < to; at++) {
      const start = (this.#order[at] as number) * components;
      ordered[next++] = values[start] as number;
      ordered[next++] = values[start + 1] as number;
      if (components > 2) ordered[next++] = values[start + 2] as number;
    }
    this.#write(this.#places, ordered, from * components, (to - from) * components);
  }

  writeAppearance({ from, to }: Range, { styles, colours, showsDim }: PointAppearance): void {
    const ordered = new Uint32Array(this.#space(to - from, 1));
    const words = styleWords(styles);
    const dim = showsDim ? dimBits : 0;
    for (let at = from; at < to; at++) {
      const word = words[this.#order[at] as number] as number;
      const isDim = (word & dim) !== 0;
      const colour = colours[isDim ? missingEntry : word & entryBits] as number;
      // The marker is the second byte of a style.
      const bits = ((word & markerBits) << 16) | (isDim ? dimBit << fourthByte : 0);
      ordered[at - from] = (colour & colourBits) | bits;
    }
    this.#write(this.#looks, ordered, from, to - from);
  }

  draw({ from, to }: Range): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#layout);
    gl.drawArrays(gl.POINTS, from, to - from);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#gl.deleteBuffer(this.#places);
    this.#gl.deleteBuffer(this.#looks);
    this.#gl.deleteVertexArray(this.#layout);
  }

  #write(
    buffer: WebGLBuffer,
    values: Float32Array | Uint32Array,
    start: number,
    length: number,
  ): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, start * bytesOfNumber, values, 0, length);
  }

  /** Returns a reusable buffer of at least this size. */
  #space(points: number, numbers: number): ArrayBuffer {
    const needed = points * numbers * bytesOfNumber;
    if (this.#room.byteLength < needed) this.#room = new ArrayBuffer(needed);
    return this.#room;
  }
}

const bytesOfNumber = 4;
/** Bit offset of the fourth byte of a word; all supported machines are little-endian. */
const fourthByte = 24;
const colourBits = 0xffffff;
/** Masks of the palette entry and the marker in a style word. */
const entryBits = 0xff;
const markerBits = 0xff00;

/** A range in draw order: `from` inclusive, `to` exclusive. */
export type Range = { readonly from: number; readonly to: number };

/** The appearance of the points. `colours` are palette colours as words, red in the lowest byte. */
export type PointAppearance = {
  readonly styles: Uint8Array;
  readonly colours: Uint32Array;
  /** Whether dim points are drawn grey and translucent; else all points are drawn as normal. */
  readonly showsDim: boolean;
};
