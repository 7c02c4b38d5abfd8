import { editDistance } from '../../model/editDistance.ts';
import type { Environment } from '../../model/environment.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import { cachedStatsOf, type CatalogSnapshot } from '../../services/catalog/catalogSnapshot.ts';
import { mainNamespace } from '../tree/nodes.ts';

/** Answers from what the tree has listed, also in earlier sessions; requests nothing. */
export class KnownIndexes {
  readonly #deps: KnownIndexesDeps;

  constructor(deps: KnownIndexesDeps) {
    this.#deps = deps;
  }

  /** Returns the indexes of this name, in the order of the environments. */
  named(name: string): readonly KnownIndex[] {
    const { environments, catalog } = this.#deps;
    return environments.all().flatMap((environment): KnownIndex[] => {
      const snapshot = catalog.snapshotOf(environment);
      const index = snapshot?.indexes.find((one) => one.name === name);
      if (index === undefined) return [];
      const stats = cachedStatsOf(snapshot, name)?.stats;
      const recordCount = stats?.totalRecordCount;
      return [{ environment, index, recordCount, namespace: mainNamespace(stats) }];
    });
  }

  /**
   * Whether no environment has an index of this name. `false` if one of them was never listed: the index may be there.
   * The local engine without a list has no index yet.
   */
  isUnknown(name: string): boolean {
    const { environments, catalog } = this.#deps;
    const all = environments.all().map((environment) => ({
      isLocal: environment.kind === 'local',
      snapshot: catalog.snapshotOf(environment),
    }));
    return (
      all.some(({ snapshot }) => snapshot !== undefined) &&
      all.every(({ isLocal, snapshot }) => isLocal || snapshot !== undefined) &&
      this.named(name).length === 0
    );
  }

  /** Returns the names of known indexes that differ by two letters at most, the nearest first. */
  similar(name: string): readonly string[] {
    const { environments, catalog } = this.#deps;
    const names = environments
      .all()
      .flatMap((environment) => catalog.snapshotOf(environment)?.indexes ?? [])
      .map((index) => ({ name: index.name, distance: editDistance(index.name, name) }))
      .filter(({ distance }) => distance <= maxDistance)
      .sort((one, other) => one.distance - other.distance);
    return [...new Set(names.map((one) => one.name))];
  }
}

/** An index as the tree knows it. */
export type KnownIndex = {
  readonly environment: Environment;
  readonly index: VectorIndex;
  readonly recordCount: number | undefined;
  /** The namespace for commands on the index. */
  readonly namespace: string;
};

export type KnownIndexesDeps = {
  readonly environments: { all(): readonly Environment[] };
  readonly catalog: { snapshotOf(environment: Environment): CatalogSnapshot | undefined };
};

const maxDistance = 2;
