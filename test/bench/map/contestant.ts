/** Input of a contestant: rows in a file, compared by cosine. */
export type MapTask = {
  readonly contestant: ContestantName;
  readonly file: string;
  readonly count: number;
  readonly dimension: number;
  readonly seed: number;
  readonly threads: number;
  readonly epochs: number;
  /** Output file of the positions, as float32. */
  readonly output: string;
  /** Module of a measured library that cannot be bundled. */
  readonly peer?: string;
  /** Positions of a map of the first rows, to start from. */
  readonly earlier?: { readonly file: string; readonly count: number };
};

/** Maps by JavaScript: ours, and those that it is compared with everywhere. */
export const scriptContestants = ['vectorscope', 'umap-js', 'embedding-atlas'] as const;

/** Maps of real vectors: ours in both levels of detail, and that of Python. */
export const realContestants = ['vectorscope', 'vectorscope, fine', 'umap-learn'] as const;

export type ContestantName = (typeof scriptContestants)[number] | (typeof realContestants)[number];

/** Options of all maps. */
export const neighbours = 15;
export const minDistance = 0.1;

/** Time and memory of one map, from vectors in memory. */
export type MapCost = {
  /** Seconds until the last position. */
  readonly seconds: number;
  /** Seconds until the quality was measured as well; undefined for libraries that do not measure it. */
  readonly doneSeconds?: number;
  /** Undefined when there are no positions before the last ones. */
  readonly firstPictureSeconds?: number;
  /** Peak memory of the process, in bytes. */
  readonly peakBytes: number;
  /** Neighbour recall as reported by the contestant. */
  readonly recall?: number;
};

/** Returns the default epochs of umap-learn. */
export function epochsFor(count: number): number {
  return count < 10_000 ? 500 : 200;
}
