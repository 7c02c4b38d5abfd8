import type { Disposable } from '../../common/disposables.ts';
import type { MapDistance } from '../../model/map.ts';
import { startCrew, threadsFor, type Crew } from './crew.ts';
import { bindMapKernel, type MapKernel } from './mapKernel.ts';
import type { Neighbours } from './neighbours.ts';
import { drawSample, listsAt, openSpace, valuesOf, type RowSpace } from './rowSpace.ts';
import type { Vectors } from './vectors.ts';

export type NeighbourOptions = {
  readonly distance: MapDistance;
  /** Counts the record itself; at most the number of records. */
  readonly perRow: number;
  readonly seed: number;
  /** Absent: as many as the machine has to spare and the work is worth. */
  readonly threads?: number;
  /** Absent: exact where comparing all pairs takes about a second. */
  readonly isExact?: boolean;
};

export type FoundNeighbours = Disposable & {
  /** By rows of the space. */
  readonly neighbours: Neighbours;
  /** The record of each row: those that are near each other in the full space stand near each other here. */
  readonly order: Int32Array;
  /** The share of the true neighbours that were found, measured on a sample; 1 where all pairs were compared. */
  readonly recall: number;
  readonly space: RowSpace;
  readonly crew: Crew;
};

/** Multiplications that comparing all pairs may take. */
const maxExactWork = 2.5e10;

/** Random trees at the start, and as many again wherever descent alone does not find enough. */
const treesAtOnce = 8;
const trees = 3 * treesAtOnce;
const maxRounds = 12;

/** A round of descent that changes less of the lists has nothing more to find. */
const minChangeShare = 0.002;

/** What is found is enough once the sample says so. */
const wantedRecall = 0.99;
const sampled = 256;

/** Entries of lists have a mark beside the row's number. */
const rowMask = 0x7fffffff;

/** How much of the work is done when the trees are. */
const shareOfTrees = 0.3;

/** Places beyond those asked for: the order among the last ones is known only in the end. */
const sparePlaces = 3;
/** Descent needs neighbourhoods of some size to go on from. */
const minDescentPlaces = 20;

/**
 * The nearest records of each, by comparing all pairs where that pays, else by random projection trees and neighbour
 * descent until a sample's recall is good. The same for any number of threads. The vectors are prepared for the
 * distance; they are copied. Whoever gets the result disposes of it.
 */
export async function findNeighbours(
  vectors: Vectors,
  options: NeighbourOptions,
  onShare: (share: number) => void,
): Promise<FoundNeighbours> {
  const { count, dimension } = vectors;
  const { perRow, distance, seed } = options;
  const work = (count * count * dimension) / 2;
  const { isExact = work <= maxExactWork, threads = threadsFor(work) } = options;
  const wanted = perRow - 1 + sparePlaces;
  const pool = Math.max(
    1,
    Math.min(count - 1, isExact ? wanted : Math.max(wanted, minDescentPlaces)),
  );
  const space = openSpace(vectors, {
    pool,
    trees: isExact ? 0 : trees,
    threads,
    sampled: Math.min(sampled, count),
  });
  const crew = startCrew(space);
  try {
    const search = new NeighbourSearch(space, crew, seed, onShare);
    const { order, recall, set } = isExact
      ? await search.compareAll()
      : await search.descend(perRow - 1);
    await crew.run({ kind: 'refine', set });
    onShare(1);
    const neighbours = readNeighbours(space, set, perRow, distance);
    return { neighbours, order, recall, space, crew, dispose: () => crew.dispose() };
  } catch (error) {
    crew.dispose();
    throw error;
  }
}

type SearchResult = { readonly order: Int32Array; readonly recall: number; readonly set: number };

class NeighbourSearch {
  readonly #space: RowSpace;
  readonly #crew: Crew;
  readonly #seed: number;
  readonly #onShare: (share: number) => void;
  readonly #kernel: MapKernel;
  /** The set of lists that is the newest. */
  #set = 0;

  constructor(space: RowSpace, crew: Crew, seed: number, onShare: (share: number) => void) {
    this.#space = space;
    this.#crew = crew;
    this.#seed = seed;
    this.#onShare = onShare;
    this.#kernel = bindMapKernel(space.module, space.memory);
  }

  async compareAll(): Promise<SearchResult> {
    await this.#crew.run({ kind: 'measure' });
    await this.#crew.run({ kind: 'pairs' }, (share) =>
      // Tile by tile there are fewer rows behind it.
      this.#onShare(0.99 * (2 * share - share * share)),
    );
    if (this.#space.threads > 1) await this.#crew.run({ kind: 'merge' });
    const order = Int32Array.from({ length: this.#space.count }, (_, row) => row);
    return { order, recall: 1, set: 0 };
  }

  async descend(wanted: number): Promise<SearchResult> {
    const order = await this.#arrange();
    await this.#crew.run({ kind: 'measure' });
    const { count, pool } = this.#space;
    const { keys, others } = listsAt(this.#space, 0);
    this.#kernel.clearLists(keys, others, count * pool);
    await this.#plant(0);
    this.#onShare(shareOfTrees);
    const truth = await this.#search();
    let recall = this.#recall(truth, wanted);
    let planted = treesAtOnce;
    for (let round = 0; round < maxRounds && recall < wantedRecall; round++) {
      const changes = await this.#expand(round);
      recall = this.#recall(truth, wanted);
      if (changes >= minChangeShare * count * pool) continue;
      if (planted === trees) break;
      await this.#plant(planted);
      planted += treesAtOnce;
    }
    return { order, recall, set: this.#set };
  }

  /** A round of descent; returns how many entries of lists are new. */
  async #expand(round: number): Promise<number> {
    const { count, pool, places } = this.#space;
    const { others } = listsAt(this.#space, this.#set);
    const { reverse, reverseCounts } = places;
    this.#kernel.reverseLists(others, count, pool, reverse, reverseCounts);
    // Each round takes about half as long as the one before.
    const begin = 1 - (1 - shareOfTrees) * 0.5 ** round;
    const { changes } = await this.#crew.run({ kind: 'expand', set: this.#set }, (share) =>
      this.#onShare(begin + (share * (1 - begin)) / 2),
    );
    this.#set = 1 - this.#set;
    return changes;
  }

  /** Puts the rows in the order of the leaves of a tree, and returns which record each of them is. */
  async #arrange(): Promise<Int32Array> {
    const { memory, places, count, length } = this.#space;
    await this.#crew.run({
      kind: 'grow',
      first: trees - 1,
      end: trees,
      seed: this.#seed,
    });
    const tree = new Int32Array(memory.buffer, places.trees + (trees - 1) * count * 4, count);
    const order = tree.slice();
    permuteRows(valuesOf(this.#space), length, order);
    return order;
  }

  /** Grows trees, and has the rows of each of their leaves meet. */
  async #plant(first: number): Promise<void> {
    const seed = this.#seed + 1;
    const end = first + treesAtOnce;
    const { leaves } = await this.#crew.run({ kind: 'grow', first, end, seed });
    for (const { tree, ends } of leaves.toSorted((a, b) => a.tree - b.tree)) {
      await this.#crew.run({ kind: 'leaves', set: this.#set, tree, ends });
    }
  }

  /** The true neighbours of the sample's rows. */
  async #search(): Promise<Int32Array> {
    const { memory, places, sampled: rows, pool } = this.#space;
    drawSample(this.#space, this.#seed);
    this.#kernel.clearLists(places.sampleKeys, places.sampleOthers, rows * pool);
    await this.#crew.run({ kind: 'search' });
    return new Int32Array(memory.buffer, places.sampleOthers, rows * pool);
  }

  #recall(truth: Int32Array, wanted: number): number {
    const { memory, places, sampled: rows, pool } = this.#space;
    const lists = listsAt(this.#space, this.#set);
    const others = new Int32Array(memory.buffer, lists.others, this.#space.count * pool);
    const sample = new Int32Array(memory.buffer, places.sample, rows);
    const depth = Math.min(wanted, pool);
    let found = 0;
    sample.forEach((row, at) => {
      const entries = others.subarray(row * pool, (row + 1) * pool);
      const list = new Set(entries.map((entry) => entry & rowMask));
      for (let place = 0; place < depth; place++) {
        if (list.has(truth[at * pool + place]!)) found++;
      }
    });
    return found / (rows * depth);
  }
}

/** Row i becomes what row `order[i]` was. */
function permuteRows(values: Float32Array, length: number, order: Int32Array): void {
  const isDone = new Uint8Array(order.length);
  const kept = new Float32Array(length);
  for (let first = 0; first < order.length; first++) {
    if (isDone[first] === 1) continue;
    kept.set(values.subarray(first * length, (first + 1) * length));
    let row = first;
    for (;;) {
      isDone[row] = 1;
      const from = order[row]!;
      if (from === first) break;
      values.copyWithin(row * length, from * length, (from + 1) * length);
      row = from;
    }
    values.set(kept, row * length);
  }
}

function readNeighbours(
  space: RowSpace,
  set: number,
  perRow: number,
  distance: MapDistance,
): Neighbours {
  const { memory, count, pool } = space;
  const lists = listsAt(space, set);
  const keys = new Float32Array(memory.buffer, lists.keys, count * pool);
  const others = new Int32Array(memory.buffer, lists.others, count * pool);
  const indices = new Int32Array(count * perRow);
  const distances = new Float64Array(count * perRow);
  for (let row = 0; row < count; row++) {
    indices[row * perRow] = row;
    for (let place = 1; place < perRow; place++) {
      const gap = keys[row * pool + place - 1]!;
      indices[row * perRow + place] = others[row * pool + place - 1]!;
      // For vectors of length 1 the squared gap is 2 - 2 cos.
      distances[row * perRow + place] = distance === 'cosine' ? gap / 2 : Math.sqrt(gap);
    }
  }
  return { perRow, indices, distances };
}
