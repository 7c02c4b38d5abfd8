import { noPoints, PointSet } from '../shared/pointSet.ts';

/** What becomes of points that are chosen: they replace the selection, join it, or leave it. */
export type SelectionChange = 'replace' | 'add' | 'remove';

/** The points that actions concern. */
export class Selection {
  readonly #onChange: () => void;
  #points: PointSet = noPoints;

  /** `onChange` is called when the user has changed it. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get points(): PointSet {
    return this.#points;
  }

  /** What is selected of so many new points; nobody is told. */
  begin(count: number, indices: Uint32Array): void {
    this.#points = new PointSet(count, indices);
  }

  change(indices: Uint32Array, how: SelectionChange): void {
    this.#points = this.#changed(indices, how);
    this.#onChange();
  }

  /** Takes a point in, or out where it is in. */
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

/** The point of the set that lies nearest to the middle of all of them; -1 where none has a place. */
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
