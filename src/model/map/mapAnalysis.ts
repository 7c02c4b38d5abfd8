import type { MapParameters } from './map.ts';
import { pointKey, type RecordAddress } from './pointKey.ts';
import type { Placement } from './mapPlacement.ts';

/** A map by what it was made of and with. The engine keeps the last one of each, and answers questions on it. */
export type MapKey = {
  readonly index: string;
  readonly namespace: string;
  readonly parameters: MapParameters;
};

/** The namespaces that the map shows, each once; its own first. */
export function namespacesOf({ namespace, parameters }: Omit<MapKey, 'index'>): readonly string[] {
  return [...new Set([namespace, ...(parameters.namespaces ?? [])])];
}

/** What names a record of one of its namespaces among its points. */
export function pointKeyOn(map: Omit<MapKey, 'index'>, place: RecordAddress): string {
  return namespacesOf(map).length > 1 ? pointKey(place) : place.id;
}

/** Groups of records that are joined by small steps, the largest group first. */
export type DuplicateGroups = {
  readonly groups: readonly (readonly string[])[];
};

/** By which of its numbers a record stands alone: compared with its surroundings, or by the distance itself. */
export const outlierOrders = ['factor', 'distance'] as const;
export type OutlierOrder = (typeof outlierOrders)[number];

/** So many at most. */
export type OutlierRequest = { readonly limit: number; readonly by: OutlierOrder };

/** A record by how alone it stands. Distances are those of the map: 1 - cosine, or Euclidean. */
export type Outlier = {
  readonly id: string;
  /** The mean distance to its neighbours in the full space. */
  readonly distance: number;
  /** That by the same of its neighbours: 1 amid others of its kind, 2 where they are twice as close to theirs. */
  readonly factor: number;
};

/** Where a vector belongs in a map, and the records of the map that say so, the nearest first, as a query scores them. */
export type PlacedVector = {
  readonly placement: Placement;
  readonly neighbours: readonly { readonly id: string; readonly score: number }[];
};
