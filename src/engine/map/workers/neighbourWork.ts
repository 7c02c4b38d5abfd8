import {
  bindMapKernel,
  scratchBytes,
  tileColumns,
  type MapKernel,
} from '../../kernels/map/mapKernel.ts';
import { growTree } from './randomTree.ts';
import { candidateBytes, listsAt, slotBytes, truthPlaces, type RowSpace } from './rowSpace.ts';

/** What threads do together. Each takes the next chunk until there are no more. Plain data: it goes to other threads. */
export type NeighbourTask =
  /** A chunk: rows, whose lengths are measured, and which are coded where there is room for it. */
  | { readonly kind: 'measure' }
  /** A chunk: a tile of rows, which meets itself and all rows behind it. */
  | { readonly kind: 'pairs' }
  /** A chunk: rows, for which the lists of all threads become one. */
  | { readonly kind: 'merge' }
  /** A chunk: a tree, which is grown from this seed until its leaves are small enough. */
  | {
      readonly kind: 'grow';
      readonly trees: number;
      readonly leafRows: number;
      readonly seed: number;
      readonly byCodes: boolean;
    }
  /** A chunk: a leaf of a tree, whose rows meet. Each ends where the next begins. */
  | {
      readonly kind: 'leaves';
      readonly set: number;
      readonly tree: number;
      readonly ends: Int32Array;
      readonly byCodes: boolean;
    }
  /** A chunk: rows, whose lists are made anew from those of a set. */
  | { readonly kind: 'expand'; readonly set: number; readonly byCodes: boolean }
  /** A chunk: rows, whose lists in a set are measured anew and sorted. */
  | { readonly kind: 'refine'; readonly set: number }
  /** A chunk: a tile of the sample, whose nearest rows are looked for among all. */
  | { readonly kind: 'search'; readonly byCodes: boolean }
  /** A chunk: a tile of the sample, whose lists are measured anew and sorted. */
  | { readonly kind: 'refineSample' }
  /** A chunk: a tile of the sample, for which it is counted how many rows are nearer than each of its bounds. */
  | { readonly kind: 'rank'; readonly perColumn: number };

/** `leaves` by tree: where each leaf ends. */
export type TaskResult = {
  readonly changes: number;
  readonly leaves: readonly { readonly tree: number; readonly ends: Int32Array }[];
};

type Task<K extends NeighbourTask['kind']> = Extract<NeighbourTask, { readonly kind: K }>;

/** Rows of a chunk: some milliseconds of work. */
const chunkRows = 1024;

const sampleTile = 32;

export function chunksOf(task: NeighbourTask, { count, sampled }: RowSpace): number {
  switch (task.kind) {
    case 'pairs':
      return Math.ceil(count / tileColumns);
    case 'grow':
      return task.trees;
    case 'leaves':
      return task.ends.length;
    case 'search':
    case 'refineSample':
    case 'rank':
      return Math.ceil(sampled / sampleTile);
    case 'measure':
    case 'merge':
    case 'expand':
    case 'refine':
      return Math.ceil(count / chunkRows);
  }
}

/** One thread's share of the work on a space; `slot` numbers the threads. */
export class NeighbourWork {
  readonly #space: RowSpace;
  readonly #slot: number;
  readonly #kernel: MapKernel;

  constructor(space: RowSpace, slot: number) {
    const { places, length } = space;
    this.#space = space;
    this.#slot = slot;
    this.#kernel = bindMapKernel(space.module, space.memory);
    const scratch = places.scratch + slot * slotBytes(scratchBytes(length));
    const { squares, codes, middle } = places;
    this.#kernel.beginRows(0, length, squares, codes, middle, scratch);
  }

  /** `take` gives the number of a chunk that no other thread gets. */
  run(task: NeighbourTask, take: () => number): TaskResult {
    const chunks = chunksOf(task, this.#space);
    const leaves: { tree: number; ends: Int32Array }[] = [];
    let changes = 0;
    this.#begin(task);
    for (let chunk = take(); chunk < chunks; chunk = take()) {
      if (task.kind === 'expand') changes += this.#kernel.expandRows(...this.#rows(chunk));
      else if (task.kind === 'grow') leaves.push(this.#grow(chunk, task));
      else this.#work(task, chunk);
    }
    return { changes, leaves };
  }

  #begin(task: NeighbourTask): void {
    const { count, pool, places } = this.#space;
    if (task.kind === 'pairs') {
      const { keys, others } = listsAt(this.#space, this.#slot);
      this.#kernel.clearLists(keys, others, count * pool);
    } else if (task.kind === 'expand') {
      const from = listsAt(this.#space, task.set);
      const to = listsAt(this.#space, 1 - task.set);
      this.#kernel.beginExpansion(
        from.keys,
        from.others,
        to.keys,
        to.others,
        pool,
        task.byCodes,
        places.reverse,
        places.reverseCounts,
        places.visited + this.#slot * slotBytes(count * 4),
        places.candidates + this.#slot * slotBytes(candidateBytes(pool)),
      );
    }
  }

  #work(task: NeighbourTask, chunk: number): void {
    if (task.kind === 'measure') this.#measure(...this.#rows(chunk));
    else if (task.kind === 'pairs') this.#joinTile(chunk);
    else if (task.kind === 'merge') this.#merge(...this.#rows(chunk));
    else if (task.kind === 'leaves') this.#joinLeaf(task, chunk);
    else if (task.kind === 'refine') this.#refine(task.set, ...this.#rows(chunk));
    else if (task.kind === 'search') this.#search(chunk, task.byCodes);
    else if (task.kind === 'refineSample') this.#refineSample(chunk);
    else if (task.kind === 'rank') this.#rank(chunk, task.perColumn);
  }

  #rows(chunk: number): readonly [number, number] {
    const first = chunk * chunkRows;
    return [first, Math.min(first + chunkRows, this.#space.count)];
  }

  #measure(first: number, end: number): void {
    this.#kernel.measureRows(first, end);
    if (this.#space.isCoded) this.#kernel.encodeRows(first, end);
  }

  #joinTile(tile: number): void {
    const { count, pool } = this.#space;
    const { keys, others } = listsAt(this.#space, this.#slot);
    const first = tile * tileColumns;
    const columns = Math.min(tileColumns, count - first);
    this.#kernel.loadTile(0, first, columns, false);
    this.#kernel.joinTile(keys, others, pool);
    // Short calls: V8 puts faster code in place between them, and a thread that is ended stops there.
    for (let row = first + columns; row < count; row += chunkRows) {
      this.#kernel.joinRows(0, row, Math.min(chunkRows, count - row), keys, others, pool);
    }
  }

  #merge(first: number, end: number): void {
    const { pool, threads } = this.#space;
    const skipped = first * pool * 4;
    const to = listsAt(this.#space, 0);
    for (let set = 1; set < threads; set++) {
      const from = listsAt(this.#space, set);
      this.#kernel.mergeLists(
        to.keys + skipped,
        to.others + skipped,
        from.keys + skipped,
        from.others + skipped,
        end - first,
        pool,
      );
    }
  }

  #grow(tree: number, task: Task<'grow'>): { tree: number; ends: Int32Array } {
    const { count, places } = this.#space;
    const products = places.split + this.#slot * slotBytes((count + 4) * 4);
    const ends = growTree(this.#space, { ...task, tree }, this.#kernel, products);
    return { tree, ends };
  }

  #joinLeaf({ set, tree, ends, byCodes }: Task<'leaves'>, leaf: number): void {
    const { places, count, pool } = this.#space;
    const { keys, others } = listsAt(this.#space, set);
    const rows = places.trees + tree * count * 4;
    const end = ends[leaf]!;
    for (let first = leaf === 0 ? 0 : ends[leaf - 1]!; first < end; first += tileColumns) {
      const next = Math.min(first + tileColumns, end);
      this.#kernel.loadTile(rows + first * 4, 0, next - first, byCodes);
      this.#kernel.joinTile(keys, others, pool);
      if (next < end) this.#kernel.joinRows(rows + next * 4, 0, end - next, keys, others, pool);
    }
  }

  #refine(set: number, first: number, end: number): void {
    const { keys, others } = listsAt(this.#space, set);
    this.#kernel.refineLists(0, first, end, keys, others, this.#space.pool);
  }

  #search(tile: number, byCodes: boolean): void {
    const { pool, keys, others } = this.#sampleLists(tile);
    this.#loadSample(tile, byCodes);
    for (const [first, end] of this.#stretches())
      this.#kernel.searchRows(first, end, keys, others, pool);
  }

  #refineSample(tile: number): void {
    const { places, sampled } = this.#space;
    const { pool, keys, others } = this.#sampleLists(tile);
    const rows = places.sample + tile * sampleTile * 4;
    const columns = Math.min(sampleTile, sampled - tile * sampleTile);
    this.#kernel.refineLists(rows, 0, columns, keys, others, pool);
  }

  #sampleLists(tile: number): { pool: number; keys: number; others: number } {
    const { places } = this.#space;
    const pool = truthPlaces(this.#space.pool);
    const skipped = tile * sampleTile * pool * 4;
    return { pool, keys: places.sampleKeys + skipped, others: places.sampleOthers + skipped };
  }

  #rank(tile: number, perColumn: number): void {
    const { places } = this.#space;
    this.#loadSample(tile, false);
    const skipped = tile * sampleTile * perColumn * 4;
    for (const [first, end] of this.#stretches()) {
      this.#kernel.rankRows(first, end, places.bounds + skipped, places.ranks + skipped, perColumn);
    }
  }

  #loadSample(tile: number, byCodes: boolean): void {
    const { places, sampled } = this.#space;
    const first = tile * sampleTile;
    this.#kernel.loadTile(
      places.sample + first * 4,
      0,
      Math.min(sampleTile, sampled - first),
      byCodes,
    );
  }

  /** All rows, a short call each. */
  #stretches(): (readonly [number, number])[] {
    const { count } = this.#space;
    return Array.from({ length: Math.ceil(count / chunkRows) }, (_, at) => this.#rows(at));
  }
}
