import { expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { QueryCell, RunnableCell } from '../../../../src/model/notebook/cell.ts';
import { newMapCell } from '../../../../src/model/notebook/newMapCell.ts';
import type { CellRun } from '../../../../src/protocol/notebook.ts';
import { MapSession } from '../../../../src/services/maps/mapSession.ts';
import { QueriesOnMaps } from '../../../../src/services/notebook/queriesOnMaps.ts';
import { cell, binding } from '../fakeProject.ts';

const pets = { ...cell, name: 'pets' };
const map = { ...newMapCell({}, 'pets'), id: 'm' };

it('the hits of the named query lie on a map, the newest ones, and no more often than they change', () => {
  const { session, changes, lay } = start();
  lay([pets, map], {});
  lay([pets, map], { c: hits('cat') });
  const run = hits('dog');
  lay([pets, map], { c: run });
  lay([{ ...pets }, map], { c: run });
  expect([session.queries.all.map(({ name }) => name), changes]).toEqual([
    ['pets'],
    [['cat'], ['dog']],
  ]);
});

it('another query, or none, takes the place of the one that a map named', () => {
  const { session, changes, lay } = start();
  const runs = { c: hits('cat'), d: hits('car') };
  const cars = { ...cell, id: 'd', name: 'cars' };
  lay([pets, cars, map], runs);
  lay([pets, cars, { ...map, query: 'cars' }], runs);
  lay([pets, cars, { ...map, query: '' }], runs);
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
  const queries = new QueriesOnMaps();
  const lay = (cells: Parameters<QueriesOnMaps['lay']>[1], runs: Record<string, CellRun>): void =>
    queries.lay(
      'file:///a.vecnb',
      cells,
      { runs: () => runs, asked: (cellId) => asQuery(runs[cellId]?.ranAs) },
      { of: (cellId) => (cellId === 'm' ? session : undefined) },
    );
  return { session, changes, lay };
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
