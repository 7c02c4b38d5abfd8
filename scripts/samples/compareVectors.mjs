const neighbours = 10;

/**
 * What was lost on the way from `original` to `kept`: the root mean square of the difference relative to the
 * values', the largest difference, and the share of each record's 10 nearest (cosine) that stayed the same.
 */
export function compareVectors(original, kept, dimension) {
  let squares = 0;
  let error = 0;
  let largest = 0;
  for (let i = 0; i < original.length; i++) {
    const difference = Math.abs(original[i] - kept[i]);
    squares += original[i] ** 2;
    error += difference ** 2;
    largest = Math.max(largest, difference);
  }
  return {
    relative: Math.sqrt(error / squares),
    largest,
    overlap: overlapOf(normalise(original, dimension), normalise(kept, dimension), dimension),
  };
}

function overlapOf(original, kept, dimension) {
  const count = original.length / dimension;
  let same = 0;
  for (let row = 0; row < count; row++) {
    const expected = new Set(nearest(original, row, count, dimension));
    for (const other of nearest(kept, row, count, dimension)) if (expected.has(other)) same++;
  }
  return same / (count * neighbours);
}

function normalise(values, dimension) {
  const unit = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += dimension) {
    const row = values.subarray(at, at + dimension);
    const length = Math.hypot(...row);
    for (let d = 0; d < dimension; d++) unit[at + d] = row[d] / length;
  }
  return unit;
}

/** The nearest rows, itself left out, kept in a short sorted list. */
function nearest(unit, row, count, dimension) {
  const rows = [];
  const scores = [];
  for (let other = 0; other < count; other++) {
    if (other === row) continue;
    let score = 0;
    for (let d = 0; d < dimension; d++)
      score += unit[row * dimension + d] * unit[other * dimension + d];
    if (rows.length === neighbours && score <= scores[neighbours - 1]) continue;
    let at = scores.length;
    while (at > 0 && scores[at - 1] < score) at--;
    scores.splice(at, 0, score);
    rows.splice(at, 0, other);
    rows.length = Math.min(rows.length, neighbours);
    scores.length = rows.length;
  }
  return rows;
}
