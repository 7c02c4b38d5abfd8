import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parseMeasure } from '../../src/model/evaluation/measures/measure.ts';
import { scoreRun } from '../../src/model/evaluation/scoreRun.ts';
import { noteFigure } from '../support/figures.ts';
import { seededRandom } from '../support/random.ts';

/** Prints the values of ir_measures, which has trec_eval's for most measures. */
const program = `
import json, sys
import ir_measures, pytrec_eval
data = json.load(sys.stdin)
measures = [ir_measures.parse_measure(name) for name in data["measures"]]
values = ir_measures.iter_calc(measures, data["qrels"], data["run"])
print(json.dumps([[one.query_id, str(one.measure), one.value] for one in values]))
`;

const names = 'nDCG nDCG@10 AP AP@10 RR RR@10 R@10 P@5 Success@5 Rprec Bpref Judged@10'.split(' ');

const probe = spawnSync('python3', ['-c', 'import ir_measures, pytrec_eval']);
const isThere = probe.status === 0;
if (!isThere) {
  const reason = 'skipped: this Python has no ir_measures and pytrec_eval';
  noteFigure('measures of trec_eval on random data', reason);
  console.log(reason);
}

it.runIf(isThere)('measures random runs as trec_eval and ir_measures do', () => {
  const { qrels, run } = randomData(7);
  const input = JSON.stringify({ qrels, run, measures: names });
  const { stdout } = spawnSync('python3', ['-c', program], { input, encoding: 'utf8' });
  const expected = JSON.parse(stdout) as readonly [string, string, number][];
  const measures = names.map((name) => parseMeasure(name)).filter((one) => one !== undefined);
  const judgments = new Map(
    Object.entries(qrels).map(([question, grades]) => [question, new Map(Object.entries(grades))]),
  );
  const answers = new Map(
    Object.entries(run).map(([question, scores]) => [
      question,
      Object.entries(scores)
        .sort(([, a], [, b]) => b - a)
        .map(([id]) => id),
    ]),
  );
  const score = scoreRun(judgments, answers, measures);
  const values = new Map(
    score.questions.flatMap(({ question, values }) =>
      values.map((value, at) => [`${question} ${names[at]}`, value] as const),
    ),
  );
  const wrong = expected.filter(
    ([question, name, value]) =>
      !(Math.abs((values.get(`${question} ${name}`) ?? Number.NaN) - value) < 1e-9),
  );
  expect(expected.length).toBe(values.size);
  expect(wrong).toEqual([]);
  noteFigure('measures of trec_eval on random data', `${expected.length} values are equal`);
});

type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

function randomData(seed: number): { readonly qrels: Table; readonly run: Table } {
  const random = seededRandom(seed);
  const table = (count: number, valueOf: () => number): Table =>
    Object.fromEntries(
      Array.from({ length: 200 }, (_, question) => [
        `q${question}`,
        Object.fromEntries(
          Array.from({ length: count }, () => [`d${Math.floor(random() * 90)}`, valueOf()]),
        ),
      ]),
    );
  return { qrels: table(20, () => Math.floor(random() * 5) - 1), run: table(40, random) };
}
