import type { Setting, Task } from './contestants/contestant.ts';

/** What a contestant's process answers. Times are milliseconds of its own clock. */
export type ContestantCalls = {
  load: { params: null; result: { readonly ms: number } };
  open: { params: null; result: void };
  settle: { params: null; result: void };
  search: { params: Task; result: { readonly rows: readonly number[]; readonly ms: number } };
  /** Bytes that the process holds. */
  memory: { params: null; result: number };
  close: { params: null; result: void };
};

/** Which contestant a process is, given to it as a JSON argument. */
export type ContestantData = { readonly name: string; readonly setting: Setting };
