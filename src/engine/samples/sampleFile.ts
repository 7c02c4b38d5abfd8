import { Failure } from '../../common/failure.ts';

/**
 * Packs numbers as fixed-point integers of `decimals` places, in zigzag code and byte planes: all low bytes, then all middle
 * ones, then all high ones. Throws `badInput` for numbers that do not fit 24 bits.
 */
export function packValues(values: ArrayLike<number>, decimals: number): Uint8Array {
  const count = values.length;
  const packed = new Uint8Array(count * planes);
  const scale = 10 ** decimals;
  for (let i = 0; i < count; i++) {
    const whole = Math.round(values[i]! * scale);
    const zigzag = whole < 0 ? -2 * whole - 1 : 2 * whole;
    if (!(zigzag < 2 ** 24))
      throw new Failure('badInput', `${values[i]} is too large to be packed`);
    packed[i] = zigzag & 0xff;
    packed[count + i] = (zigzag >> 8) & 0xff;
    packed[2 * count + i] = zigzag >> 16;
  }
  return packed;
}

/** Bytes of a packed number. Planes of low, middle and high bytes compress far better than floats. */
const planes = 3;

/** Unpacks numbers to the nearest float32. Throws `damaged` unless there are exactly `count`. */
export function unpackValues(packed: Uint8Array, decimals: number, count: number): Float32Array {
  if (packed.length !== count * planes)
    throw new Failure(
      'damaged',
      `The sample holds ${packed.length / planes} numbers, not ${count}`,
    );
  const values = new Float32Array(count);
  const scale = 10 ** decimals;
  for (let i = 0; i < count; i++) {
    const zigzag = packed[i]! | (packed[count + i]! << 8) | (packed[2 * count + i]! << 16);
    values[i] = ((zigzag >>> 1) ^ -(zigzag & 1)) / scale;
  }
  return values;
}
