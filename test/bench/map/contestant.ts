/** What a contestant is given: rows in a file, of cosine. */
export type MapTask = {
  readonly contestant: ContestantName;
  readonly file: string;
  readonly count: number;
  readonly dimension: number;
  readonly seed: number;
  readonly threads: number;
  readonly epochs: number;
  /** Where the positions go, as float32. */
  readonly output: string;
  /** The file of the program that is measured, where it is another's that cannot be bundled. */
  readonly peer?: string;
  /** Positions of a map of the first rows, to go on from. */
  readonly earlier?: { readonly file: string; readonly count: number };
};

export const contestantNames = ['vectorscope', 'umap-js', 'embedding-atlas'] as const;
export type ContestantName = (typeof contestantNames)[number];

/** What it took, from vectors in memory. */
export type MapCost = {
  /** To the last position. */
  readonly seconds: number;
  /** Milliseconds until the quality was measured as well; undefined for libraries that do not measure it. */
  readonly doneSeconds?: number;
  /** Absent where there is no picture before the last one. */
  readonly firstPictureSeconds?: number;
  /** The most that its process ever held, in bytes. */
  readonly peakBytes: number;
  /** The neighbours' recall as the contestant itself measured it. */
  readonly recall?: number;
};

/** umap-learn's: fewer records get more. */
export function epochsFor(count: number): number {
  return count < 10_000 ? 500 : 200;
}
