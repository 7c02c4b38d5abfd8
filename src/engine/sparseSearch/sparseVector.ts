/** A vector of which only some values are named: each index once, in any order, with a value of its own. */
export type SparseVector = {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
};

/** In bytes: how many, the indices, the values, each of 32 bits, little end first. */
export function encodeSparse({ indices, values }: SparseVector): Uint8Array {
  const words = new Uint32Array(1 + 2 * indices.length);
  words[0] = indices.length;
  words.set(indices, 1);
  new Float32Array(words.buffer).set(values, 1 + indices.length);
  return new Uint8Array(words.buffer);
}

/** The vector in the bytes; undefined where they hold none. */
export function decodeSparse(bytes: Uint8Array): SparseVector | undefined {
  if (bytes.byteLength < 4 || bytes.byteLength % 8 !== 4) return undefined;
  // A copy begins at a multiple of four, which the views need.
  const { buffer } = Uint8Array.from(bytes);
  const count = (bytes.byteLength - 4) / 8;
  if (new Uint32Array(buffer, 0, 1)[0] !== count) return undefined;
  return {
    indices: new Uint32Array(buffer, 4, count),
    values: new Float32Array(buffer, 4 + 4 * count, count),
  };
}
