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

/** Runs one thread’s share of the search tasks. `thread` is the number of the thread. */
export class NeighbourWorker {
  readonly #buffers: NeighbourBuffers;
  readonly #thread: number;
  readonly #kernel: MapKernel;

  constructor(buffers: NeighbourBuffers, thread: number) {
    const { addresses, count, length, listCapacity } = buffers;
    this.#buffers = buffers;
    this.#thread = thread;
    this.#kernel = bindMapKernel(buffers.module, buffers.memory);
    const scratch = addresses.scratch + thread * wholeCacheLines(scratchBytes(length));
    const { squares, codes, middle } = addresses;
    this.#kernel.beginRows(0, length, squares, codes, middle, scratch);
    this.#kernel.setDescentBuffers(
      addresses.reverse,
      addresses.reverseCounts,
      addresses.visited + thread * wholeCacheLines(count * 4),
      addresses.candidates + thread * wholeCacheLines(candidateBytes(listCapacity)),
    );
  }

  /** Processes chunks until `take`, which returns the next free chunk number, exceeds the last. */
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
    const { count, listCapacity } = this.#buffers;
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
    // Short calls let V8 switch to optimized code between them, and let a terminated thread stop.
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

  /** Returns all rows as ranges of one short kernel call each. */
  #stretches(): (readonly [number, number])[] {
    const { count } = this.#buffers;
    return Array.from({ length: Math.ceil(count / chunkRows) }, (_, at) => this.#rows(at));
  }
}

/**
 * A task of the neighbour search, divided into chunks. Each thread takes the next chunk until none is left.
 * Plain data that can be sent to other threads.
 */
export type NeighbourTask =
  /** Chunk = rows: computes their squared lengths and quantizes them when enabled. */
  | { readonly kind: 'measure' }
  /** Chunk = tile of rows: compares it with itself and all later rows. */
  | { readonly kind: 'pairs' }
  /** Chunk = rows: merges the lists of all threads. */
  | { readonly kind: 'merge' }
  /** Chunk = tree: grows it from the seed until its leaves are small enough. */
  | {
      readonly kind: 'grow';
      readonly trees: number;
      readonly leafRows: number;
      readonly seed: number;
      readonly byCodes: boolean;
    }
  /** Chunk = leaf of a tree: compares all pairs of its rows. `ends` holds the end of each leaf. */
  | {
      readonly kind: 'leaves';
      readonly set: number;
      readonly tree: number;
      readonly ends: Int32Array;
      readonly byCodes: boolean;
    }
  /** Chunk = rows: runs an NN-descent round on them, from list set `set` into the other one. */
  | { readonly kind: 'expand'; readonly set: number; readonly byCodes: boolean }
  /** Chunk = rows: recomputes the distances of their lists in `set` from float32 values and sorts them. */
  | { readonly kind: 'refine'; readonly set: number }
  /** Chunk = tile of the sample: searches its nearest rows among all. */
  | { readonly kind: 'search'; readonly byCodes: boolean }
  /** Chunk = tile of the sample: recomputes the distances of its lists and sorts them. */
  | { readonly kind: 'refineSample' }
  /** Chunk = tile of the sample: counts the rows that are nearer than each of its bounds. */
  | { readonly kind: 'rank'; readonly perColumn: number };

/** Result of a thread. `leaves` holds the end of each leaf, by tree. */
export type TaskResult = {
  readonly changes: number;
  readonly leaves: readonly { readonly tree: number; readonly ends: Int32Array }[];
};

type Task<K extends NeighbourTask['kind']> = Extract<NeighbourTask, { readonly kind: K }>;

/** Rows per chunk: a few milliseconds of work. */
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
