/** An immutable ordered set of points of a map. */
export class PointSet {
  readonly indices: Uint32Array;
  /** 1 for each member. */
  readonly #members: Uint8Array;

  /** `indices` are distinct and below `count`. */
  constructor(count: number, indices: Uint32Array) {
    this.indices = indices;
    this.#members = new Uint8Array(count);
    for (const index of indices) this.#members[index] = 1;
  }

  /** Number of points on the map. */
  get count(): number {
    return this.#members.length;
  }

  get size(): number {
    return this.indices.length;
  }

  has(index: number): boolean {
    return this.#members[index] === 1;
  }

  /** Returns the set with the missing points of `others` appended. */
  with(others: Uint32Array): PointSet {
    const added = others.filter((index) => !this.has(index));
    const indices = new Uint32Array(this.size + added.length);
    indices.set(this.indices);
    indices.set(added, this.size);
    return new PointSet(this.#members.length, indices);
  }

  without(others: PointSet): PointSet {
    return new PointSet(
      this.#members.length,
      this.indices.filter((index) => !others.has(index)),
    );
  }
}

export const noPoints = new PointSet(0, new Uint32Array(0));

/** Returns the points whose bit is set, in ascending order; the least significant bit comes first. */
export function pointsOfBits(count: number, bits: Uint8Array): PointSet {
  const indices: number[] = [];
  for (let index = 0; index < count; index++)
    if ((((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1) indices.push(index);
  return new PointSet(count, Uint32Array.from(indices));
}
