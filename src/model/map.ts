export const mapMethods = ['umap', 'umap-js', 'pca'] as const;

/** How records are laid out: by our own UMAP, by umap-js as the reference, or where the principal components put them. */
export type MapMethod = (typeof mapMethods)[number];

/** What a map is made with. `sample` is the largest number of records that it shows. */
export type MapParameters = {
  /** Absent: `umap`. */
  readonly method?: MapMethod;
  readonly neighbours: number;
  readonly minDistance: number;
  readonly seed: number;
  readonly sample: number;
};

export const defaultMapParameters: MapParameters = {
  neighbours: 15,
  minDistance: 0.1,
  seed: 42,
  sample: 10_000,
};

export const mapStages = ['reading', 'neighbours', 'layout', 'done'] as const;
export type MapStage = (typeof mapStages)[number];

/** Where a map stands: `done` of `of` steps of the stage. */
export type MapProgress = { readonly stage: MapStage; readonly done: number; readonly of: number };

/** Most labels of a category; beyond them, the rarest share the label `otherLabel`, which then stands last. */
export const maxMapLabels = 64;
export const otherLabel = '(other)';

/** Stands in a category's numbers for a record that lacks the field. */
export const missingLabel = 65_535;

/** A metadata field over the points of a map. Its numbers travel beside it, in the order of the points. */
export type MapColumn =
  /** Bytes: Uint16Array of places in `labels`; 65535 where a record lacks the field. Labels by falling count, but for `otherLabel`. */
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly labels: readonly string[];
      readonly counts: readonly number[];
    }
  /** Bytes: Float32Array; NaN where a record lacks the field. */
  | { readonly kind: 'number'; readonly name: string; readonly min: number; readonly max: number };

/** One message of a map that is being made, in this order: points, columns, then positions and progress, then done. */
export type MapFrame =
  /** Ids and texts (empty where there is none) in the order of all numbers that follow; `total` records were there to choose from. */
  | {
      readonly type: 'points';
      readonly ids: readonly string[];
      readonly texts: readonly string[];
      readonly total: number;
    }
  | { readonly type: 'column'; readonly column: MapColumn }
  | { readonly type: 'progress'; readonly progress: MapProgress }
  /** Bytes: Float32Array of x, y for each point. */
  | { readonly type: 'positions'; readonly epoch: number }
  | { readonly type: 'done'; readonly tookMs: number }
  | { readonly type: 'failed'; readonly kind: string; readonly message: string };
