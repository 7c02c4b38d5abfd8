import esbuild from 'esbuild';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { viewCodeSize, type ViewCodeSize } from '../../support/viewCode.ts';
import { findBrowser } from '../../support/workbench/findBrowser.ts';
import type { BenchOptions, BenchResult } from '../bench.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median } from '../shared/statistics.ts';
import type { DrawingTimes, MeasureDrawing } from './drawing/page.ts';

type Cloud = { readonly count: number; readonly frames: number; readonly rounds: number };
type Times = {
  readonly firstMs: number;
  readonly frameMs: number;
  readonly moveMs: number;
  readonly movedPoints: number;
};
type Duel = { readonly count: number; readonly ours: Times; readonly theirs: Times };

const root = path.resolve(import.meta.dirname, '../../..');

const clouds: readonly Cloud[] = [
  { count: 100_000, frames: 30, rounds: 5 },
  { count: 1_000_000, frames: 8, rounds: 3 },
];

/**
 * Measures first frames and camera frames of the map’s scene and of regl-scatterplot, alternating in one
 * browser.
 */
export async function measureDrawing({
  isQuick,
  progress,
}: Pick<BenchOptions, 'isQuick' | 'progress'>): Promise<BenchResult> {
  const script = await bundle('test/bench/map/drawing/page.ts');
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    // No frame limit; WebGL by SwiftShader when there is no GPU.
    args: ['--disable-frame-rate-limit', '--disable-gpu-vsync', '--enable-unsafe-swiftshader'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    await page.addScriptTag({ content: script });
    const duels: Duel[] = [];
    for (const cloud of clouds) {
      progress(`Drawing ${cloud.count.toLocaleString('en')} points`);
      duels.push(await duel(page, isQuick ? { ...cloud, rounds: 2 } : cloud));
    }
    const code = await mapCode();
    return { text: textOf(duels, code), goals: goalsOf(duels, code) };
  } finally {
    await browser.close();
  }
}

async function duel(page: Page, { count, frames, rounds }: Cloud): Promise<Duel> {
  const ours: DrawingTimes[] = [];
  const theirs: DrawingTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(page, 'vectorscope', count, frames));
    theirs.push(await measure(page, 'regl-scatterplot', count, frames));
  }
  return { count, ours: timesOf(ours), theirs: timesOf(theirs) };
}

function measure(page: Page, name: string, count: number, frames: number): Promise<DrawingTimes> {
  return page.evaluate(
    (given) => {
      const { measureDrawing: run } = globalThis as unknown as { measureDrawing: MeasureDrawing };
      return run(given.name, given.count, given.frames);
    },
    { name, count, frames },
  );
}

function timesOf(runs: readonly DrawingTimes[]): Times {
  return {
    firstMs: median(runs.map(({ firstMs }) => firstMs)),
    frameMs: median(runs.flatMap(({ framesMs }) => framesMs)),
    moveMs: median(runs.flatMap(({ movesMs }) => movesMs)),
    movedPoints: median(runs.flatMap(({ movedPoints }) => movedPoints)),
  };
}

function textOf(duels: readonly Duel[], { firstBytes, allBytes }: ViewCodeSize): string {
  const rows = duels.map(({ count, ours, theirs }) => [
    `${count.toLocaleString('en')} points`,
    figure(ours.firstMs),
    figure(theirs.firstMs),
    figure(ours.frameMs),
    figure(theirs.frameMs),
    figure(ours.moveMs),
    ours.movedPoints.toLocaleString('en'),
  ]);
  const peer = 'regl-scatterplot';
  const head = ['', 'first', peer, 'frame', peer, 'moving', 'points in it'];
  return [
    'Drawing beside regl-scatterplot in Chromium, in milliseconds, with the same points, sizes and opacity, until all points are there. _Moving_: until a frame of ours is there while the camera moves; it has as many points as this machine draws smoothly, in shuffled order, and the others follow as soon as the camera stands. Without a GPU the processor draws: compare ratios.',
    markdownTable(head, rows),
    `The view's code, gzipped: ${kilobytes(firstBytes)} KB are read before the first picture, ${kilobytes(allBytes)} KB with what is read when it is first needed (findings, table, forms, comparison, ranges, outlines, labels, pictures).`,
  ].join('\n\n');
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

function goalsOf(duels: readonly Duel[], code: ViewCodeSize): BenchResult['goals'] {
  const [many, most] = duels;
  const ratio = (theirs?: number, ours?: number): number | null =>
    theirs === undefined || ours === undefined ? null : theirs / ours;
  return [
    {
      name: 'frame at 100k: times as fast as regl-scatterplot',
      value: ratio(many?.theirs.frameMs, many?.ours.frameMs),
      goal: 1,
      better: 'higher',
    },
    {
      name: `frame at 1M while the camera moves, ${(most?.ours.movedPoints ?? 0).toLocaleString('en')} points in it: times as fast as regl-scatterplot with all`,
      value: ratio(most?.theirs.frameMs, most?.ours.moveMs),
      goal: 2,
      better: 'higher',
    },
    {
      name: 'frame at 1M, all points in it: times as fast as regl-scatterplot',
      value: ratio(most?.theirs.frameMs, most?.ours.frameMs),
      goal: 1,
      better: 'higher',
    },
    {
      name: 'first draw of 1M: times as fast as regl-scatterplot',
      value: ratio(most?.theirs.firstMs, most?.ours.firstMs),
      goal: 4,
      better: 'higher',
    },
    {
      name: 'code of the map view at the first picture, gzipped, KB',
      value: code.firstBytes / 1000,
      goal: 40,
      better: 'lower',
    },
  ];
}

/** Bundles the view as it ships. */
async function mapCode(): Promise<ViewCodeSize> {
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: { map: path.join(root, 'webview/map/main.tsx') },
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
  });
  const files = outputFiles.map((file) => [path.basename(file.path), file.contents] as const);
  return viewCodeSize(new Map(files), 'map.js');
}

const options = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  write: false,
  outdir: path.join(root, 'out'),
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
} as const;

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: [path.join(root, entry)],
    format: 'iife',
    nodePaths: [path.join(root, 'test/bench/node_modules')],
  });
  const script = outputFiles.find((file) => file.path.endsWith('.js'));
  if (script === undefined) throw new Error(`${entry} gave no script`);
  return script.text;
}
