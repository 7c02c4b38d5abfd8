import { noPoints, PointSet } from '../shared/pointSet.ts';

/** The selected points. */
export class Selection {
  readonly #onChange: () => void;
  #points: PointSet = noPoints;

  /** `onChange` is called after each change by the user. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get points(): PointSet {
    return this.#points;
  }

  /** Sets the selection for a new set of points, without calling `onChange`. */
  begin(count: number, indices: Uint32Array): void {
    this.#points = new PointSet(count, indices);
  }

  change(indices: Uint32Array, how: SelectionChange): void {
    this.#points = this.#changed(indices, how);
    this.#onChange();
  }

  /** Adds a point to the selection, or removes it. */
  toggle(index: number): void {
    this.change(Uint32Array.of(index), this.#points.has(index) ? 'remove' : 'add');
  }

  clear(): void {
    if (this.#points.size > 0) this.change(new Uint32Array(0), 'replace');
  }

  #changed(indices: Uint32Array, how: SelectionChange): PointSet {
    if (how === 'add') return this.#points.with(indices);
    const { count } = this.#points;
    const named = new PointSet(count, indices);
    return how === 'remove' ? this.#points.without(named) : named;
  }
}

/** How points change the selection. */
export type SelectionChange = 'replace' | 'add' | 'remove';

/** Returns the point of the set nearest to their centroid; -1 if none has a position. */
export function centreOf({ indices }: PointSet, xy: Float32Array): number {
  let [x, y, count] = [0, 0, 0];
  for (const index of indices) {
    if (Number.isNaN(xy[2 * index])) continue;
    x += xy[2 * index] ?? 0;
    y += xy[2 * index + 1] ?? 0;
    count++;
  }
  let [best, bestDistance] = [-1, Infinity];
  for (const index of indices) {
    const distance = Math.hypot(
      (xy[2 * index] ?? 0) - x / count,
      (xy[2 * index + 1] ?? 0) - y / count,
    );
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  }
  return best;
}

/** Returns the points of the set, those nearest to one of them first. */
export function nearestTo(centre: number, { indices }: PointSet, xy: Float32Array): Uint32Array {
  const [x = 0, y = 0] = xy.subarray(2 * centre, 2 * centre + 2);
  const distance = (index: number): number =>
    Math.hypot((xy[2 * index] ?? 0) - x, (xy[2 * index + 1] ?? 0) - y);
  return indices.toSorted((one, other) => distance(one) - distance(other) || one - other);
}
