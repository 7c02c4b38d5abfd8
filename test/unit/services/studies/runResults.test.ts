import { describe, expect, it } from 'vitest';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import { startStudy, type StudyOptions } from '../../../support/evaluation/startStudy.ts';

const questions = Array.from({ length: 20 }, (_, at) => `q${String(at).padStart(2, '0')}`);

/** Three setups of 20 questions; the judged record of each is at rank 1, 2 or missing, by the setup. */
const text = `vecstudy 1
environment: local
index: docs
measures: RR@10, Judged@10

### setup good
top k: 3

### setup fair
top k: 3
filter: { "n": 2 }

### setup none
top k: 2
filter: { "n": 3 }
${questions.map((id) => `\n### question ${id}\ntext: ${id}`).join('\n')}

### judgments
${questions.map((id) => `${id} 2 right-${id}`).join('\n')}
`;

describe('the results of runs', () => {
  it('compare several runs with one, adjusted for all comparisons of quality', async () => {
    const { session, run } = await finished();
    const compared = await session.results.compare(run('good'), [run('fair'), run('none')]);
    expect(compared.map((list) => list.map((one) => [one.measure, one.n, one.losses]))).toEqual([
      [
        ['RR@10', 20, 20],
        ['Judged@10', 20, 20],
      ],
      [
        ['RR@10', 20, 20],
        ['Judged@10', 20, 20],
      ],
    ]);
    const [[first] = [], [second] = []] = compared;
    expect([first?.difference, second?.difference]).toEqual([-0.5, -1]);
    expect([first?.adjustedP, second?.adjustedP]).toEqual([2, 2].map((m) => m * (first?.p ?? 0)));
  });

  it('list the changed questions, the largest loss first', async () => {
    const { session, run } = await finished({
      answer: (cell) =>
        cell.id === 'q07'
          ? setupOf(cell) === 'good'
            ? ['x', 'right-q07']
            : ['right-q07']
          : usual(cell),
    });
    const changes = session.results.changes(run('good'), run('fair'), 'RR@10');
    expect([changes.length, changes[0]?.question, changes.at(-1)]).toEqual([
      20,
      'q00',
      { question: 'q07', before: 0.5, after: 1 },
    ]);
  });

  it('show the answers with grades and scores, and the relevant records that are missing', async () => {
    const { session, run } = await finished();
    expect(session.results.answers('q01', [run('fair'), run('none')])).toEqual([
      {
        run: run('fair'),
        hits: [
          { id: 'x', score: 1 },
          { id: 'right-q01', grade: 2, score: 0.5 },
        ],
        missed: [],
      },
      { run: run('none'), hits: [{ id: 'x', score: 1 }], missed: [{ id: 'right-q01', grade: 2 }] },
    ]);
  });

  it('leave out the questions that a run did not ask', async () => {
    const lines: string[] = [];
    const { session, run } = await finished({
      lines,
      text: text.replace('\n### question q00\ntext: q00\n', '').replace('q00 2 right-q00\n', ''),
    });
    session.update(parseStudy(text));
    const [[first] = []] = await session.results.compare(run('good'), [run('fair')]);
    expect(first).toMatchObject({ n: 19, before: 1, after: 0.5 });
  });
});

describe('the reason why a record is missing', () => {
  const signal = new AbortController().signal;

  it('is found by the query that the run asked', async () => {
    const asked: unknown[] = [];
    const explanation = {
      id: 'right-q01',
      verdict: 'below' as const,
      rank: 4,
      deepest: 10_000,
      clauses: [],
      namespaces: [],
    };
    const { session, run } = await finished({
      explain: ({ input, filter, topK }, { index }, record) => {
        asked.push([input.value, filter, topK, index, record]);
        return Promise.resolve({
          kind: 'explanations',
          explanations: [explanation],
          topK,
          recordCount: 9,
          usage: {},
          tookMs: 1,
          binding: { environment: 'local', index, namespace: 'n' },
        });
      },
    });
    const found = await session.results.whyNot(run('none'), 'q01', 'right-q01', signal);
    expect(asked).toEqual([['q01', '{ "n": 3 }', 2, 'docs', 'right-q01']]);
    expect(found).toEqual({ explanation, topK: 2, recordCount: 9, namespace: 'n' });
  });

  it('is not found out if the query fails, or the setup is gone', async () => {
    const { session, run } = await finished();
    const why = (): Promise<unknown> =>
      session.results.whyNot(run('none'), 'q01', 'right-q01', signal);
    await expect(why()).rejects.toThrow('no');
    session.update(parseStudy(text.replace('setup none', 'setup other')));
    await expect(why()).rejects.toThrow('The study has no setup “none” any more');
  });
});

function usual(cell: QueryCell): readonly string[] {
  const right = `right-${cell.id}`;
  return { good: [right], fair: ['x', right], none: ['x'] }[setupOf(cell)];
}

function setupOf({ filter }: QueryCell): 'good' | 'fair' | 'none' {
  return filter === '' ? 'good' : filter.includes('2') ? 'fair' : 'none';
}

async function finished(options: StudyOptions = {}) {
  const { session } = startStudy({ text, answer: usual, ...options });
  await session.run();
  const { state } = session;
  const runs = state.kind === 'valid' ? state.runs : [];
  return { session, run: (setup: string) => runs.find((one) => one.setup === setup)?.id ?? '' };
}
