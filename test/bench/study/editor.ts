import esbuild from 'esbuild';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { carryOut } from '../../../src/model/evaluation/calculations.ts';
import { parseStudy } from '../../../src/model/evaluation/study/parseStudy.ts';
import type { StudyState } from '../../../src/protocol/study.ts';
import { answerLine, endLine, startLine } from '../../../src/services/studies/studyHistory.ts';
import { StudySession } from '../../../src/services/studies/studySession.ts';
import { findBrowser } from '../../support/workbench/findBrowser.ts';
import { median } from '../shared/statistics.ts';
import type { MeasureEditor } from './editorPage.tsx';

const questionCount = 5000;
const runCount = 2;
const hitCount = 10;
const rounds = 5;

export type EditorTimes = {
  /** Milliseconds until the host has the state, and until the page shows it. */
  readonly hostMs: number;
  readonly pageMs: number;
};

/** Opens a study of 5,000 judged questions with two runs. */
export async function measureEditor(): Promise<EditorTimes> {
  const text = studyText();
  const lines = history();
  const host: number[] = [];
  let state: StudyState | undefined;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    const session = sessionOf(text, lines);
    await session.load();
    ({ state } = session);
    host.push(performance.now() - begin);
    session.dispose();
  }
  if (state?.kind !== 'valid' || state.questions.length !== questionCount)
    throw new Error('The study is not valid');
  return { hostMs: median(host), pageMs: await measurePage(state) };
}

async function measurePage(state: StudyState): Promise<number> {
  const { script, style } = await bundle();
  const browser = await chromium.launch({ executablePath: await findBrowser() });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.addStyleTag({ content: style });
    await page.addScriptTag({ content: script });
    const times: number[] = [];
    for (let round = 0; round < rounds; round++)
      times.push(
        await page.evaluate((given) => {
          const { measureEditor: run } = globalThis as unknown as { measureEditor: MeasureEditor };
          return run(given);
        }, state),
      );
    return median(times);
  } finally {
    await browser.close();
  }
}

/** Returns the script of the page, and the style of the editor. */
async function bundle(): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: path.resolve(import.meta.dirname, '../../..'),
    entryPoints: ['test/bench/study/editorPage.tsx', 'webview/study/main.tsx'],
    bundle: true,
    write: false,
    outdir: 'page',
    minify: true,
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const textOf = (ending: string): string =>
    outputFiles.find(({ path: name }) => name.endsWith(ending))?.text ?? '';
  return { script: textOf('editorPage.js'), style: textOf('main.css') };
}

function sessionOf(text: string, lines: readonly string[]): StudySession {
  return new StudySession(parseStudy(text), {
    runQuery: () => Promise.resolve({ kind: 'stopped' }),
    explain: () => Promise.resolve({ kind: 'stopped' }),
    calculate: (kind, params) => Promise.resolve(carryOut(kind, params)),
    store: { read: () => Promise.resolve(lines), append: () => Promise.resolve() },
    moreJudgments: () => Promise.resolve(undefined),
    missingIds: () => Promise.resolve([]),
    newId: () => 'new',
    now: () => 0,
  });
}

const questionAt = (at: number): string => `q${String(at).padStart(4, '0')}`;

function studyText(): string {
  const places = Array.from({ length: questionCount }, (_, at) => at);
  return [
    'vecstudy 1',
    'environment: local',
    'index: docs',
    'measures: nDCG@10, RR@10, R@10, Judged@10',
    ...places.map((at) => `\n### question ${questionAt(at)}\ntext: What is record ${at} about?`),
    '',
    '### judgments',
    ...places.flatMap((at) =>
      [0, 1, 2].map((hit) => `${questionAt(at)} ${hit + 1} doc-${at + hit}`),
    ),
  ].join('\n');
}

function history(): readonly string[] {
  return Array.from({ length: runCount }, (_, run) => `run-${run}`).flatMap((id, run) => [
    startLine({
      id,
      setup: 'default',
      index: 'docs',
      namespace: '__default__',
      startedAtMs: run,
      asked: '',
    }),
    ...Array.from({ length: questionCount }, (_, at) =>
      answerLine(id, {
        question: questionAt(at),
        ids: Array.from({ length: hitCount }, (_, hit) => `doc-${at + hit * (run + 1)}`),
        readUnits: 1,
      }),
    ),
    endLine(id),
  ]);
}
