import { describe, expect, it } from 'vitest';
import type { CellOutcome } from '../../../../src/protocol/notebook.ts';
import { mapQueryOfCell } from '../../../../src/services/notebook/mapQueryOfCell.ts';
import { cell } from '../fakeProject.ts';

const binding = { environment: 'local', index: 'words', namespace: '__default__' };
const found: CellOutcome = {
  kind: 'hits',
  hits: [{ id: 'cat', score: 0.5, metadata: { secret: 'x' }, values: [1, 2] }],
  metric: 'cosine',
  usage: {},
  tookMs: 1,
  binding,
};

describe('a cell on a map', () => {
  it('brings its hits without their vectors and metadata, its filter and what it expects', () => {
    const asked = { ...cell, name: 'pets', filter: '{ "a": 1 }', expected: 'cat, dog' };
    expect(mapQueryOfCell('file:///a.vecnb', asked, { state: 'done', outcome: found })).toEqual({
      query: {
        id: `file:///a.vecnb#${cell.id}`,
        name: 'pets',
        namespace: '__default__',
        metric: 'cosine',
        hits: [{ id: 'cat', score: 0.5 }],
        expected: ['cat', 'dog'],
        filter: '{ "a": 1 }',
        input: cell.input,
      },
      target: binding,
    });
  });

  it('is named by its text if the cell has no name', () => {
    const asked = { ...cell, input: { by: 'text', value: ` how  do\n${'x'.repeat(60)}` } } as const;
    const name = mapQueryOfCell('', asked, { state: 'done', outcome: found })?.query.name;
    expect(name).toBe(`how do ${'x'.repeat(32)}…`);
  });

  it('keeps to the hits of the run before while a run is under way or failed', () => {
    const runs = [
      { state: 'running', startedAt: 0, previous: found },
      { state: 'done', outcome: { kind: 'stopped', previous: found } },
    ] as const;
    for (const run of runs) expect(mapQueryOfCell('', cell, run)?.query.hits).toHaveLength(1);
  });

  it('is nothing if no run had hits', () => {
    expect(mapQueryOfCell('', cell, undefined)).toBeUndefined();
    expect(
      mapQueryOfCell('', cell, { state: 'done', outcome: { kind: 'stopped' } }),
    ).toBeUndefined();
  });
});
