import { compareAll, type NeighbourSearch, type SearchResult } from './compareAll.ts';
import { bindMapKernel, tileColumns, type MapKernel } from './mapKernel.ts';
import { drawSample, listsAt, valuesOf, type RowSpace } from './rowSpace.ts';

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

/** Entries of lists have a mark beside the row's number. */
const rowMask = 0x7fffffff;

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
    const order = await this.#arrange();
    await crew.run({ kind: 'measure' });
    const { keys, others } = listsAt(this.#space, this.#set);
    this.#kernel.clearLists(keys, others, count * pool);
    const truth = await this.#searchSample();
    let recall = await this.#plantAndExpand(0, truth, wantedRecall);
    const work = (count * count * this.#space.length) / 2;
    if (recall < wantedRecall && mayCompareAll && work <= maxExactWork) {
      return { ...(await compareAll(this.#search, this.#done)), order };
    }
    for (let time = 1; time < leafRows.length && recall < leastRecall; time++) {
      recall = await this.#plantAndExpand(time, truth, leastRecall);
    }
    return { order, recall, set: this.#set };
  }

  /** Goes on while a round is worth it; returns the recall. */
  async #plantAndExpand(time: number, truth: Int32Array, wanted: number): Promise<number> {
    const { count, pool } = this.#space;
    const seed = this.#search.seed + 1 + time * this.#space.trees;
    let recall = await this.#plant(leafRows[time]!, seed, truth, wanted);
    if (time === 0 && recall < worthDescent) return recall;
    // Where descent got stuck, more of it finds less than more trees do.
    const rounds = time === 0 ? maxRounds : 1;
    for (let round = 0; round < rounds && recall < wanted; round++) {
      const changes = await this.#expand();
      recall = this.#recall(truth);
      if (changes < minChangeShare * count * pool || recall < groupedRecall) break;
    }
    return recall;
  }

  /** Puts the rows in the order of the leaves of a tree, and returns which record each of them is. */
  async #arrange(): Promise<Int32Array> {
    const { crew, seed } = this.#search;
    const { memory, places, count, length } = this.#space;
    await crew.run({ kind: 'grow', trees: 1, leafRows: tileColumns, seed });
    const order = new Int32Array(memory.buffer, places.trees, count).slice();
    permuteRows(valuesOf(this.#space), length, order);
    return order;
  }

  /** Grows trees, and has the rows of the leaves of one after the other meet until enough is found; returns the recall. */
  async #plant(rows: number, seed: number, truth: Int32Array, wanted: number): Promise<number> {
    let recall = 0;
    const { crew, space } = this.#search;
    const { leaves } = await crew.run({ kind: 'grow', trees: space.trees, leafRows: rows, seed });
    for (const { tree, ends } of leaves.toSorted((a, b) => a.tree - b.tree)) {
      await crew.run({ kind: 'leaves', set: this.#set, tree, ends }, this.#telling(1 / 20));
      this.#done += (1 - this.#done) / 20;
      recall = this.#recall(truth);
      if (recall >= wanted) break;
    }
    return recall;
  }

  /** A round of descent; returns how many entries of lists are new. */
  async #expand(): Promise<number> {
    const { count, pool, places } = this.#space;
    const { others } = listsAt(this.#space, this.#set);
    const { reverse, reverseCounts } = places;
    this.#kernel.reverseLists(others, count, pool, reverse, reverseCounts);
    const task = { kind: 'expand', set: this.#set } as const;
    const { changes } = await this.#search.crew.run(task, this.#telling(1 / 3));
    this.#done += (1 - this.#done) / 3;
    this.#set = 1 - this.#set;
    return changes;
  }

  /** Nobody knows how much is to come: each step is taken for so much of the rest. */
  #telling(ofRest: number): (share: number) => void {
    return (share) => this.#search.onShare(this.#done + share * (1 - this.#done) * ofRest);
  }

  /** The true neighbours of the sample's rows. */
  async #searchSample(): Promise<Int32Array> {
    const { memory, places, sampled, pool } = this.#space;
    drawSample(this.#space, this.#search.seed);
    this.#kernel.clearLists(places.sampleKeys, places.sampleOthers, sampled * pool);
    await this.#search.crew.run({ kind: 'search' });
    return new Int32Array(memory.buffer, places.sampleOthers, sampled * pool);
  }

  #recall(truth: Int32Array): number {
    const { memory, places, sampled, pool, count } = this.#space;
    const lists = listsAt(this.#space, this.#set);
    const others = new Int32Array(memory.buffer, lists.others, count * pool);
    const sample = new Int32Array(memory.buffer, places.sample, sampled);
    const depth = Math.min(this.#search.wanted, pool);
    let found = 0;
    sample.forEach((row, at) => {
      const entries = others.subarray(row * pool, (row + 1) * pool);
      const list = new Set(entries.map((entry) => entry & rowMask));
      for (let place = 0; place < depth; place++) {
        if (list.has(truth[at * pool + place]!)) found++;
      }
    });
    return found / (sampled * depth);
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
