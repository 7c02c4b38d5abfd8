/**
 * Returns the exact `k` nearest points of each point of a layout, unordered. Searches a grid ring by ring. `xy`
 * holds x, y of each of more than `k` points.
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

/** Average number of points per grid cell. */
const perCell = 4;

type Grid = {
  readonly left: number;
  readonly bottom: number;
  readonly side: number;
  readonly columns: number;
  readonly rows: number;
  /** Index in `points` of the first point of each cell. */
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
  // Points on a line span no area: the second term sets the cell size then.
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

/** Searches the rings of cells around a point until no further cell can hold a nearer point. */
function searchRings(grid: Grid, xy: Float32Array, point: number, best: Best): void {
  const { left, bottom, side, columns, rows } = grid;
  const column = Math.floor((xy[point * 2]! - left) / side);
  const row = Math.floor((xy[point * 2 + 1]! - bottom) / side);
  const rings = Math.max(columns, rows);
  for (let ring = 0; ring <= rings; ring++) {
    // Minimum distance of the cells in this ring.
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

/** The nearest points found so far, by rising squared distance. */
class Best {
  readonly points: Int32Array;
  readonly #squared: Float64Array;
  /** The squared distance that a new point must be below. */
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
