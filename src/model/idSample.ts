import { hashOf } from './idDigest.ts';

/**
 * A uniform sample of the ids that are added: those with the lowest ranks, and a rank is a hash of id and seed. So the
 * same ids and seed give the same sample in any order of adding; adding an id again changes nothing, and a listing that
 * was interrupted may begin again anywhere. (Bottom-k sampling: Cohen and Kaplan, Summarizing data using bottom-k
 * sketches, 2007.)
 */
export class IdSample {
  readonly #size: number;
  readonly #seed: number;
  readonly #members = new Set<string>();
  /** A heap: the highest rank on top, the children of place p at 2p + 1 and 2p + 2. */
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

  /** The sample so far, in bytewise order. */
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

  /** Takes the place of the top. */
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

type Ranked = { readonly id: string; readonly rank: number };

/** 53 bits: ids of equal rank are decided by their order. */
function rankOf(id: string, seed: number): number {
  const [low, high] = hashOf(id, seed);
  return (high >>> 11) * 2 ** 32 + low;
}

function isAbove(one: Ranked, other: Ranked): boolean {
  return one.rank > other.rank || (one.rank === other.rank && one.id > other.id);
}
