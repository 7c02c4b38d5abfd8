import type { VectorMemoryBudget } from './vectorMemoryBudget.ts';

/** Parts of the searcher that all vector rows share: the kernel, the memory budget and segment ids. */
export type SearchContext = {
  readonly module: WebAssembly.Module;
  readonly budget: VectorMemoryBudget;
  /** A new segment id, unique in the engine. */
  readonly nextSegmentId: () => number;
  /** Drops what threads cache for segments that will not be searched again. */
  readonly releaseSegments: (ids: readonly number[]) => void;
};
