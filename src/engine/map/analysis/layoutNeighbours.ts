/** Points of a cell of the grid, on average. */
const perCell = 4;

/**
 * The `k` nearest points of each in the plane, exactly, in no order: found ring by ring on a grid. `xy` holds x, y of
 * each point; there are more than `k`.
 */
export function layoutNeighbours(xy: Float32Array, k: number): Int32Array {
  const grid = gridOf(xy);
  const count = xy.length / 2;
  const found = new Int32Array(count * k);
  const best = new Best(k);
  for (let point = 0; point < count; point++) {
    best.clear();
    searchRings(grid, xy, point, best);
    found.set(best.points, point * k);
  }
  return found;
}

type Grid = {
  readonly left: number;
  readonly bottom: number;
  readonly side: number;
  readonly columns: number;
  readonly rows: number;
  /** Where the points of each cell begin in `points`. */
  readonly starts: Int32Array;
  readonly points: Int32Array;
};

function gridOf(xy: Float32Array): Grid {
  const count = xy.length / 2;
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < xy.length; at += 2) {
    left = Math.min(left, xy[at]!);
    right = Math.max(right, xy[at]!);
    bottom = Math.min(bottom, xy[at + 1]!);
    top = Math.max(top, xy[at + 1]!);
  }
  const width = right - left;
  const height = top - bottom;
  // A line has no area: its cells then lie along it.
  const side =
    Math.max(
      Math.sqrt((width * height * perCell) / count),
      (Math.max(width, height) * perCell) / count,
    ) || 1;
  const columns = Math.floor(width / side) + 1;
  const rows = Math.floor(height / side) + 1;
  const starts = new Int32Array(columns * rows + 1);
  const cells = new Int32Array(count);
  for (let point = 0; point < count; point++) {
    const column = Math.floor((xy[point * 2]! - left) / side);
    const row = Math.floor((xy[point * 2 + 1]! - bottom) / side);
    cells[point] = row * columns + column;
    starts[cells[point]! + 1]!++;
  }
  for (let cell = 0; cell < columns * rows; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const points = new Int32Array(count);
  for (let point = 0; point < count; point++) points[next[cells[point]!]!++] = point;
  return { left, bottom, side, columns, rows, starts, points };
}

/** Ring after ring around the point's cell, until what is further out cannot be nearer. */
function searchRings(grid: Grid, xy: Float32Array, point: number, best: Best): void {
  const { left, bottom, side, columns, rows } = grid;
  const column = Math.floor((xy[point * 2]! - left) / side);
  const row = Math.floor((xy[point * 2 + 1]! - bottom) / side);
  const rings = Math.max(columns, rows);
  for (let ring = 0; ring <= rings; ring++) {
    // The cells of this ring are at least so far away.
    const apart = Math.max(0, ring - 1) * side;
    if (apart * apart > best.worst) return;
    const lastRow = Math.min(rows - 1, row + ring);
    for (let y = Math.max(0, row - ring); y <= lastRow; y++) {
      const isEdge = y === row - ring || y === row + ring;
      const step = isEdge ? 1 : Math.max(1, 2 * ring);
      for (let x = column - ring; x <= column + ring; x += step) {
        if (x >= 0 && x < columns) searchCell(grid, y * columns + x, xy, point, best);
      }
    }
  }
}

function searchCell(
  { starts, points }: Grid,
  cell: number,
  xy: Float32Array,
  point: number,
  best: Best,
): void {
  const x = xy[point * 2]!;
  const y = xy[point * 2 + 1]!;
  for (let at = starts[cell]!; at < starts[cell + 1]!; at++) {
    const other = points[at]!;
    const squared = (xy[other * 2]! - x) ** 2 + (xy[other * 2 + 1]! - y) ** 2;
    if (squared < best.worst && other !== point) best.add(other, squared);
  }
}

/** The nearest so far, in growing order of their squared distances. */
class Best {
  readonly points: Int32Array;
  readonly #squared: Float64Array;
  /** What a further one has to be below. */
  worst = Infinity;

  constructor(k: number) {
    this.points = new Int32Array(k);
    this.#squared = new Float64Array(k);
  }

  clear(): void {
    this.#squared.fill(Infinity);
    this.worst = Infinity;
  }

  add(point: number, squared: number): void {
    let at = this.points.length - 1;
    for (; at > 0 && this.#squared[at - 1]! > squared; at--) {
      this.#squared[at] = this.#squared[at - 1]!;
      this.points[at] = this.points[at - 1]!;
    }
    this.#squared[at] = squared;
    this.points[at] = point;
    this.worst = this.#squared[this.points.length - 1]!;
  }
}
