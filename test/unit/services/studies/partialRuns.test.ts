import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import { smallStudy, startStudy } from '../../../support/evaluation/startStudy.ts';

describe('a run of a part of a study', () => {
  it('asks only these questions again, and keeps the other answers', async () => {
    const { session, asked } = startStudy();
    await session.run();
    await session.runQuestions(new Set(['two']));
    expect(asked.slice(4)).toEqual(['text second 10', 'id b 11']);
    expect(session.newestScore('words')?.run).toMatchObject({
      isComplete: true,
      answers: [{ question: 'one' }, { question: 'two' }],
    });
  });

  it('asks all questions if no complete run has the others', async () => {
    const { session, asked } = startStudy();
    await session.runQuestions(new Set(['two']));
    expect(asked).toHaveLength(4);
  });

  it('keeps its answers in the store', async () => {
    const lines: string[] = [];
    const first = startStudy({ lines });
    await first.session.run();
    await first.session.runQuestions(new Set(['two']));
    const second = startStudy({ lines });
    await second.session.load();
    expect(second.session.newestScore('records')?.run.answers).toHaveLength(2);
  });

  it('asks nothing after a change of judgments, and again after a change of a question', async () => {
    const { session, asked } = startStudy();
    await session.run();
    session.update(parseStudy(smallStudy.replace('two 0 b2', 'two 3 b2')));
    await session.runChanged();
    expect(asked).toHaveLength(4);
    session.update(parseStudy(smallStudy.replace('text: second', 'text: changed')));
    await session.runChanged();
    expect(asked.slice(4)).toContain('text changed 10');
  });
});

it('the coverage of judgments has the first hits of the newest runs, at the lines of the questions', async () => {
  const { session } = startStudy();
  expect(session.coverage()).toEqual([]);
  await session.run();
  const hits = (all: readonly string[], judged: string) =>
    all.map((id) => ({ id, isJudged: judged.includes(id) }));
  expect(session.coverage()).toEqual([
    { question: 'one', line: 11, hits: hits(['a1', 'x', 'a2'], 'a1') },
    { question: 'two', line: 15, hits: hits(['b2', 'b1', 'x'], 'b1 b2') },
  ]);
});

it('shows how each question changed since the run before of the same setup', async () => {
  let asked = 0;
  const { session } = startStudy({
    text: smallStudy.replace(/### setup records[^#]*/, ''),
    answer: ({ id }) => (id === 'one' && asked++ === 0 ? ['x', 'a1'] : ['x', 'y', 'b1', 'a1']),
  });
  const changes = (): unknown => {
    const { state } = session;
    return state.kind === 'valid' && state.questions.map((one) => one.changes?.[0]);
  };
  await session.run();
  expect(changes()).toEqual([undefined, undefined]);
  await session.run();
  expect(changes()).toEqual([1 / 4 - 1 / 2, 0]);
});
