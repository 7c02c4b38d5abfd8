import type { MapParameters } from './map.ts';
import { pointKey, type RecordAddress } from './pointKey.ts';
import type { Placement } from './mapPlacement.ts';

/** Returns the namespaces of a map without duplicates, the main one first. */
export function namespacesOf({ namespace, parameters }: Omit<MapKey, 'index'>): readonly string[] {
  return [...new Set([namespace, ...(parameters.namespaces ?? [])])];
}

/**
 * Identifies a map by its source and parameters. The engine caches the latest map of each key and answers requests
 * about it.
 */
export type MapKey = {
  readonly index: string;
  readonly namespace: string;
  readonly parameters: MapParameters;
};

/** Returns the point key of a record on a map. */
export function pointKeyOn(map: Omit<MapKey, 'index'>, place: RecordAddress): string {
  return namespacesOf(map).length > 1 ? pointKey(place) : place.id;
}

/** Groups of near-duplicates, largest first. */
export type DuplicateGroups = {
  readonly groups: readonly (readonly string[])[];
};

/** Order of outliers: by distance relative to that of their neighbours, or by distance. */
export const outlierOrders = ['factor', 'distance'] as const;
export type OutlierOrder = (typeof outlierOrders)[number];

/** Requests at most `limit` outliers. */
export type OutlierRequest = { readonly limit: number; readonly by: OutlierOrder };

/** A record with its outlier scores. Distances are those of the map: 1 - cosine similarity, or Euclidean. */
export type Outlier = {
  readonly id: string;
  /** Mean distance to its neighbours in the full space. */
  readonly distance: number;
  /**
   * Ratio of this distance to that of its neighbours: about 1 within a cluster, 2 if the neighbours are twice as close
   * to theirs.
   */
  readonly factor: number;
};

/** Position of a vector on a map, and its nearest records there, nearest first, with query scores. */
export type PlacedVector = {
  readonly placement: Placement;
  readonly neighbours: readonly { readonly id: string; readonly score: number }[];
};
