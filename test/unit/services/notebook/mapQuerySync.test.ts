import { expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { QueryCell, RunnableCell } from '../../../../src/model/notebook/cell.ts';
import { newMapCell } from '../../../../src/model/notebook/newMapCell.ts';
import type { CellRun } from '../../../../src/protocol/notebook.ts';
import { MapSession } from '../../../../src/services/maps/mapSession.ts';
import { MapQuerySync } from '../../../../src/services/notebook/mapQuerySync.ts';
import { cell, binding } from '../fakeProject.ts';

const pets = { ...cell, name: 'pets' };
const map = { ...newMapCell({}, 'pets'), id: 'm' };

it('the hits of the named query lie on a map, the newest ones, and no more often than they change', () => {
  const { session, changes, sync } = start();
  sync([pets, map], {});
  sync([pets, map], { c: hits('cat') });
  const run = hits('dog');
  sync([pets, map], { c: run });
  sync([{ ...pets }, map], { c: run });
  expect([session.queries.all.map(({ name }) => name), changes]).toEqual([
    ['pets'],
    [['cat'], ['dog']],
  ]);
});

it('another query, or none, takes the place of the one that a map named', () => {
  const { session, changes, sync } = start();
  const runs = { c: hits('cat'), d: hits('car') };
  const cars = { ...cell, id: 'd', name: 'cars' };
  sync([pets, cars, map], runs);
  sync([pets, cars, { ...map, query: 'cars' }], runs);
  sync([pets, cars, { ...map, query: '' }], runs);
  expect([session.queries.all, changes]).toEqual([[], [['cat'], ['car'], []]]);
});

function start() {
  const session = new MapSession({
    source: { environment: localEnvironment, index: 'words', namespace: '__default__' },
    connections: { open: () => Promise.reject(), openEngine: () => Promise.reject() },
    now: () => 0,
  });
  const changes: string[][] = [];
  session.queries.onDidChange((queries) =>
    changes.push(queries.flatMap((query) => query.hits.map(({ id }) => id))),
  );
  const queries = new MapQuerySync();
  const sync = (cells: Parameters<MapQuerySync['sync']>[1], runs: Record<string, CellRun>): void =>
    queries.sync(
      'file:///a.vecnb',
      cells,
      { runs: () => runs, lastQuery: (cellId) => asQuery(runs[cellId]?.ranAs) },
      { of: (cellId) => (cellId === 'm' ? session : undefined) },
    );
  return { session, changes, sync };
}

function asQuery(ranAs: RunnableCell | undefined): QueryCell | undefined {
  return ranAs?.kind === 'query' ? ranAs : undefined;
}

function hits(id: string): CellRun {
  return {
    state: 'done',
    ranAs: pets,
    outcome: {
      kind: 'hits',
      hits: [{ id, score: 1, metadata: {}, values: [] }],
      metric: 'cosine',
      usage: {},
      tookMs: 1,
      binding,
    },
  };
}
