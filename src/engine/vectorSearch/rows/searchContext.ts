import type { FloatBudget } from './floatBudget.ts';

/** What rows need from the one who searches them. */
export type RowSystem = {
  readonly module: WebAssembly.Module;
  readonly budget: FloatBudget;
  /** A number for a memory that no other memory gets. */
  readonly nextId: () => number;
  /** The memories will not be searched again. */
  readonly forget: (ids: readonly number[]) => void;
};
