import type { TimeType } from '../isoTime.ts';

export const mapMethods = ['umap', 'umap-js', 'pca'] as const;

/** Layout method: the engine's UMAP, umap-js as the reference, or PCA. */
export type MapMethod = (typeof mapMethods)[number];

export const mapDetails = ['standard', 'fine'] as const;

/** How much effort goes into placing near records beside each other; `fine` takes longer. */
export type MapDetail = (typeof mapDetails)[number];

/** Parameters of a map. `sample` is the maximum number of records. */
export type MapParameters = {
  /** Default: `umap`. */
  readonly method?: MapMethod;
  readonly neighbours: number;
  readonly minDistance: number;
  /** For the method `umap`. Default: `standard`. */
  readonly detail?: MapDetail;
  readonly seed: number;
  readonly sample: number;
  /** Default: the distance closest to the index' metric. */
  readonly distance?: MapDistance;
  /** Number of principal components for the method `pca`. Default: 2. */
  readonly components?: 2 | 3;
  /** Other namespaces of the index to include. Default: none. */
  readonly namespaces?: readonly string[];
};

export const mapDistances = ['cosine', 'euclidean'] as const;

/** 1 - cosine similarity, or Euclidean distance. */
export type MapDistance = (typeof mapDistances)[number];

/** How well a map preserves neighbourhoods of the full space; each measure from 0 to 1. */
export type MapQuality = {
  /** Number of nearest records in a neighbourhood. */
  readonly neighbours: number;
  /** Number of records used for trustworthiness and continuity. */
  readonly sampled: number;
  /** Share of true neighbours that the approximate search found; 1 after an exact search. */
  readonly recall: number;
  /** 1: records that are near on the map are near in the full space. */
  readonly trustworthiness: number;
  /** 1: records that are near in the full space are near on the map. */
  readonly continuity: number;
  /** Share of full-space neighbours that are neighbours on the map. */
  readonly neighbourPreservation: number;
};

export const defaultMapParameters: MapParameters = {
  neighbours: 15,
  minDistance: 0.1,
  seed: 42,
  sample: 10_000,
};

export type MapStage = 'reading' | 'neighbours' | 'layout' | 'done';

/** Progress of a map: `done` of `of` steps of the stage. */
export type MapProgress = { readonly stage: MapStage; readonly done: number; readonly of: number };

/** Maximum number of labels of a category; rarer ones share the label `otherLabel`, which comes last. */
export const maxMapLabels = 64;
export const otherLabel = '(other)';

/** Code of a record without the field in a category column. */
export const missingLabel = 65_535;

/** Name of the pseudo-field that holds the namespace, on a map of several namespaces. */
export const namespaceField = '(namespace)';

/** A metadata field of the map's points. Its values follow as binary data, in point order. */
export type MapColumn =
  /**
   * Data: Uint16Array of positions in `labels`; 65535 if a record lacks the field. Labels by descending count,
   * `otherLabel` last.
   */
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly labels: readonly string[];
      readonly counts: readonly number[];
      /**
       * The whole list of each point as text, in point order; empty for records with at most one item. Absent if no
       * record has more: the data holds the first item.
       */
      readonly lists?: readonly string[];
    }
  /** Data: Float64Array; NaN if a record lacks the field. */
  | { readonly kind: 'number'; readonly name: string; readonly min: number; readonly max: number }
  /** Data: Float64Array of milliseconds since 1970, like `min` and `max`; NaN if a record has no time. */
  | {
      readonly kind: 'time';
      readonly name: string;
      readonly type: TimeType;
      readonly min: number;
      readonly max: number;
    };

/**
 * One message of the engine's map stream, in the form that views receive. Order: points, columns, positions and
 * progress, position accuracy, done. `data` is in point order.
 */
export type MapFrame =
  /**
   * Ids (point keys on a map of several namespaces, see `pointKey.ts`), the beginnings of texts (empty if there is none)
   * and titles (absent if no record has one beside its text), in the order of all later data; `total` records were
   * available.
   */
  | {
      readonly type: 'points';
      readonly ids: readonly string[];
      readonly texts: readonly string[];
      readonly titles?: readonly string[];
      readonly total: number;
    }
  | { readonly type: 'column'; readonly column: MapColumn; readonly data: ArrayBufferLike }
  | { readonly type: 'progress'; readonly progress: MapProgress }
  /**
   * Data: Float32Array of x, y, or x, y, z for three components. `explained` holds the share of variance of each
   * component, for PCA.
   */
  | {
      readonly type: 'positions';
      readonly epoch: number;
      readonly components?: 3;
      readonly explained?: readonly number[];
      readonly data: ArrayBufferLike;
    }
  /** Data: Float32Array with the share of each point's `neighbours` nearest records that are near it on the map. */
  | {
      readonly type: 'positionAccuracy';
      readonly neighbours: number;
      readonly data: ArrayBufferLike;
    }
  | {
      readonly type: 'done';
      readonly tookMs: number;
      /** Absent if nothing was measured: PCA, or too few records. */
      readonly quality?: MapQuality;
      /** When a cached map was computed, in milliseconds since 1970. */
      readonly cachedAtMs?: number;
    }
  | { readonly type: 'failed'; readonly kind: string; readonly message: string };

/** The frame of one type. */
export type MapFrameOf<T extends MapFrame['type']> = Extract<MapFrame, { readonly type: T }>;
