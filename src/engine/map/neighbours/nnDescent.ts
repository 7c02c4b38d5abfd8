import { compareAll, type NeighbourSearch, type SearchResult } from './compareAll.ts';
import { bindMapKernel, tileColumns, type MapKernel } from '../../kernels/map/mapKernel.ts';
import { codedBytes, listsAt, valuesOf, type RowSpace } from '../workers/rowSpace.ts';
import { findTruth, type SampleTruth } from './sampleTruth.ts';

/**
 * Rows of a leaf, time after time until enough is found. Small leaves and descent do for what lies in groups. What does
 * not, as vectors of words, is found sooner by more of the work that a processor does best: comparing all pairs of a leaf.
 */
const leafRows = [256, 2048, 2048, 4096, 4096];

/** Where descent finds little at first, comparing all pairs may take so many multiplications. */
const maxExactWork = 1e11;

/** Rounds of descent after the first planting, at most, and how much of the lists one has to change to be worth the next. */
const maxRounds = 6;
const minChangeShare = 0.03;

/** What is found is enough once the sample says so; where trees and descent are all that there is, somewhat earlier. */
const wantedRecall = 0.99;
const leastRecall = 0.98;

/**
 * Where small leaves find less, descent from what they found is dear: it would compare each row with nearly all of the
 * 1,600 that its lists lead to. Vectors of words: a seventh less CPU time for the same recall.
 */
const worthDescent = 0.35;

/** Less after a first round says that the vectors do not lie in groups, and that descent would not get far. */
const groupedRecall = 0.8;

/** Not far from what is wanted, as many small leaves again and a round of descent are enough. */
const nearlyEnough = 0.95;

/** Rows whose mean is near enough to that of all. */
const middleRows = 256;

/** Random projection trees, then neighbour descent, until a sample's recall is good. Rows change their places. */
export function descend(search: NeighbourSearch): Promise<SearchResult> {
  return new Descent(search).run();
}

class Descent {
  readonly #search: NeighbourSearch;
  readonly #space: RowSpace;
  readonly #kernel: MapKernel;
  /** The set of lists that is the newest. */
  #set = 0;
  #done = 0;

  constructor(search: NeighbourSearch) {
    this.#search = search;
    this.#space = search.space;
    this.#kernel = bindMapKernel(search.space.module, search.space.memory);
  }

  async run(): Promise<SearchResult> {
    const { crew, mayCompareAll } = this.#search;
    const { count, pool } = this.#space;
    this.#findMiddle();
    await crew.run({ kind: 'measure' });
    const order = await this.#arrange();
    const { keys, others } = listsAt(this.#space, this.#set);
    this.#kernel.clearLists(keys, others, count * pool);
    const truth = await findTruth(this.#search, this.#kernel, wantedRecall);
    let recall = await this.#plantAndExpand(0, truth, wantedRecall);
    const work = (count * count * this.#space.length) / 2;
    if (recall < wantedRecall && recall >= nearlyEnough)
      recall = await this.#plantAndExpand(leafRows.length, truth, wantedRecall);
    if (recall < wantedRecall && mayCompareAll && work <= maxExactWork)
      return { ...(await compareAll(this.#search, this.#done)), order };
    for (let time = 1; time < leafRows.length && recall < leastRecall; time++) {
      recall = await this.#plantAndExpand(time, truth, leastRecall);
    }
    return { order, recall, set: this.#set };
  }

  /** Goes on while a round is worth it; returns the recall. */
  async #plantAndExpand(time: number, truth: SampleTruth, wanted: number): Promise<number> {
    const { count, pool } = this.#space;
    const seed = this.#search.seed + 1 + time * this.#space.trees;
    let recall = await this.#plant(leafRows[time] ?? leafRows[0]!, seed, truth, wanted);
    if (time === 0 && recall < worthDescent) return recall;
    // Where descent got stuck, more of it finds less than more trees do.
    const rounds = time === 0 ? maxRounds : 1;
    for (let round = 0; round < rounds && recall < wanted; round++) {
      const changes = await this.#expand(truth);
      recall = truth.recallOf(this.#set);
      if (changes < minChangeShare * count * pool || recall < groupedRecall) break;
    }
    return recall;
  }

  /** About the mean of the rows. */
  #findMiddle(): void {
    const { memory, places, count, length } = this.#space;
    const values = valuesOf(this.#space);
    const middle = new Float32Array(memory.buffer, places.middle, length);
    const step = Math.ceil(count / middleRows);
    const rows = Math.ceil(count / step);
    for (let first = 0; first < values.length; first += step * length) {
      for (let at = 0; at < length; at++) middle[at] = middle[at]! + values[first + at]! / rows;
    }
  }

  /** Puts the rows in the order of the leaves of a tree, and returns which record each of them is. */
  async #arrange(): Promise<Int32Array> {
    const { crew, seed } = this.#search;
    const { memory, places, count, length, isCoded } = this.#space;
    const { squares, codes } = places;
    await crew.run({ kind: 'grow', trees: 1, leafRows: tileColumns, seed, byCodes: isCoded });
    const order = new Int32Array(memory.buffer, places.trees, count).slice();
    permuteRows(valuesOf(this.#space), length, order);
    permuteRows(new Float32Array(memory.buffer, squares, count), 1, order);
    if (isCoded) {
      const words = codedBytes(length) / 4;
      permuteRows(new Float32Array(memory.buffer, codes, count * words), words, order);
    }
    return order;
  }

  /** Grows trees, and has the rows of the leaves of one after the other meet until enough is found; returns the recall. */
  async #plant(rows: number, seed: number, truth: SampleTruth, wanted: number): Promise<number> {
    let recall = 0;
    const { crew, space } = this.#search;
    const { byCodes } = truth;
    const { leaves } = await crew.run({
      kind: 'grow',
      trees: space.trees,
      leafRows: rows,
      seed,
      byCodes,
    });
    for (const { tree, ends } of leaves.toSorted((a, b) => a.tree - b.tree)) {
      const task = { kind: 'leaves', set: this.#set, tree, ends, byCodes } as const;
      await crew.run(task, this.#telling(1 / 20));
      this.#done += (1 - this.#done) / 20;
      recall = truth.recallOf(this.#set);
      if (recall >= wanted) break;
    }
    return recall;
  }

  /** A round of descent; returns how many entries of lists are new. */
  async #expand({ byCodes }: SampleTruth): Promise<number> {
    const { count, pool, places } = this.#space;
    const { others } = listsAt(this.#space, this.#set);
    const { reverse, reverseCounts } = places;
    this.#kernel.reverseLists(others, count, pool, reverse, reverseCounts);
    const task = { kind: 'expand', set: this.#set, byCodes } as const;
    const { changes } = await this.#search.crew.run(task, this.#telling(1 / 3));
    this.#done += (1 - this.#done) / 3;
    this.#set = 1 - this.#set;
    return changes;
  }

  /** Nobody knows how much is to come: each step is taken for so much of the rest. */
  #telling(ofRest: number): (share: number) => void {
    return (share) => this.#search.onShare(this.#done + share * (1 - this.#done) * ofRest);
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
