import { Failure } from '../../common/failure.ts';
import type { MapFrame } from './map.ts';

/** Encodes a frame. The UTF-8 encoder is an argument, because pure code has none. */
export function encodeFrame(
  frame: MapFrame,
  encodeText: (text: string) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { data = noData, ...rest } = 'data' in frame ? frame : { ...frame, data: undefined };
  const header = encodeText(JSON.stringify(rest));
  const bytes = new Uint8Array(prefixBytes + header.length + data.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length, true);
  view.setUint32(4, data.byteLength, true);
  bytes.set(header, prefixBytes);
  bytes.set(new Uint8Array(data), prefixBytes + header.length);
  return bytes;
}

/**
 * Wire format of map frames: header length and body length (u32, little endian), the header as UTF-8 JSON, the body as
 * raw bytes.
 */
const prefixBytes = 8;
const maxHeaderBytes = 256 * 2 ** 20;

const typesWithData: ReadonlySet<MapFrame['type']> = new Set([
  'column',
  'positions',
  'positionAccuracy',
]);

const noData = new ArrayBuffer(0);

/** Splits a byte stream into frames. Each `data` is a separate buffer of exact length. */
export class FrameReader {
  readonly #decodeText: (bytes: Uint8Array) => string;
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(decodeText: (bytes: Uint8Array) => string) {
    this.#decodeText = decodeText;
  }

  /** Returns the frames that this chunk completes. Throws `damaged` for impossible lengths. */
  push(chunk: Uint8Array): MapFrame[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: MapFrame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  /** Throws `network` if the stream ended within a frame. */
  end(): void {
    if (this.#length > 0)
      throw new Failure('network', 'The local engine stopped in the middle of a response');
  }

  #next(): MapFrame | undefined {
    if (this.#length < prefixBytes) return undefined;
    const prefix = this.#peek(prefixBytes);
    const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
    const headerLength = view.getUint32(0, true);
    const bodyLength = view.getUint32(4, true);
    if (headerLength > maxHeaderBytes)
      throw new Failure('damaged', 'The local engine’s response cannot be read');
    const whole = prefixBytes + headerLength + bodyLength;
    if (this.#length < whole) return undefined;
    const bytes = this.#peek(whole);
    this.#chunks = this.#length > whole ? [bytes.subarray(whole)] : [];
    this.#length -= whole;
    const frame = JSON.parse(
      this.#decodeText(bytes.subarray(prefixBytes, prefixBytes + headerLength)),
    ) as MapFrame;
    // Not `slice`: on Node's Buffer, also a Uint8Array, it returns a view of a pool.
    const data = new Uint8Array(bodyLength);
    data.set(bytes.subarray(prefixBytes + headerLength, whole));
    return typesWithData.has(frame.type) ? ({ ...frame, data: data.buffer } as MapFrame) : frame;
  }

  /** Joins the chunks once they hold at least `length` bytes. */
  #peek(length: number): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= length) return first;
    const joined = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [joined];
    return joined;
  }
}
