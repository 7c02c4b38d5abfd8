import { describe, expect, it } from 'vitest';
import type { QueryCell } from '../../../../../src/model/notebook/cell.ts';
import type { CellProblem, CellRun } from '../../../../../src/protocol/notebook.ts';
import { filterProblems, problemsOf } from '../../../../../webview/notebook/cell/cellProblems.ts';
import { query } from '../fixtures.ts';

const input: CellProblem = { field: 'input', message: 'There is no record “dog”' };

describe('problemsOf', () => {
  it('sees a wrong filter before any run, at its place', () => {
    const problems = problemsOf(query('a', { filter: '{ "x": }' }), undefined);
    expect(problems.map(({ field, place }) => [field, place?.start])).toEqual([['filter', 7]]);
  });

  it('shows what the last run found', () => {
    expect(problemsOf(query('a'), invalid(query('a'), input))).toEqual([input]);
  });

  it('forgets a problem once its field has changed', () => {
    const changed = query('a', { input: { by: 'id', value: 'cat' } });
    expect(problemsOf(changed, invalid(query('a'), input))).toEqual([]);
  });

  it('keeps a problem while other fields change', () => {
    expect(problemsOf(query('a', { topK: 3 }), invalid(query('a'), input))).toEqual([input]);
  });

  it('does not say the same twice', () => {
    const cell = query('a', { filter: '{ "x": }' });
    const seen = problemsOf(cell, undefined);
    expect(problemsOf(cell, invalid(cell, ...seen))).toEqual(seen);
  });
});

describe('filterProblems', () => {
  it('underlines the whole text if a problem has no place', () => {
    expect(filterProblems([input, { field: 'filter', message: 'Too long' }], '{"x":1}')).toEqual([
      { start: 0, end: 7, message: 'Too long' },
    ]);
  });
});

function invalid(ranAs: QueryCell, ...problems: CellProblem[]): CellRun {
  return { state: 'done', ranAs, outcome: { kind: 'invalid', problems } };
}
