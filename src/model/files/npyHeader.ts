import { Failure } from '../../common/failure.ts';

/** What the header of a `.npy` file says: an array of two dimensions, a vector a row. */
export type NpyHeader = {
  readonly rows: number;
  readonly columns: number;
  /** Position of the first value. */
  readonly start: number;
  readonly valueBytes: 2 | 4 | 8;
  readonly isLittleEndian: boolean;
};

/** Bytes that are enough for a header. */
export const npyHeaderBytes = 64 * 1024;

/** Decodes the header of a `.npy` file. Throws `badInput` if it is none, or not of vectors of floating point numbers. */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const isNpy = bytes.length > 12 && String.fromCharCode(...bytes.slice(1, 6)) === 'NUMPY';
  if (!isNpy || bytes[0] !== 0x93) throw new Failure('badInput', 'it is not a NumPy array');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const [length, at] = isFirst ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const text = String.fromCharCode(...bytes.slice(at, at + Math.min(length, 1000)));
  const [, order = '', kind = '', size = ''] =
    /'descr':\s*'([<>|=])([a-zA-Z])(\d+)'/.exec(text) ?? [];
  const [, shape = ''] = /'shape':\s*\(([^)]*)\)/.exec(text) ?? [];
  const sizes = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  if (kind !== 'f' || !['2', '4', '8'].includes(size))
    throw new Failure('badInput', 'its values are not float16, float32 or float64');
  const [rows, columns] = sizes;
  if (sizes.length !== 2 || rows === undefined || columns === undefined)
    throw new Failure(
      'badInput',
      `its shape is (${sizes.join(', ')}), and a file of vectors has the shape (rows, dimension)`,
    );
  if (/'fortran_order':\s*True/.test(text) && rows > 1 && columns > 1)
    throw new Failure('badInput', 'it is in Fortran order: save it with numpy.ascontiguousarray');
  return {
    rows,
    columns,
    start: at + length,
    valueBytes: Number(size) as NpyHeader['valueBytes'],
    isLittleEndian: order !== '>',
  };
}

/** Returns the values of a row. */
export function npyValues(
  view: DataView,
  at: number,
  { columns, valueBytes, isLittleEndian }: NpyHeader,
): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const place = at + column * valueBytes;
    if (valueBytes === 8) return view.getFloat64(place, isLittleEndian);
    if (valueBytes === 4) return view.getFloat32(place, isLittleEndian);
    return fromHalf(view.getUint16(place, isLittleEndian));
  });
}

/** Decodes a float16 of IEEE 754. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
