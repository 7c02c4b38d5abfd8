import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareRuns } from '../../../src/model/evaluation/compareRuns.ts';
import { cleaned, judgmentReader } from '../../../src/model/evaluation/files/judgmentReader.ts';
import type { Judgments } from '../../../src/model/evaluation/measures/gradedAnswer.ts';
import {
  defaultMeasureNames,
  parseMeasure,
} from '../../../src/model/evaluation/measures/measure.ts';
import { scoreRun, type Answers, type RunScore } from '../../../src/model/evaluation/scoreRun.ts';
import { bootstrapInterval } from '../../../src/model/evaluation/statistics/bootstrap.ts';
import { readLines } from '../../../src/local/readLines.ts';
import { seededRandom } from '../../support/random.ts';
import type { Bench, BenchResult } from '../bench.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { measureEditor, type EditorTimes } from './editor.ts';
import { measureLocalRun, type RunTimes } from './localRun.ts';

const questionCount = 1000;
const runCount = 10;
const hitCount = 100;
const lineCount = 1_000_000;
const recordCount = 100_000;
const measures = defaultMeasureNames
  .map((name) => parseMeasure(name))
  .filter((measure) => measure !== undefined);

/** Measures the arithmetic of studies, reads a large file of judgments, runs a study and opens one. */
export const studyBench: Bench = {
  title: 'Studies',
  isOfTimes: true,
  run: async ({ progress, isQuick }) => {
    progress(`${runCount} runs of ${questionCount} questions`);
    const judgments = madeJudgments();
    const runs = Array.from({ length: runCount }, (_, at) => madeAnswers(at + 1));
    const measuring = timed(() => {
      const scores = runs.map((run) => scoreRun(judgments, run, measures));
      intervalsOf(scores[0]);
      return scores;
    });
    progress('nine comparisons');
    const [baseline, ...others] = measuring.result;
    const comparing = timed(() => baseline && compareRuns(baseline, others, 'nDCG@10'));
    progress(`${lineCount} lines of judgments`);
    const reading = await measureReading();
    const running = await measureLocalRun(isQuick ? 20_000 : recordCount, progress);
    progress('the editor');
    const editor = await measureEditor();
    return resultOf({
      measuring: measuring.seconds,
      comparing: comparing.seconds,
      reading,
      running,
      editor,
    });
  },
};

type Reading = { readonly seconds: number; readonly megabytes: number };

type Measured = {
  /** Seconds. */
  readonly measuring: number;
  readonly comparing: number;
  readonly reading: Reading;
  readonly running: RunTimes;
  readonly editor: EditorTimes;
};

function resultOf({ measuring, comparing, reading, running, editor }: Measured): BenchResult {
  const rows = [
    [
      `measures of ${runCount} runs of ${questionCount} questions and ${hitCount} hits, intervals of one`,
      `${figure(measuring)} s`,
    ],
    ['nine comparisons by randomisation', `${figure(comparing)} s`],
    [`${lineCount.toLocaleString('en')} lines of TREC qrels`, `${figure(reading.seconds)} s`],
    ['memory that reading them adds', `${figure(reading.megabytes)} MB`],
    ['first run of 200 questions, which loads the local index', `${figure(running.first)} s`],
    ['later runs of 200 questions', `${figure(running.later)} s`],
    ['editor of 5,000 questions with two runs: the host', `${figure(editor.hostMs)} ms`],
    ['the page of this editor, until the questions are shown', `${figure(editor.pageMs)} ms`],
  ];
  const lower = { better: 'lower' as const };
  return {
    text: markdownTable(['what', 'measured'], rows),
    goals: [
      { name: 'measures with intervals (s)', value: measuring, goal: 1, ...lower },
      { name: 'nine comparisons (s)', value: comparing, goal: 10, ...lower },
      { name: 'a million judgments read (s)', value: reading.seconds, goal: 3, ...lower },
      { name: 'memory of reading them (MB)', value: reading.megabytes, goal: 64, ...lower },
      { name: '200 questions on a local index (s)', value: running.first, goal: 5, ...lower },
      {
        name: 'editor of 5,000 questions opens (ms)',
        value: editor.hostMs + editor.pageMs,
        goal: 500,
        ...lower,
      },
    ],
  };
}

function intervalsOf(score: RunScore | undefined): void {
  for (const at of measures.keys())
    bootstrapInterval(score?.questions.map(({ values }) => values[at] ?? 0) ?? []);
}

function timed<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const begin = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - begin) / 1000 };
}

/** Reads a file line by line, keeping nothing of it: the memory is that of reading. */
async function measureReading(): Promise<Reading> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-judgments-'));
  const file = path.join(folder, 'million.qrels');
  try {
    await writeJudgments(file);
    const before = process.memoryUsage.rss();
    let peak = before;
    let count = 0;
    const reader = judgmentReader(file, {
      judgment: () => {
        if (++count % 50_000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      },
      question: () => undefined,
      problem: ({ line, message }) => {
        throw new Error(`${line}: ${message}`);
      },
    });
    const begin = performance.now();
    let line = 0;
    for await (const lines of readLines(file))
      for (const text of lines) reader.read(cleaned(text, ++line), line);
    reader.end();
    const seconds = (performance.now() - begin) / 1000;
    if (count !== lineCount) throw new Error(`${count} judgments were read`);
    return { seconds, megabytes: (peak - before) / 2 ** 20 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeJudgments(file: string): Promise<void> {
  const handle = await open(file, 'w');
  const linesAtOnce = 10_000;
  for (let from = 0; from < lineCount; from += linesAtOnce) {
    const lines = Array.from({ length: linesAtOnce }, (_, at) => {
      const number = from + at;
      return `question-${Math.floor(number / 100)} 0 document-${number} ${number % 4}\n`;
    });
    await handle.write(lines.join(''));
  }
  await handle.close();
}

function madeJudgments(): Judgments {
  const random = seededRandom(1);
  return new Map(
    Array.from({ length: questionCount }, (_, question) => [
      `q${question}`,
      new Map(
        Array.from({ length: 50 }, () => [
          `d${Math.floor(random() * 500)}`,
          Math.floor(random() * 4),
        ]),
      ),
    ]),
  );
}

function madeAnswers(seed: number): Answers {
  const random = seededRandom(seed);
  return new Map(
    Array.from({ length: questionCount }, (_, question) => [
      `q${question}`,
      Array.from({ length: hitCount }, () => `d${Math.floor(random() * 500)}`),
    ]),
  );
}
