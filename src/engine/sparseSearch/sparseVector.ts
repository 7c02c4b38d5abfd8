/** A sparse vector: distinct indices in any order, and a value for each. All other values are 0. */
export type SparseVector = {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
};

/** The stored bytes of a sparse vector: its count, indices and values, each of 32 bits, little-endian. */
export function encodeSparse({ indices, values }: SparseVector): Uint8Array {
  const words = new Uint32Array(1 + 2 * indices.length);
  words[0] = indices.length;
  words.set(indices, 1);
  new Float32Array(words.buffer).set(values, 1 + indices.length);
  return new Uint8Array(words.buffer);
}

/** The sparse vector of stored bytes; undefined if they are invalid. */
export function decodeSparse(bytes: Uint8Array): SparseVector | undefined {
  if (bytes.byteLength < 4 || bytes.byteLength % 8 !== 4) return undefined;
  // The views need an offset that is a multiple of four: a copy begins at 0.
  const { buffer } = Uint8Array.from(bytes);
  const count = (bytes.byteLength - 4) / 8;
  if (new Uint32Array(buffer, 0, 1)[0] !== count) return undefined;
  return {
    indices: new Uint32Array(buffer, 4, count),
    values: new Float32Array(buffer, 4 + 4 * count, count),
  };
}
