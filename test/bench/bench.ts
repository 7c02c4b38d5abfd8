import type { Goal } from './goals.ts';

export type BenchOptions = {
  /** Less of everything, for under ten minutes. */
  readonly isQuick: boolean;
  /** Only the parts whose name has this in it, of a bench that has parts. */
  readonly only?: string;
  /** How many rows, at most those of a bench that has several numbers of them. */
  readonly rows?: number;
  /** Whether other programs use the machine: a section has ratios only then, as far as it can. */
  readonly isBusy: boolean;
  /** Tells the one who waits what is being done. */
  readonly progress: (text: string) => void;
};

/** What a bench found. */
export type BenchResult = {
  /** Its section of docs/benchmarks.md, below the heading, in Markdown. */
  readonly text: string;
  readonly goals: readonly Goal[];
};

export type Bench = {
  /** The heading of its section. */
  readonly title: string;
  /** Whether it has no ratios: what a busy machine measures is shown and not written then. */
  readonly isOfTimes?: true;
  run(options: BenchOptions): Promise<BenchResult>;
};
