import { expect, it } from 'vitest';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import type { CellOutcome } from '../../../../src/protocol/notebook.ts';
import {
  historyEntry,
  type HistoryEntry,
} from '../../../../src/services/notebook/kept/runHistory.ts';
import { historyQuestions } from '../../../../src/services/studies/historyQuestions.ts';
import { studyOfCells } from '../../../../src/services/studies/newStudy.ts';

const binding = { environment: 'local', index: 'docs', namespace: '' };

/** The entry of a run of a cell, as history has it. */
function entryOf(fields: string, at: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  const parsed = parseNotebook(`vecnb 1\n\n### query\n${fields}\n`);
  const cell = parsed.isValid ? parsed.notebook.cells[0] : undefined;
  const outcome: CellOutcome = {
    kind: 'hits',
    hits: [{ id: 'a', score: 1, metadata: {}, values: [] }],
    metric: 'cosine',
    usage: {},
    tookMs: 1,
    binding,
  };
  const entry =
    cell?.kind === 'query' && historyEntry(cell, outcome, { at, notebook: 'n', binding });
  if (!entry) throw new Error('no entry');
  return { ...entry, ...change };
}

it('makes questions of the queries of a place, each once, with how often they were asked', () => {
  const entries = [
    entryOf('text: refund\ntop k: 50', 9),
    entryOf('text: other index', 8, { binding: { ...binding, index: 'faq' } }),
    entryOf('text: failed', 7, { outcome: 'failed' }),
    entryOf('id: a', 6, { binding: { ...binding, namespace: '__default__' } }),
    entryOf('text: refund', 5),
    entryOf('sparse text: words', 4),
  ];
  const questions = historyQuestions(entries, binding);
  expect(questions.map(({ asked, at, times, count }) => [asked, at, times, count])).toEqual([
    ['refund', 9, 2, 1],
    ['a', 6, 1, 1],
    ['words', 4, 1, 1],
  ]);
  const cells = questions.map(({ cell }) => ({ cell, expected: [] }));
  const study = studyOfCells(binding, cells);
  expect(study.questions).toMatchObject([
    { id: 'refund', inputs: { text: 'refund' } },
    { id: 'a', inputs: { id: 'a' } },
    { id: 'words', inputs: {}, sparseText: 'words' },
  ]);
  expect([study.judgments.size, study.setups[0]?.topK]).toEqual([0, 50]);
});
