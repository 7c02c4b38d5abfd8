import { expect, it } from 'vitest';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { CellRun } from '../../../../src/protocol/notebook.ts';
import { askedOf, pooledHits } from '../../../../src/services/studies/cellQuestion.ts';

function cellsOf(text: string): readonly QueryCell[] {
  const parsed = parseNotebook(`vecnb 1\nindex: docs\n\n${text}`);
  if (!parsed.isValid) throw new Error('not valid');
  return parsed.notebook.cells.filter((cell) => cell.kind === 'query');
}

function runOf(cell: QueryCell, ids: readonly string[]): CellRun {
  return {
    state: 'done',
    ranAs: cell,
    outcome: {
      kind: 'hits',
      hits: ids.map((id) => ({ id, score: 1, metadata: {}, values: [] })),
      metric: 'cosine',
      usage: {},
      tookMs: 1,
      binding: { environment: 'local', index: 'docs', namespace: '__default__' },
    },
  };
}

it('pools the hits of all cells that ask the same, also those of a run before', () => {
  const cells = cellsOf(
    '### query\ntext: dog\n\n### query\ntext: dog \ntop k: 50\n\n### query\ntext: cat\n\n### query\ntext: dog\n',
  );
  const [first, second, third, last] = cells;
  if (!first || !second || !third || !last) throw new Error('missing');
  const done = runOf(last, ['d']);
  const previous = done.state === 'done' ? done.outcome : undefined;
  const runs = {
    [first.id]: runOf(first, ['a', 'b']),
    [second.id]: runOf(second, ['b', 'c']),
    [third.id]: runOf(third, ['x']),
    [last.id]: {
      state: 'running' as const,
      ranAs: last,
      startedAt: 0,
      ...(previous && { previous }),
    },
  };
  expect(pooledHits(cells, runs, first)).toEqual(['a', 'b', 'c', 'd']);
});

it('asks what a cell asks, with its filter; nothing if the cell is empty', () => {
  const [one, none] = cellsOf('### query\nid: a\nfilter: { "x": 1 }\n\n### query\ntext:\n');
  expect(one && askedOf(one)).toEqual({ inputs: { id: 'a' }, filter: '{ "x": 1 }' });
  expect(none && askedOf(none)).toBeUndefined();
});
