import { Failure } from '../../../common/failure.ts';

/** The bytes as parts of a file: a length, a header of JSON, arrays that begin at multiples of 8. */
export function encodeArrays(
  header: ArrayFileHeader,
  parts: readonly Part[],
): readonly Uint8Array[] {
  const arrays = parts.map((part) => ('byteLength' in part ? [part] : part));
  const lengths = arrays.map((pieces) => pieces.reduce((sum, { length }) => sum + length, 0));
  const stored: StoredHeader = { ...header, lengths };
  const text = Buffer.from(JSON.stringify(stored));
  const start = Buffer.alloc(8);
  start.writeUInt32LE(text.byteLength);
  return [start, ...[[text], ...arrays].flatMap(padded)];
}

type NumberArray =
  Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** An array as the file holds it, or several of the same type that the file holds as one. */
type Part = NumberArray | readonly NumberArray[];

/** The part of a header that all files have. */
export type ArrayFileHeader = { readonly formatVersion: number };

type StoredHeader = ArrayFileHeader & {
  /** Of the arrays, in the order in which they follow. */
  readonly lengths: readonly number[];
};

/** Reads the header and the arrays of a file, which are views of its bytes. */
export class ArrayFileReader<H extends ArrayFileHeader> {
  readonly header: H;
  readonly #buffer: ArrayBuffer;
  readonly #lengths: Iterator<number>;
  #at: number;

  /** Throws `damaged` for a file of another version. */
  constructor({ buffer }: Uint8Array<ArrayBuffer>, formatVersion: number) {
    const headerBytes = new DataView(buffer).getUint32(0, true);
    const stored = JSON.parse(Buffer.from(buffer, 8, headerBytes).toString()) as H & StoredHeader;
    if (stored.formatVersion !== formatVersion)
      throw new Failure('damaged', 'A cache on disk has another version: it is built again');
    this.header = stored;
    this.#buffer = buffer;
    this.#lengths = stored.lengths.values();
    this.#at = 8 + headerBytes + paddingOf(headerBytes);
  }

  /** The next array of the file. Call it once for each array, in their order. */
  next<T extends NumberArray>(
    ArrayType: (new (buffer: ArrayBuffer, at: number, length: number) => T) & {
      readonly BYTES_PER_ELEMENT: number;
    },
  ): T {
    const { value: length = 0 } = this.#lengths.next() as { value?: number };
    const array = new ArrayType(this.#buffer, this.#at, length);
    this.#at += array.byteLength + paddingOf(array.byteLength);
    return array;
  }
}

/** The parts of an array that was written as one, from its whole and the end of each. */
export function splitAt(whole: Uint32Array, ends: Uint32Array): readonly Uint32Array[] {
  const parts: Uint32Array[] = [];
  for (let at = 0, start = 0; at < ends.length; start = ends[at++]!)
    parts.push(whole.subarray(start, ends[at]));
  return parts;
}

/** Where each part ends in the whole, for `splitAt`. */
export function endsOf(parts: readonly Uint32Array[]): Uint32Array {
  let end = 0;
  return Uint32Array.from(parts, ({ length }) => (end += length));
}

function padded(pieces: readonly NumberArray[]): Uint8Array[] {
  const bytes = pieces.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const sizeBytes = bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [...bytes, new Uint8Array(paddingOf(sizeBytes))];
}

function paddingOf(sizeBytes: number): number {
  return (8 - (sizeBytes % 8)) % 8;
}
