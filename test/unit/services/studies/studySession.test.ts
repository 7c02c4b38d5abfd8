import { describe, expect, it } from 'vitest';
import { CollectedJudgments } from '../../../../src/model/evaluation/files/collectedJudgments.ts';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import { printStudy } from '../../../../src/model/evaluation/study/printStudy.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { checkQueryCell } from '../../../../src/services/queries/checkQueryCell.ts';
import { studyOfJudgments, studyOfNotebook } from '../../../../src/services/studies/newStudy.ts';
import { smallStudy, startStudy } from '../../../support/evaluation/startStudy.ts';

describe('a session of a study', () => {
  it('asks every question in every setup and measures the answers', async () => {
    const { session, asked } = startStudy();
    await session.run();
    expect(asked).toEqual(['text first 10', 'text second 10', 'id a 11', 'id b 11']);
    const { state } = session;
    expect(state).toMatchObject({
      kind: 'valid',
      runs: [
        { setup: 'records', isComplete: true, n: 2, means: [{ value: 0.75 }, {}] },
        { setup: 'words', isComplete: true },
      ],
    });
    expect(
      state.kind === 'valid' && state.questions.map((one) => [one.judged, one.unjudged]),
    ).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it('continues with a run that was cut, without asking twice', async () => {
    const lines: string[] = [];
    const first = startStudy({ lines, failing: 'second' });
    await first.session.run();
    expect(first.session.state).toMatchObject({ failure: 'two: no' });
    const second = startStudy({ lines });
    await second.session.run();
    expect(second.asked).toEqual(['text second 10', 'id a 11', 'id b 11']);
    expect(second.session.state).toMatchObject({
      runs: [{ isComplete: true }, { isComplete: true }, { isComplete: true }],
    });
  });

  it('starts a new run where what is asked has changed since the cut', async () => {
    const lines: string[] = [];
    await startStudy({ lines, failing: 'second' }).session.run();
    const changed = startStudy({ lines, text: smallStudy.replace('text: first', 'text: other') });
    await changed.session.run();
    expect(changed.asked).toContain('text other 10');
  });

  it('skips stored lines that are cut in the middle', async () => {
    const lines: string[] = [];
    await startStudy({ lines }).session.run();
    lines.push('{"run":"1","ans');
    const { session } = startStudy({ lines });
    await session.load();
    expect(session.state).toMatchObject({ runs: [{ setup: 'records' }, { setup: 'words' }] });
  });

  it('offers hits that no person has judged, in an order without ranks', async () => {
    const { session } = startStudy();
    await session.run();
    const pool = session.pool(undefined).map(({ question, record }) => `${question} ${record}`);
    expect(pool.toSorted()).toEqual(['one a2', 'one x', 'two x']);
    session.update(parseStudy(smallStudy.replace('one 1 a1', 'one 1 a1\none 0 a2')));
    expect(session.pool('one').map(({ record }) => record)).toEqual(['x']);
  });

  it('compares runs by every measure', async () => {
    const { session } = startStudy();
    await session.run();
    const { state } = session;
    const runs = state.kind === 'valid' ? state.runs.map(({ id }) => id) : [];
    const [list = []] = await session.results.compare(runs[1] ?? '', [runs[0] ?? '']);
    expect(list.map(({ measure, n }) => [measure, n])).toEqual([
      ['RR@10', 2],
      ['Judged@10', 2],
    ]);
    expect(() => session.results.compare('gone', runs)).toThrow('not stored any more');
  });

  it('ends if its budget is spent, and continues without asking twice', async () => {
    const lines: string[] = [];
    const limited = smallStudy.replace('index: docs', 'index: docs\nbudget: 1');
    const first = startStudy({ lines, text: limited });
    await first.session.run();
    expect(first.session.state).toMatchObject({
      failure: 'The budget of 1 read units is spent. Run again to go on',
      runs: [{ setup: 'words', isComplete: true }],
    });
    const second = startStudy({ lines, text: limited.replace('budget: 1', 'budget: 9') });
    await second.session.run();
    expect(second.asked).toEqual(['id a 11', 'id b 11']);
    expect(second.session.state).not.toHaveProperty('failure');
  });

  it('searches settings, keeps complete ones, and says how many are left out', async () => {
    const search = '\n### search depth\ntop k:\n  1\n  2\n  3\nchoose by: RR@10\nbudget: 4\n';
    const lines: string[] = [];
    const first = startStudy({ lines, text: smallStudy + search });
    await first.session.search('depth');
    expect(first.session.state).toMatchObject({
      searches: [{ name: 'depth', settings: 3, complete: 2, budget: 4 }],
      runs: [],
    });
    expect(await first.session.results.search('depth')).toMatchObject({
      settings: [
        { name: 'depth: top k 1', mean: 0.5 },
        { name: 'depth: top k 2', mean: 0.75 },
      ],
      winner: 1,
      n: 2,
      left: 1,
    });
    const second = startStudy({ lines, text: smallStudy + search });
    await second.session.search('depth');
    expect(second.asked).toEqual(['text first 3', 'text second 3']);
    expect(await second.session.results.search('depth')).toMatchObject({ left: 0 });
  });

  it('asks with the sparse values of questions if a setup has an alpha', async () => {
    const cells: QueryCell[] = [];
    const { session } = startStudy({
      text: 'vecstudy 1\nindex: docs\n### setup dense\n### setup hybrid\nalpha: 0.3\n### question q\nvector: [1]\nsparse: { "indices": [7], "values": [1] }\n',
      answer: (cell) => {
        cells.push(cell);
        return [];
      },
    });
    await session.run();
    expect(cells.map(({ alpha, sparse }) => [alpha, sparse])).toEqual([
      [undefined, undefined],
      ['0.3', '{ "indices": [7], "values": [1] }'],
    ]);
    expect(cells.map((cell) => checkQueryCell(cell).isValid)).toEqual([true, true]);
  });

  it('names judged records that are not in the index, once they were not found', async () => {
    const { session } = startStudy({ missing: ['a1'], answer: () => ['x', 'b1'] });
    await session.load();
    expect(session.state).not.toHaveProperty('notes');
    await session.run();
    expect(session.state).toMatchObject({
      notes: [
        '1 judged record is not in the index (words): a1',
        '1 judged record is not in the index (records): a1',
      ],
    });
  });

  it('names lines of its judgment file that cannot be read or contradict each other', async () => {
    const judgmentFile = new CollectedJudgments();
    judgmentFile.judgment({ question: 'one', record: 'a1', grade: 1, line: 1 });
    judgmentFile.judgment({ question: 'one', record: 'a1', grade: 2, line: 2 });
    judgmentFile.problem({ line: 3, message: 'a judgment has three or four parts' });
    const text = smallStudy.replace('measures:', 'judgments file: more.qrels\nmeasures:');
    const { session } = startStudy({ judgmentFile, text });
    await session.load();
    expect(session.state).toMatchObject({
      notes: [
        'more.qrels, line 3: a judgment has three or four parts',
        expect.stringMatching(/^more\.qrels, line 2: “a1” has grade 2 .* the later one counts$/),
      ],
    });
  });

  it('stops at once, and says nothing of the questions that were not asked', async () => {
    const { session, asked } = startStudy();
    const running = session.run();
    session.onDidChange(() => session.stop());
    await running;
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(session.state).not.toHaveProperty('failure');
  });

  it('lists the problems of a text that is not valid', () => {
    const { session } = startStudy({ text: 'vecstudy 1\ncolour: red\n' });
    expect(session.state).toMatchObject({ kind: 'invalid', problems: [{ line: 1 }] });
  });
});

describe('a new study', () => {
  const binding = { environment: 'local', index: 'docs', namespace: '__default__' };

  it('of a notebook has a question for each cell that expects records', () => {
    const parsed = parseNotebook(
      'vecnb 1\nindex: docs\n\n### query money back\ntext: How?\nexpected: a, b\ntop k: 20\n\n### query\nid: x\nexpected: c\n\n### query\ntext: none\n',
    );
    if (!parsed.isValid) throw new Error('not valid');
    const study = studyOfNotebook(parsed.notebook);
    expect(parseStudy(printStudy(study))).toMatchObject({
      isValid: true,
      study: {
        questions: [
          { id: 'money-back', inputs: { text: 'How?' } },
          { id: 'x', inputs: { id: 'x' } },
        ],
        setups: [{ topK: 20 }],
      },
    });
    expect([...study.judgments].map(([id, grades]) => [id, [...grades]])).toEqual([
      [
        'money-back',
        [
          ['a', 1],
          ['b', 1],
        ],
      ],
      ['x', [['c', 1]]],
    ]);
  });

  it('of judgments names its questions without spaces, each once', () => {
    const found = new CollectedJudgments();
    for (const question of ['Where is it?', 'Where is it!', '???'])
      found.judgment({ question, record: 'a', grade: 1, line: 1 });
    const study = studyOfJudgments(binding, found);
    expect(study.questions.map(({ id, inputs }) => [id, inputs.text])).toEqual([
      ['Where-is-it', 'Where is it?'],
      ['Where-is-it-2', 'Where is it!'],
      ['question', '???'],
    ]);
    expect(parseStudy(printStudy(study)).isValid).toBe(true);
  });
});
