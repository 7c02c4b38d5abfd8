import { expect, it } from 'vitest';
import type { PoolEntry } from '../../../../src/protocol/judging.ts';
import { Judging } from '../../../../webview/shared/judging/judging.ts';
import { markWords } from '../../../../webview/shared/judging/markWords.ts';

function startJudging(count: number) {
  const pool = Array.from({ length: count }, (_, at) => ({ question: 'q', record: `r${at}` }));
  const judged: (PoolEntry & { readonly grade: number | null })[] = [];
  const read: (readonly string[])[] = [];
  const judging = new Judging(pool, {
    read: (ids) => {
      read.push(ids);
      return Promise.resolve(ids.map((id) => ({ id, metadata: { text: id } })));
    },
    judge: (judgment) => {
      judged.push(judgment);
      return Promise.resolve();
    },
    onChange: () => undefined,
  });
  return { judging, judged, read };
}

it('goes to the next hit with each grade, and back with undo, which takes the grade away', () => {
  const { judging, judged } = startJudging(3);
  judging.grade(2);
  judging.skip();
  expect([judging.entry?.record, judging.done]).toEqual(['r2', 2]);
  judging.undo();
  judging.undo();
  expect([judging.entry?.record, judging.done]).toEqual(['r0', 0]);
  expect(judged).toEqual([
    { question: 'q', record: 'r0', grade: 2 },
    { question: 'q', record: 'r0', grade: null },
  ]);
});

it('has read every record before it is shown', async () => {
  const { judging, read } = startJudging(50);
  const missing: string[] = [];
  for (; judging.entry; judging.grade(0)) {
    await Promise.resolve();
    if (!judging.record) missing.push(judging.entry.record);
  }
  expect(missing).toEqual([]);
  expect(read.map((ids) => ids.length)).toEqual([20, 10, 10, 10]);
});

it('marks the words of the question with any ending', () => {
  const marked = markWords('Released apps are in releases of the app.', 'release an app');
  expect(marked.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual([
    'Released',
    'apps',
    'releases',
    'app',
  ]);
});
