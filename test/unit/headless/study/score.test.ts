import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../../../src/model/evaluation/scoreRun.ts';
import { answersOf, evaluationCases } from '../../../support/evaluation/cases.ts';
import { runStudy } from '../../../support/evaluation/studyProgram.ts';

type Scores = {
  readonly perQuery: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly mean: Readonly<Record<string, number>>;
  readonly n: number;
};

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-score-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('study.js score', () => {
  it.each(evaluationCases().cases)('has the values of the reference tools: $name', async (one) => {
    const judged = Object.entries(one.qrels).flatMap(([question, grades]) =>
      Object.entries(grades).map(([id, grade]) => `${question} 0 ${id} ${grade}\n`),
    );
    const qrels = await write('a.qrels', judged.join(''));
    const run = await write('a.run', trecRun(answersOf(one)));
    const { code, stdout } = await runStudy(['score', qrels, run, '--json']);
    const { perQuery, mean, n } = JSON.parse(stdout) as Scores;
    expect(code).toBe(0);
    expect(n).toBe(Object.keys(one.qrels).length);
    expect(rounded(mean)).toEqual(rounded(one.mean));
    expect(Object.entries(perQuery).map(([id, values]) => [id, rounded(values)])).toEqual(
      Object.keys(one.perQuery)
        .sort()
        .map((id) => [id, rounded(one.perQuery[id] ?? {})]),
    );
  });

  it('prints means with their number of questions, and says what does not count', async () => {
    const qrels = await write('b.qrels', 'q1 0 a 1\nq2 0 a 0\nq3 0 a 1\nq1 0 a 2\n');
    const run = await write('b.run', 'q1 Q0 a 1 1 t\nq2 Q0 a 1 1 t\nq9 Q0 a 1 1 t\n');
    const { code, stdout, stderr } = await runStudy(['score', qrels, run, '--measures', 'RR@10']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mean of 3 questions[^\n]*\nRR@10 +0\.3333/);
    expect(stderr).toContain('b.qrels:4: “a” has grade 2 for “q1” here, and 1 above');
    expect(stderr).toContain('1 questions without an answer: counted 0 (q3)');
    expect(stderr).toContain('1 questions without any relevant record');
    expect(stderr).toContain('1 questions answered, but without judgments: not counted (q9)');
  });

  it('ends with code 2 and names file and line of what it cannot read', async () => {
    const qrels = await write('c.qrels', 'q1 0 a 1\nq1 0 b much\n');
    const run = await write('c.run', 'q1 Q0 a 1 1 t\n');
    const { code, stderr } = await runStudy(['score', qrels, run]);
    expect(code).toBe(2);
    expect(stderr).toContain('c.qrels:2: “much” is no grade');
  });

  it.each([
    [['score', 'one'], 'two files'],
    [['score', 'a', 'b', '--measures', 'nDCG@x'], 'There is no measure “nDCG@x”'],
    [['score', 'a', 'b', '--jsn'], 'jsn'],
    [['guess'], 'not guess'],
  ])('explains the wrong arguments %j', async (args, message) => {
    const { code, stderr } = await runStudy(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('study.js score JUDGMENTS RUN');
  });
});

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

/** Returns a TREC run with strictly falling scores, which keep the order of the ids. */
function trecRun(answers: Answers): string {
  const lines = [...answers].flatMap(([question, ids]) =>
    ids.map((id, at) => `${question} Q0 ${id} ${at + 1} ${ids.length - at} test\n`),
  );
  return lines.join('');
}

/** The reference values have twelve decimals; less than 1e-9 is rounding. */
function rounded(values: Readonly<Record<string, number>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, value.toFixed(9)]),
  );
}
