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
 * Finds approximate neighbours: random projection trees, then NN-descent, until the recall on a sample is
 * sufficient. Reorders the rows.
 */
export function nnDescent(search: NeighbourSearch): Promise<SearchResult> {
  return new NnDescent(search).run();
}

/**
 * Leaf sizes of the passes. Small leaves and NN-descent suffice for clustered vectors. Vectors without
 * clusters, such as word embeddings, are found faster by comparing all pairs of larger leaves.
 */
const leafRows = [256, 2048, 2048, 4096, 4096];

/** Maximum multiplications for a fallback to comparing all pairs. */
const maxExactWork = 1e11;

/**
 * Maximum NN-descent rounds of the first pass, and the minimum share of list entries that a round must change
 * for another one to run.
 */
const maxRounds = 6;
const minChangeShare = 0.03;

/** Target recall on the sample, and the lower one that suffices after the first passes. */
const wantedRecall = 0.99;
const leastRecall = 0.98;

/**
 * Below this recall, NN-descent costs more than larger leaves: it would compare each row with nearly all of the
 * 1,600 candidates of its lists. Skipping it for word vectors takes a seventh less CPU time for the same
 * recall.
 */
const worthDescent = 0.35;

/**
 * A recall below this after the first round means that the vectors have no clusters and more rounds would add
 * little.
 */
const groupedRecall = 0.8;

/** From this recall on, one more pass of small leaves and one NN-descent round suffice. */
const nearlyEnough = 0.95;

/** Number of rows that the mean is estimated from. */
const meanRows = 256;

class NnDescent {
  readonly #search: NeighbourSearch;
  readonly #buffers: NeighbourBuffers;
  readonly #kernel: MapKernel;
  /** The current list set. */
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

  /** Joins tree leaves, then runs NN-descent while rounds pay off. Returns the recall. */
  async #runPass(time: number, sample: SampleGroundTruth, wanted: number): Promise<number> {
    const { count, listCapacity } = this.#buffers;
    const seed = this.#search.seed + 1 + time * this.#buffers.trees;
    let recall = await this.#joinLeaves(leafRows[time] ?? leafRows[0]!, seed, sample, wanted);
    if (time === 0 && recall < worthDescent) return recall;
    // When NN-descent has converged, more trees find more than more rounds do.
    const rounds = time === 0 ? maxRounds : 1;
    for (let round = 0; round < rounds && recall < wanted; round++) {
      const changes = await this.#descendOnce(sample);
      recall = sample.recallOf(this.#set);
      if (changes < minChangeShare * count * listCapacity || recall < groupedRecall) break;
    }
    return recall;
  }

  /** Estimates the mean of the rows. */
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

  /** Sorts the rows by the leaves of one tree and returns the record number of each row. */
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

  /**
   * Grows trees and compares all pairs within their leaves, tree by tree, until the recall is sufficient.
   * Returns the recall.
   */
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

  /** Runs one NN-descent round and returns the number of changed entries. */
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

  /**
   * Reports progress as a share of the remaining range, because the number of steps is not known in advance.
   */
  #shareOfRest(ofRest: number): (share: number) => void {
    return (share) => this.#search.onShare(this.#done + share * (1 - this.#done) * ofRest);
  }
}

/** Permutes rows in place: row i becomes the previous row `order[i]`. */
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
