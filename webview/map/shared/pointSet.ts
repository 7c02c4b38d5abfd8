/** Some of the points of a map, in an order of their own. It never changes. */
export class PointSet {
  readonly indices: Uint32Array;
  /** 1 for each point that is in it. */
  readonly #members: Uint8Array;

  /** The points with these numbers, each below `count` and named once. */
  constructor(count: number, indices: Uint32Array) {
    this.indices = indices;
    this.#members = new Uint8Array(count);
    for (const index of indices) this.#members[index] = 1;
  }

  /** How many points there are to choose from. */
  get count(): number {
    return this.#members.length;
  }

  get size(): number {
    return this.indices.length;
  }

  has(index: number): boolean {
    return this.#members[index] === 1;
  }

  /** With those of `others` that are missing at the end. */
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

/** The points whose bit is set, in rising order; the lowest bit of a byte is the first. */
export function pointsOfBits(count: number, bits: Uint8Array): PointSet {
  const indices: number[] = [];
  for (let index = 0; index < count; index++)
    if ((((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1) indices.push(index);
  return new PointSet(count, Uint32Array.from(indices));
}
