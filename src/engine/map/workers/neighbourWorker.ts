import {
  bindMapKernel,
  scratchBytes,
  tileColumns,
  type MapKernel,
} from '../../kernels/map/mapKernel.ts';
import { growProjectionTree } from './projectionTree.ts';
import {
  candidateBytes,
  listsAt,
  wholeCacheLines,
  groundTruthCapacity,
  type NeighbourBuffers,
} from './neighbourBuffers.ts';

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

export function chunksOf(task: NeighbourTask, { count, sampled }: NeighbourBuffers): number {
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
export class NeighbourWorker {
  readonly #buffers: NeighbourBuffers;
  readonly #thread: number;
  readonly #kernel: MapKernel;

  constructor(buffers: NeighbourBuffers, thread: number) {
    const { addresses, length } = buffers;
    this.#buffers = buffers;
    this.#thread = thread;
    this.#kernel = bindMapKernel(buffers.module, buffers.memory);
    const scratch = addresses.scratch + thread * wholeCacheLines(scratchBytes(length));
    const { squares, codes, middle } = addresses;
    this.#kernel.beginRows(0, length, squares, codes, middle, scratch);
  }

  /** `take` gives the number of a chunk that no other thread gets. */
  run(task: NeighbourTask, take: () => number): TaskResult {
    const chunks = chunksOf(task, this.#buffers);
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
    const { count, listCapacity, addresses } = this.#buffers;
    if (task.kind === 'pairs') {
      const { keys, others } = listsAt(this.#buffers, this.#thread);
      this.#kernel.clearLists(keys, others, count * listCapacity);
    } else if (task.kind === 'expand') {
      const from = listsAt(this.#buffers, task.set);
      const to = listsAt(this.#buffers, 1 - task.set);
      this.#kernel.beginDescentRound(
        from.keys,
        from.others,
        to.keys,
        to.others,
        listCapacity,
        task.byCodes,
        addresses.reverse,
        addresses.reverseCounts,
        addresses.visited + this.#thread * wholeCacheLines(count * 4),
        addresses.candidates + this.#thread * wholeCacheLines(candidateBytes(listCapacity)),
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
    return [first, Math.min(first + chunkRows, this.#buffers.count)];
  }

  #measure(first: number, end: number): void {
    this.#kernel.computeSquares(first, end);
    if (this.#buffers.isQuantized) this.#kernel.quantizeRows(first, end);
  }

  #joinTile(tile: number): void {
    const { count, listCapacity } = this.#buffers;
    const { keys, others } = listsAt(this.#buffers, this.#thread);
    const first = tile * tileColumns;
    const columns = Math.min(tileColumns, count - first);
    this.#kernel.loadTile(0, first, columns, false);
    this.#kernel.joinTile(keys, others, listCapacity);
    // Short calls: V8 puts faster code in place between them, and a thread that is ended stops there.
    for (let row = first + columns; row < count; row += chunkRows) {
      this.#kernel.joinRows(0, row, Math.min(chunkRows, count - row), keys, others, listCapacity);
    }
  }

  #merge(first: number, end: number): void {
    const { listCapacity, threads } = this.#buffers;
    const skipped = first * listCapacity * 4;
    const to = listsAt(this.#buffers, 0);
    for (let set = 1; set < threads; set++) {
      const from = listsAt(this.#buffers, set);
      this.#kernel.mergeLists(
        to.keys + skipped,
        to.others + skipped,
        from.keys + skipped,
        from.others + skipped,
        end - first,
        listCapacity,
      );
    }
  }

  #grow(tree: number, task: Task<'grow'>): { tree: number; ends: Int32Array } {
    const { count, addresses } = this.#buffers;
    const products = addresses.split + this.#thread * wholeCacheLines((count + 4) * 4);
    const ends = growProjectionTree(this.#buffers, { ...task, tree }, this.#kernel, products);
    return { tree, ends };
  }

  #joinLeaf({ set, tree, ends, byCodes }: Task<'leaves'>, leaf: number): void {
    const { addresses, count, listCapacity } = this.#buffers;
    const { keys, others } = listsAt(this.#buffers, set);
    const rows = addresses.trees + tree * count * 4;
    const end = ends[leaf]!;
    for (let first = leaf === 0 ? 0 : ends[leaf - 1]!; first < end; first += tileColumns) {
      const next = Math.min(first + tileColumns, end);
      this.#kernel.loadTile(rows + first * 4, 0, next - first, byCodes);
      this.#kernel.joinTile(keys, others, listCapacity);
      if (next < end)
        this.#kernel.joinRows(rows + next * 4, 0, end - next, keys, others, listCapacity);
    }
  }

  #refine(set: number, first: number, end: number): void {
    const { keys, others } = listsAt(this.#buffers, set);
    this.#kernel.refineLists(0, first, end, keys, others, this.#buffers.listCapacity);
  }

  #search(tile: number, byCodes: boolean): void {
    const { listCapacity, keys, others } = this.#sampleLists(tile);
    this.#loadSample(tile, byCodes);
    for (const [first, end] of this.#stretches())
      this.#kernel.searchRows(first, end, keys, others, listCapacity);
  }

  #refineSample(tile: number): void {
    const { addresses, sampled } = this.#buffers;
    const { listCapacity, keys, others } = this.#sampleLists(tile);
    const rows = addresses.sample + tile * sampleTile * 4;
    const columns = Math.min(sampleTile, sampled - tile * sampleTile);
    this.#kernel.refineLists(rows, 0, columns, keys, others, listCapacity);
  }

  #sampleLists(tile: number): { listCapacity: number; keys: number; others: number } {
    const { addresses } = this.#buffers;
    const listCapacity = groundTruthCapacity(this.#buffers.listCapacity);
    const skipped = tile * sampleTile * listCapacity * 4;
    return {
      listCapacity,
      keys: addresses.sampleKeys + skipped,
      others: addresses.sampleOthers + skipped,
    };
  }

  #rank(tile: number, perColumn: number): void {
    const { addresses } = this.#buffers;
    this.#loadSample(tile, false);
    const skipped = tile * sampleTile * perColumn * 4;
    for (const [first, end] of this.#stretches()) {
      this.#kernel.rankRows(
        first,
        end,
        addresses.bounds + skipped,
        addresses.ranks + skipped,
        perColumn,
      );
    }
  }

  #loadSample(tile: number, byCodes: boolean): void {
    const { addresses, sampled } = this.#buffers;
    const first = tile * sampleTile;
    this.#kernel.loadTile(
      addresses.sample + first * 4,
      0,
      Math.min(sampleTile, sampled - first),
      byCodes,
    );
  }

  /** All rows, a short call each. */
  #stretches(): (readonly [number, number])[] {
    const { count } = this.#buffers;
    return Array.from({ length: Math.ceil(count / chunkRows) }, (_, at) => this.#rows(at));
  }
}
