import { hashOf } from './idDigest.ts';

/**
 * A uniform random sample of ids: those with the lowest ranks, where a rank is a hash of id and seed. The sample does
 * not depend on the order of the ids, and adding an id twice has no effect, so an interrupted listing may restart
 * anywhere. (Bottom-k sampling: Cohen and Kaplan, Summarizing data using bottom-k sketches, 2007.)
 */
export class IdSample {
  readonly #size: number;
  readonly #seed: number;
  readonly #members = new Set<string>();
  /** Binary heap: the highest rank at the root, the children of node p at 2p + 1 and 2p + 2. */
  readonly #heap: Ranked[] = [];

  constructor(size: number, seed: number, ids: Iterable<string> = []) {
    this.#size = size;
    this.#seed = seed;
    for (const id of ids) this.add(id);
  }

  add(id: string): void {
    const ranked = { id, rank: rankOf(id, this.#seed) };
    const [top] = this.#heap;
    const isFull = this.#heap.length >= this.#size;
    if (isFull && (top === undefined || !isAbove(top, ranked))) return;
    if (this.#members.has(id)) return;
    this.#members.add(id);
    if (isFull && top !== undefined) {
      this.#members.delete(top.id);
      this.#sink(ranked);
    } else {
      this.#rise(ranked);
    }
  }

  /** Returns the current sample in bytewise order. */
  ids(): readonly string[] {
    return [...this.#members].sort((one, other) => (one < other ? -1 : 1));
  }

  #rise(ranked: Ranked): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const parent = heap[(place - 1) >> 1];
      if (parent === undefined || !isAbove(ranked, parent)) break;
      heap[place] = parent;
      place = (place - 1) >> 1;
    }
    heap[place] = ranked;
  }

  /** Replaces the root. */
  #sink(ranked: Ranked): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isAbove(right, left);
      const child = isRight ? right : left;
      if (!isAbove(child, ranked)) break;
      heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    heap[place] = ranked;
  }
}

/** The seed of all samples, so that samples of one namespace are the same and can be compared. */
export const sampleSeed = 42;

type Ranked = { readonly id: string; readonly rank: number };

/** Returns a 53-bit rank; the id's order breaks ties. */
function rankOf(id: string, seed: number): number {
  const [low, high] = hashOf(id, seed);
  return (high >>> 11) * 2 ** 32 + low;
}

function isAbove(one: Ranked, other: Ranked): boolean {
  return one.rank > other.rank || (one.rank === other.rank && one.id > other.id);
}
