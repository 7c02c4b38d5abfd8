import { compareAllPairs, type NeighbourSearch, type SearchResult } from './compareAllPairs.ts';
import { bindMapKernel, tileColumns, type MapKernel } from '../../kernels/map/mapKernel.ts';
import {
  quantizedBytes,
  listsAt,
  valuesOf,
  type NeighbourBuffers,
} from '../workers/neighbourBuffers.ts';
import { findGroundTruth, type SampleGroundTruth } from './sampleGroundTruth.ts';

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
const meanRows = 256;

/** Random projection trees, then neighbour descent, until a sample's recall is good. Rows change their places. */
export function nnDescent(search: NeighbourSearch): Promise<SearchResult> {
  return new NnDescent(search).run();
}

class NnDescent {
  readonly #search: NeighbourSearch;
  readonly #buffers: NeighbourBuffers;
  readonly #kernel: MapKernel;
  /** The set of lists that is the newest. */
  #set = 0;
  #done = 0;

  constructor(search: NeighbourSearch) {
    this.#search = search;
    this.#buffers = search.buffers;
    this.#kernel = bindMapKernel(search.buffers.module, search.buffers.memory);
  }

  async run(): Promise<SearchResult> {
    const { workers, allowAllPairs } = this.#search;
    const { count, listCapacity } = this.#buffers;
    this.#estimateMean();
    await workers.run({ kind: 'measure' });
    const order = await this.#sortByTree();
    const { keys, others } = listsAt(this.#buffers, this.#set);
    this.#kernel.clearLists(keys, others, count * listCapacity);
    const sample = await findGroundTruth(this.#search, this.#kernel, wantedRecall);
    let recall = await this.#runPass(0, sample, wantedRecall);
    const work = (count * count * this.#buffers.length) / 2;
    if (recall < wantedRecall && recall >= nearlyEnough)
      recall = await this.#runPass(leafRows.length, sample, wantedRecall);
    if (recall < wantedRecall && allowAllPairs && work <= maxExactWork)
      return { ...(await compareAllPairs(this.#search, this.#done)), order };
    for (let time = 1; time < leafRows.length && recall < leastRecall; time++) {
      recall = await this.#runPass(time, sample, leastRecall);
    }
    return { order, recall, set: this.#set };
  }

  /** Goes on while a round is worth it; returns the recall. */
  async #runPass(time: number, sample: SampleGroundTruth, wanted: number): Promise<number> {
    const { count, listCapacity } = this.#buffers;
    const seed = this.#search.seed + 1 + time * this.#buffers.trees;
    let recall = await this.#joinLeaves(leafRows[time] ?? leafRows[0]!, seed, sample, wanted);
    if (time === 0 && recall < worthDescent) return recall;
    // Where descent got stuck, more of it finds less than more trees do.
    const rounds = time === 0 ? maxRounds : 1;
    for (let round = 0; round < rounds && recall < wanted; round++) {
      const changes = await this.#descendOnce(sample);
      recall = sample.recallOf(this.#set);
      if (changes < minChangeShare * count * listCapacity || recall < groupedRecall) break;
    }
    return recall;
  }

  /** About the mean of the rows. */
  #estimateMean(): void {
    const { memory, addresses, count, length } = this.#buffers;
    const values = valuesOf(this.#buffers);
    const middle = new Float32Array(memory.buffer, addresses.middle, length);
    const step = Math.ceil(count / meanRows);
    const rows = Math.ceil(count / step);
    for (let first = 0; first < values.length; first += step * length) {
      for (let at = 0; at < length; at++) middle[at] = middle[at]! + values[first + at]! / rows;
    }
  }

  /** Puts the rows in the order of the leaves of a tree, and returns which record each of them is. */
  async #sortByTree(): Promise<Int32Array> {
    const { workers, seed } = this.#search;
    const { memory, addresses, count, length, isQuantized } = this.#buffers;
    const { squares, codes } = addresses;
    await workers.run({
      kind: 'grow',
      trees: 1,
      leafRows: tileColumns,
      seed,
      byCodes: isQuantized,
    });
    const order = new Int32Array(memory.buffer, addresses.trees, count).slice();
    permuteRows(valuesOf(this.#buffers), length, order);
    permuteRows(new Float32Array(memory.buffer, squares, count), 1, order);
    if (isQuantized) {
      const words = quantizedBytes(length) / 4;
      permuteRows(new Float32Array(memory.buffer, codes, count * words), words, order);
    }
    return order;
  }

  /** Grows trees, and has the rows of the leaves of one after the other meet until enough is found; returns the recall. */
  async #joinLeaves(
    rows: number,
    seed: number,
    sample: SampleGroundTruth,
    wanted: number,
  ): Promise<number> {
    let recall = 0;
    const { workers, buffers } = this.#search;
    const { byCodes } = sample;
    const { leaves } = await workers.run({
      kind: 'grow',
      trees: buffers.trees,
      leafRows: rows,
      seed,
      byCodes,
    });
    for (const { tree, ends } of leaves.toSorted((a, b) => a.tree - b.tree)) {
      const task = { kind: 'leaves', set: this.#set, tree, ends, byCodes } as const;
      await workers.run(task, this.#shareOfRest(1 / 20));
      this.#done += (1 - this.#done) / 20;
      recall = sample.recallOf(this.#set);
      if (recall >= wanted) break;
    }
    return recall;
  }

  /** A round of descent; returns how many entries of lists are new. */
  async #descendOnce({ byCodes }: SampleGroundTruth): Promise<number> {
    const { count, listCapacity, addresses } = this.#buffers;
    const { others } = listsAt(this.#buffers, this.#set);
    const { reverse, reverseCounts } = addresses;
    this.#kernel.reverseLists(others, count, listCapacity, reverse, reverseCounts);
    const task = { kind: 'expand', set: this.#set, byCodes } as const;
    const { changes } = await this.#search.workers.run(task, this.#shareOfRest(1 / 3));
    this.#done += (1 - this.#done) / 3;
    this.#set = 1 - this.#set;
    return changes;
  }

  /** Nobody knows how much is to come: each step is taken for so much of the rest. */
  #shareOfRest(ofRest: number): (share: number) => void {
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
