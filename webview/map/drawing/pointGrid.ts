import { boundsOf, type Point } from '../camera/camera.ts';

/** A spatial grid with about two points per cell, for fast nearest-point queries. */
export class PointGrid {
  readonly #xy: Float32Array;
  readonly #minX: number;
  readonly #minY: number;
  readonly #cellSize: number;
  readonly #columns: number;
  readonly #rows: number;
  /** Start of each cell in `#items`; has one more entry than there are cells. */
  readonly #starts: Uint32Array;
  readonly #items: Uint32Array;

  /** `xy` must not change while the grid is in use. Points without a position are skipped. */
  constructor(xy: Float32Array) {
    this.#xy = xy;
    const count = xy.length / 2;
    const bounds = boundsOf(xy) ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 };
    const width = bounds.maxX - bounds.minX;
    const height = bounds.maxY - bounds.minY;
    this.#minX = bounds.minX;
    this.#minY = bounds.minY;
    this.#cellSize =
      Math.max(
        Math.sqrt((2 * width * height) / Math.max(1, count)),
        Math.max(width, height) / Math.max(1, count),
      ) || 1;
    this.#columns = Math.floor(width / this.#cellSize) + 1;
    this.#rows = Math.floor(height / this.#cellSize) + 1;
    this.#starts = new Uint32Array(this.#columns * this.#rows + 1);
    this.#items = new Uint32Array(count);
    this.#fill(count);
  }

  /**
   * Returns the accepted point nearest to a position within `reach`, the lowest index among equals; -1 if there is
   * none.
   */
  nearest({ x, y }: Point, reach: number, accept: (index: number) => boolean): number {
    const column = Math.floor((x - this.#minX) / this.#cellSize);
    const row = Math.floor((y - this.#minY) / this.#cellSize);
    const lastRing = Math.max(column, this.#columns - 1 - column, row, this.#rows - 1 - row);
    let best = -1;
    let bestSquare = reach * reach;
    for (let ring = firstRing(column, row, this.#columns, this.#rows); ring <= lastRing; ring++) {
      // Every point in this ring or beyond is at least this far away.
      const least = (ring - 1) * this.#cellSize;
      if (least > 0 && least * least > bestSquare) break;
      this.#visitRing(column, row, ring, (index) => {
        const dx = (this.#xy[2 * index] as number) - x;
        const dy = (this.#xy[2 * index + 1] as number) - y;
        const square = dx * dx + dy * dy;
        if (square > bestSquare || (square === bestSquare && best !== -1 && index > best)) return;
        if (!accept(index)) return;
        best = index;
        bestSquare = square;
      });
    }
    return best;
  }

  #fill(count: number): void {
    const cells = new Int32Array(count).fill(-1);
    for (let index = 0; index < count; index++) {
      const x = this.#xy[2 * index] as number;
      const y = this.#xy[2 * index + 1] as number;
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const column = Math.floor((x - this.#minX) / this.#cellSize);
      const row = Math.floor((y - this.#minY) / this.#cellSize);
      const cell = row * this.#columns + column;
      cells[index] = cell;
      this.#starts[cell + 1] = (this.#starts[cell + 1] as number) + 1;
    }
    for (let cell = 1; cell < this.#starts.length; cell++) {
      this.#starts[cell] = (this.#starts[cell] as number) + (this.#starts[cell - 1] as number);
    }
    const next = this.#starts.slice();
    for (let index = 0; index < count; index++) {
      const cell = cells[index] as number;
      if (cell === -1) continue;
      const at = next[cell] as number;
      this.#items[at] = index;
      next[cell] = at + 1;
    }
  }

  /** Visits the points of all cells at Chebyshev distance `ring`. */
  #visitRing(column: number, row: number, ring: number, visit: (index: number) => void): void {
    const top = Math.max(0, row - ring);
    const bottom = Math.min(this.#rows - 1, row + ring);
    for (let r = top; r <= bottom; r++) {
      const isEdge = Math.abs(r - row) === ring;
      const step = isEdge || ring === 0 ? 1 : 2 * ring;
      for (let c = column - ring; c <= column + ring; c += step) {
        if (c < 0 || c >= this.#columns) continue;
        const cell = r * this.#columns + c;
        const end = this.#starts[cell + 1] as number;
        for (let at = this.#starts[cell] as number; at < end; at++)
          visit(this.#items[at] as number);
      }
    }
  }
}

/** Returns the number of rings between a cell outside of the grid and the grid. */
function firstRing(column: number, row: number, columns: number, rows: number): number {
  return Math.max(0, -column, column - columns + 1, -row, row - rows + 1);
}
