import { describe, expect, it } from 'vitest';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { CatalogSnapshot } from '../../../../src/services/catalog/catalogSnapshot.ts';
import { KnownIndexes } from '../../../../src/vscode/code/knownIndexes.ts';

const team: Environment = { ...localEnvironment, id: 'team', name: 'team', kind: 'cloud' };
const index = (name: string): VectorIndex => ({
  name,
  kind: 'vectors',
  vectorType: 'dense',
  dimension: 3,
  metric: 'cosine',
  host: 'https://host.example',
  isReady: true,
  state: 'Ready',
  isProtected: false,
  tags: {},
});

function known(snapshots: Record<string, CatalogSnapshot>): KnownIndexes {
  return new KnownIndexes({
    environments: { all: () => [team, localEnvironment] },
    catalog: { snapshotOf: ({ id }) => snapshots[id] },
  });
}

const snapshot = (...names: string[]): CatalogSnapshot => ({
  at: 1,
  indexes: names.map(index),
  stats: {},
});

describe('the indexes that programs name', () => {
  it('are found in every environment that has one of the name', () => {
    const both = known({ team: snapshot('orders'), local: snapshot('orders', 'films') });
    expect(both.named('orders').map(({ environment }) => environment.name)).toEqual([
      'team',
      'local',
    ]);
  });

  it('are unknown only if every environment was listed', () => {
    expect(known({ team: snapshot('orders') }).isUnknown('oders')).toBe(true);
    expect(known({ team: snapshot('orders') }).isUnknown('orders')).toBe(false);
    expect(known({ local: snapshot('orders') }).isUnknown('oders')).toBe(false);
    expect(known({}).isUnknown('oders')).toBe(false);
  });

  it('have similar names by two letters at most, the nearest first', () => {
    const all = known({ team: snapshot('order', 'orders', 'films'), local: snapshot('orders') });
    expect(all.similar('oders')).toEqual(['orders', 'order']);
  });
});
