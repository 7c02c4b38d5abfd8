import { describe, expect, it } from 'vitest';
import type { CellOutcome } from '../../../../../src/protocol/notebook.ts';
import { parseNotebook } from '../../../../../src/model/notebook/parseNotebook.ts';
import { historyEntry } from '../../../../../src/services/notebook/kept/runHistory.ts';
import { parseHistoryLine } from '../../../../../src/vscode/notebook/kept/parseKept.ts';
import { binding, cell } from '../../fakeProject.ts';

const about = { at: 1000, notebook: 'a.vecnb', binding };
const outcome: CellOutcome = {
  kind: 'hits',
  hits: ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    score: 1,
    metadata: { secret: 'x' },
    values: [1, 2],
  })),
  metric: 'cosine',
  usage: {},
  tookMs: 12,
  binding,
};

describe('the history of runs', () => {
  it('has a notebook of the cell as it ran, and no records', () => {
    const own = { ...cell, filter: '{ "year": 1999 }', binding: { index: 'other' } };
    const entry = historyEntry(own, outcome, { ...about, binding: { ...binding, index: 'other' } });
    const line = JSON.stringify(entry);
    const parsed = parseNotebook(entry!.text);
    expect([entry, parseHistoryLine(line), line.includes('secret'), parsed]).toMatchObject([
      { count: 4, bestIds: ['a', 'b', 'c'], filter: own.filter, outcome: 'hits' },
      { at: 1000, binding: { index: 'other' } },
      false,
      { isValid: true, notebook: { binding: { index: 'other' }, cells: [{ binding: {} }] } },
    ]);
  });

  it('lists failures with their reason, and neither stopped runs nor cells with problems', () => {
    const failed = historyEntry(cell, { kind: 'failed', message: 'no way' }, about);
    const others = [{ kind: 'stopped' } as const, { kind: 'invalid', problems: [] } as const];
    expect([failed?.message, others.map((one) => historyEntry(cell, one, about))]).toEqual([
      'no way',
      [undefined, undefined],
    ]);
  });

  it('leaves out damaged lines', () => {
    expect(['', '{', '{"at":1}', 'null'].map(parseHistoryLine)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
