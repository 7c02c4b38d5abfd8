import type { TimeType } from '../isoTime.ts';

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
  /** Absent: that which the index' metric is nearest to. */
  readonly distance?: MapDistance;
  /** How many principal components the method `pca` shows. Absent: 2. */
  readonly components?: 2 | 3;
  /** Further namespaces of the index whose records are shown. Absent: none. */
  readonly namespaces?: readonly string[];
};

export const mapDistances = ['cosine', 'euclidean'] as const;

/** 1 - cosine, or the length of the difference. */
export type MapDistance = (typeof mapDistances)[number];

/** How much of the neighbourhoods of the full space a map keeps; each from 0 to 1. */
export type MapQuality = {
  /** Of how many nearest records a neighbourhood consists. */
  readonly neighbours: number;
  /** Records that trustworthiness and continuity were measured on. */
  readonly sampled: number;
  /** The share of the true neighbours that were found; 1 where all pairs were compared. */
  readonly recall: number;
  /** 1: what is near in the map is near in the full space. */
  readonly trustworthiness: number;
  /** 1: what is near in the full space is near in the map. */
  readonly continuity: number;
  /** The share of the neighbours in the full space that are neighbours in the map. */
  readonly neighbourPreservation: number;
};

export const defaultMapParameters: MapParameters = {
  neighbours: 15,
  minDistance: 0.1,
  seed: 42,
  sample: 10_000,
};

export type MapStage = 'reading' | 'neighbours' | 'layout' | 'done';

/** Where a map stands: `done` of `of` steps of the stage. */
export type MapProgress = { readonly stage: MapStage; readonly done: number; readonly of: number };

/** Most labels of a category; beyond them, the rarest share the label `otherLabel`, which then stands last. */
export const maxMapLabels = 64;
export const otherLabel = '(other)';

/** Stands in a category's numbers for a record that lacks the field. */
export const missingLabel = 65_535;

/** Stands for a field that no record has: the namespace that each is in, on a map of several. */
export const namespaceField = '(namespace)';

/** A metadata field over the points of a map. Its numbers travel beside it, in the order of the points. */
export type MapColumn =
  /** Bytes: Uint16Array of places in `labels`; 65535 where a record lacks the field. Labels by falling count, but for `otherLabel`. */
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly labels: readonly string[];
      readonly counts: readonly number[];
    }
  /** Bytes: Float64Array; NaN where a record lacks the field. */
  | { readonly kind: 'number'; readonly name: string; readonly min: number; readonly max: number }
  /** Bytes: Float64Array of milliseconds since 1970, as `min` and `max` are; NaN where a record has no time there. */
  | {
      readonly kind: 'time';
      readonly name: string;
      readonly type: TimeType;
      readonly min: number;
      readonly max: number;
    };

/**
 * One message of a map that is being made, as the engine streams it and as views receive it. The order is points, columns,
 * positions and progress, faithfulness, done. `data` has the order of the points.
 */
export type MapFrame =
  /**
   * Ids, on a map of several namespaces the keys of `pointKey.ts`, and texts (empty where there is none) in the order of
   * all numbers that follow; `total` records were there to choose from.
   */
  | {
      readonly type: 'points';
      readonly ids: readonly string[];
      readonly texts: readonly string[];
      readonly total: number;
    }
  | { readonly type: 'column'; readonly column: MapColumn; readonly data: ArrayBufferLike }
  | { readonly type: 'progress'; readonly progress: MapProgress }
  /**
   * Bytes: Float32Array of x, y for each point, or of x, y, z where there are three components. `explained` has the share
   * of the variance that each component holds, where the places are principal components.
   */
  | {
      readonly type: 'positions';
      readonly epoch: number;
      readonly components?: 3;
      readonly explained?: readonly number[];
      readonly data: ArrayBufferLike;
    }
  /** Bytes: Float32Array with the share of each point's nearest records, `neighbours` of them, that are near it in the map. */
  | {
      readonly type: 'faithfulness';
      readonly neighbours: number;
      readonly data: ArrayBufferLike;
    }
  | {
      readonly type: 'done';
      readonly tookMs: number;
      /** Absent where there was nothing to measure: PCA, or too few records. */
      readonly quality?: MapQuality;
      /** When the map was made, in milliseconds since 1970, where it was kept from then. */
      readonly keptSinceMs?: number;
    }
  | { readonly type: 'failed'; readonly kind: string; readonly message: string };

/** The frame of one type. */
export type MapFrameOf<T extends MapFrame['type']> = Extract<MapFrame, { readonly type: T }>;
