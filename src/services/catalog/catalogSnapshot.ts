import { isObject } from '../../common/objects.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';

/**
 * The last known indexes and statistics of an environment, stored across sessions. For display only: hosts may be out
 * of date.
 */
export type CatalogSnapshot = {
  readonly at: number;
  readonly indexes: readonly VectorIndex[];
  /** By index name. */
  readonly stats: Readonly<Record<string, CachedStats>>;
};

export type CachedStats = {
  /** When the service returned them, in milliseconds since 1970. */
  readonly at: number;
  readonly stats: IndexStats;
  /** Total number of namespaces; `stats` may hold only the first of them. */
  readonly namespaceCount: number;
};

/** Returns the cached statistics of an index. Safe for names such as `constructor`. */
export function cachedStatsOf(
  known: CatalogSnapshot | undefined,
  index: string,
): CachedStats | undefined {
  return known !== undefined && Object.hasOwn(known.stats, index) ? known.stats[index] : undefined;
}

const version = 1;
const maxNamespaces = 100;

/** Encodes a snapshot for VS Code's state store; drops what is not needed after a restart. */
export function encodeCatalogSnapshot(environment: Environment, known: CatalogSnapshot): object {
  const stats = Object.entries(known.stats).map(([name, { at, stats, namespaceCount }]) => [
    name,
    {
      at,
      namespaceCount,
      stats: { ...stats, namespaces: stats.namespaces.slice(0, maxNamespaces) },
    },
  ]);
  const address = addressOf(environment);
  return {
    version,
    address,
    at: known.at,
    indexes: known.indexes,
    stats: Object.fromEntries(stats),
  };
}

/** Decodes a stored snapshot. Returns `undefined` for another version, address or shape. */
export function decodeCatalogSnapshot(
  environment: Environment,
  value: unknown,
): CatalogSnapshot | undefined {
  if (!isObject(value) || value['version'] !== version) return undefined;
  const { address, at, indexes, stats } = value;
  if (address !== addressOf(environment) || typeof at !== 'number') return undefined;
  if (!Array.isArray(indexes) || !indexes.every(isIndex) || !isObject(stats)) return undefined;
  const known = Object.entries(stats).filter((entry): entry is [string, CachedStats] =>
    isKnownStats(entry[1]),
  );
  return { at, indexes, stats: Object.fromEntries(known) };
}

/** Returns what responses depend on besides the key. */
export function addressOf(environment: Environment): string {
  return environment.controllerUrl ?? environment.kind;
}

function isIndex(value: unknown): value is VectorIndex {
  return (
    isObject(value) &&
    ['name', 'host', 'kind', 'metric', 'state'].every((key) => typeof value[key] === 'string') &&
    isObject(value['tags'])
  );
}

function isKnownStats(value: unknown): value is CachedStats {
  if (!isObject(value) || typeof value['at'] !== 'number') return false;
  const { stats, namespaceCount } = value;
  return (
    typeof namespaceCount === 'number' &&
    isObject(stats) &&
    typeof stats['totalRecordCount'] === 'number' &&
    Array.isArray(stats['namespaces'])
  );
}
