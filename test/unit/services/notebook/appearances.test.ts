import { describe, expect, it } from 'vitest';
import type { Cell, QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { CellOutcome, CellRun } from '../../../../src/protocol/notebook.ts';
import { appearancesIn } from '../../../../src/services/notebook/appearances.ts';

const binding = { environment: 'Local', index: 'films', namespace: '' };
const notebook = { uri: 'file:///a.vecnb', name: 'a.vecnb' };

const query: QueryCell = {
  kind: 'query',
  id: 'c1',
  name: 'First',
  input: { by: 'text', value: 'a king' },
  filter: '',
  topK: 5,
  includeValues: false,
  expected: '',
  binding: {},
};

const hits: CellOutcome = {
  kind: 'hits',
  hits: ['x', 'y'].map((id) => ({ id, score: 0.5, metadata: {}, values: [] })),
  metric: 'cosine',
  usage: {},
  tookMs: 1,
  binding,
};

const done = (outcome: CellOutcome): CellRun => ({ state: 'done', outcome, ranAs: query });

describe('the hits in which a record appeared', () => {
  const cells: Cell[] = [{ kind: 'text', id: 't1', text: 'Notes' }, query];
  const find = (run: CellRun, place = binding, id = 'y') =>
    appearancesIn(notebook, cells, { c1: run }, place, id);

  it('name their cell by its place in the notebook, and the rank', () => {
    expect(find(done(hits))).toEqual([
      {
        notebook: 'file:///a.vecnb',
        notebookName: 'a.vecnb',
        cellId: 'c1',
        cellNumber: 2,
        cellName: 'First',
        rank: 2,
        hitCount: 2,
        score: 0.5,
      },
    ]);
  });

  it('are those of the earlier result while a run is in progress or has failed', () => {
    const running: CellRun = { state: 'running', startedAt: 0, previous: hits, ranAs: query };
    const failed = done({ kind: 'failed', message: 'No', previous: hits });
    expect([find(running).length, find(failed).length]).toEqual([1, 1]);
  });

  it('are not those of another namespace, index or environment with the same id', () => {
    const elsewhere = [{ namespace: 'b' }, { index: 'b' }, { environment: 'b' }];
    expect(elsewhere.flatMap((part) => find(done(hits), { ...binding, ...part }))).toEqual([]);
  });

  it('are empty for a record that was not found', () => {
    expect(find(done(hits), binding, 'z')).toEqual([]);
  });
});
