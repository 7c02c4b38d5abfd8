import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parseMeasure } from '../../src/model/evaluation/measures/measure.ts';
import { scoreRun } from '../../src/model/evaluation/scoreRun.ts';
import { noteFigure } from '../support/figures.ts';
import { seededRandom } from '../support/random.ts';
import { pythonWith } from './python.ts';

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

/** Prints the values of ranx, whose measures have other names. */
const ranxProgram = `
import json, sys
import ranx
data = json.load(sys.stdin)
qrels = ranx.Qrels({q: {d: g for d, g in r.items() if g > 0} for q, r in data["qrels"].items()})
run = ranx.Run(data["run"])
names = data["measures"]
ranx.evaluate(qrels, run, list(names.values()), return_mean=False)
print(json.dumps([[q, ours, run.scores[name][q]] for ours, name in names.items() for q in data["qrels"]]))
`;

const ranxNames = {
  'nDCG@10': 'ndcg@10',
  AP: 'map',
  RR: 'mrr',
  'RR@10': 'mrr@10',
  'R@10': 'recall@10',
  'P@5': 'precision@5',
  'Success@5': 'hit_rate@5',
};

const python = await pythonWith('retrieval.txt');
if ('missing' in python) skip('measures of trec_eval on random data', python.missing);
const hasRanx = spawnSync('python3', ['-c', 'import ranx']).status === 0;
if (!hasRanx) skip('measures of ranx on random data', 'this Python has no ranx');

function skip(name: string, reason: string): void {
  noteFigure(name, `skipped: ${reason}`);
  console.log(`skipped: ${reason}`);
}

it.runIf('program' in python)('measures random runs as trec_eval and ir_measures do', () => {
  const data = randomData(7);
  const { program: interpreter } = python as { readonly program: string };
  const expected = valuesOf(interpreter, program, { ...data, measures: names });
  const { wrong, count } = compare(data, names, expected);
  expect({ wrong, count }).toEqual({ wrong: [], count: expected.length });
  noteFigure('measures of trec_eval on random data', `${count} values are equal`);
});

it.runIf(hasRanx)('measures random runs as ranx does', () => {
  const data = randomData(8);
  const expected = valuesOf('python3', ranxProgram, { ...data, measures: ranxNames });
  const { wrong, count } = compare(data, Object.keys(ranxNames), expected);
  expect({ wrong, count }).toEqual({ wrong: [], count: expected.length });
  noteFigure('measures of ranx on random data', `${count} values are equal`);
});

type Values = readonly (readonly [question: string, measure: string, value: number])[];

function valuesOf(interpreter: string, code: string, data: object): Values {
  const input = JSON.stringify(data);
  const { stdout } = spawnSync(interpreter, ['-c', code], { input, encoding: 'utf8' });
  return JSON.parse(stdout) as Values;
}

/** Returns how many values there are, and those of another program that differ. */
function compare(
  { qrels, run }: RandomData,
  names: readonly string[],
  expected: Values,
): { readonly count: number; readonly wrong: Values } {
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
  return { count: values.size, wrong };
}

type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

type RandomData = { readonly qrels: Table; readonly run: Table };

function randomData(seed: number): RandomData {
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
