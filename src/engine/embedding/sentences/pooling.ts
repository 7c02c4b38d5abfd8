/** How the vectors of a text's tokens become one vector. */
export type Pooling = 'cls' | 'mean' | 'lasttoken';

/** Returns the vector of a text. `tokens` holds the vectors of all its tokens, one after the other. */
export function poolTokens(
  tokens: Float32Array,
  dimension: number,
  pooling: Pooling,
): Float32Array {
  const count = tokens.length / dimension;
  if (pooling === 'cls') return tokens.slice(0, dimension);
  if (pooling === 'lasttoken') return tokens.slice((count - 1) * dimension);
  const sums = new Float64Array(dimension);
  for (let at = 0; at < tokens.length; at++) sums[at % dimension]! += tokens[at]!;
  return Float32Array.from(sums, (sum) => sum / count);
}

/** Returns the vector with norm 1; a vector of zeros stays as it is. */
export function normalized(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return norm === 0 ? vector : vector.map((value) => value / norm);
}
