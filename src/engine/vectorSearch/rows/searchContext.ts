import type { VectorMemoryBudget } from './vectorMemoryBudget.ts';

/** What rows need from the one who searches them. */
export type SearchContext = {
  readonly module: WebAssembly.Module;
  readonly budget: VectorMemoryBudget;
  /** A number for a memory that no other memory gets. */
  readonly nextSegmentId: () => number;
  /** The memories will not be searched again. */
  readonly releaseSegments: (ids: readonly number[]) => void;
};
