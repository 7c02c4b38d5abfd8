import { describe, expect, it } from 'vitest';
import { CollectedJudgments } from '../../../../src/model/evaluation/files/collectedJudgments.ts';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import { printStudy } from '../../../../src/model/evaluation/study/printStudy.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { CellOutcome } from '../../../../src/protocol/notebook.ts';
import { studyOfJudgments, studyOfNotebook } from '../../../../src/services/studies/newStudy.ts';
import { StudySession } from '../../../../src/services/studies/studySession.ts';

const text = `vecstudy 1
environment: local
index: docs
measures: RR@10, Judged@10

### setup words
ask by: text

### setup records
ask by: id

### question one
text: first
id: a

### question two
text: second
id: b

### judgments
one 1 a1
two 1 b1
two 0 b2
`;

describe('a session of a study', () => {
  it('asks every question in every setup and measures the answers', async () => {
    const { session, asked } = start();
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

  it('goes on with a run that was cut, without asking twice', async () => {
    const lines: string[] = [];
    const first = start({ lines, failing: 'second' });
    await first.session.run();
    expect(first.session.state).toMatchObject({ failure: 'two: no' });
    const second = start({ lines });
    await second.session.run();
    expect(second.asked).toEqual(['text second 10', 'id a 11', 'id b 11']);
    expect(second.session.state).toMatchObject({
      runs: [{ isComplete: true }, { isComplete: true }, { isComplete: true }],
    });
  });

  it('starts a new run where what is asked has changed since the cut', async () => {
    const lines: string[] = [];
    await start({ lines, failing: 'second' }).session.run();
    const changed = start({ lines, text: text.replace('text: first', 'text: other') });
    await changed.session.run();
    expect(changed.asked).toContain('text other 10');
  });

  it('skips stored lines that are cut in the middle', async () => {
    const lines: string[] = [];
    await start({ lines }).session.run();
    lines.push('{"run":"1","ans');
    const { session } = start({ lines });
    await session.load();
    expect(session.state).toMatchObject({ runs: [{ setup: 'records' }, { setup: 'words' }] });
  });

  it('offers hits that no person has judged, in an order without ranks', async () => {
    const { session } = start();
    await session.run();
    const pool = session.pool(undefined).map(({ question, record }) => `${question} ${record}`);
    expect(pool.toSorted()).toEqual(['one a2', 'one x', 'two x']);
    session.update(parseStudy(text.replace('one 1 a1', 'one 1 a1\none 0 a2')));
    expect(session.pool('one').map(({ record }) => record)).toEqual(['x']);
  });

  it('compares two runs by every measure', async () => {
    const { session } = start();
    await session.run();
    const { state } = session;
    const [after, before] = state.kind === 'valid' ? state.runs.map(({ id }) => id) : [];
    const compared = session.compare(before ?? '', after ?? '');
    expect(compared.map(({ measure, n }) => [measure, n])).toEqual([
      ['RR@10', 2],
      ['Judged@10', 2],
    ]);
    expect(() => session.compare('gone', after ?? '')).toThrow('not stored any more');
  });

  it('stops at once, and says nothing of the questions that were not asked', async () => {
    const { session, asked } = start();
    const running = session.run();
    session.onDidChange(() => session.stop());
    await running;
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(session.state).not.toHaveProperty('failure');
  });

  it('lists the problems of a text that is not valid', () => {
    const { session } = start({ text: 'vecstudy 1\ncolour: red\n' });
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

type Started = { readonly session: StudySession; readonly asked: readonly string[] };

/** Answers with `a1, x, a2` or `b2, b1, x`, by the text or the record. */
function start(
  options: { readonly lines?: string[]; readonly failing?: string; readonly text?: string } = {},
): Started {
  const { lines = [], failing } = options;
  const asked: string[] = [];
  let lastId = 0;
  const session = new StudySession(parseStudy(options.text ?? text), {
    runQuery: (cell: QueryCell): Promise<CellOutcome> => {
      const { by, value } = cell.input;
      if (value === failing) return Promise.resolve({ kind: 'failed', message: 'no' });
      asked.push(`${by} ${value} ${cell.topK}`);
      const isFirst = cell.id === 'one';
      const ids = isFirst ? ['a1', 'x', 'a2'] : ['b2', 'b1', 'x'];
      return Promise.resolve({
        kind: 'hits',
        hits: ids.map((id) => ({ id, score: 1, metadata: {}, values: [] })),
        metric: 'cosine',
        usage: { readUnits: 1 },
        tookMs: 1,
        binding: { environment: 'local', index: 'docs', namespace: '__default__' },
      });
    },
    store: {
      read: () => Promise.resolve(lines.slice()),
      append: (line) => {
        lines.push(line);
        return Promise.resolve();
      },
    },
    moreJudgments: () => Promise.resolve(new Map()),
    newId: () => `${lines.length}-${++lastId}`,
    now: () => 1000,
  });
  return { session, asked };
}
