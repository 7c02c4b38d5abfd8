import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { engineBundle, startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import type { Bench } from '../bench.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { quantile } from '../shared/statistics.ts';
import { dimension, fill, smallRecord } from './data.ts';
import { waitsDuring, type Waits } from './probe.ts';
import { largeRequests } from './requests.ts';

type Row = { readonly name: string; readonly tookMs: number; readonly waits: Waits };

/** How long a small question waits while a large request is answered. */
export const stallsBench: Bench = {
  title: 'Who waits for whom',
  isOfTimes: true,
  run: async ({ isQuick, rows, only, progress }) => {
    const count = rows ?? (isQuick ? 20_000 : 100_000);
    const dataDir = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
    try {
      await engineBundle();
      progress(`${count} records in each of three indexes`);
      await withEngine(dataDir, (engine) => fill(engine, count));
      const measured = await measure(dataDir, only ?? '', progress);
      return { text: reportOf(count, measured), goals: [] };
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function measure(
  dataDir: string,
  only: string,
  progress: (text: string) => void,
): Promise<readonly Row[]> {
  const measured: Row[] = [];
  let engine = await startEngine({ dataDir });
  try {
    const idle = await waitsDuring(engine, smallRecord, () => pause(500));
    measured.push({ name: 'nothing else', tookMs: 500, waits: idle });
    for (const { name, isFirst, send } of largeRequests) {
      if (!name.includes(only)) continue;
      if (isFirst === true) {
        await engine.stop();
        engine = await startEngine({ dataDir });
        await waitsDuring(engine, smallRecord, () => pause(200));
      }
      let tookMs = 0;
      const waits = await waitsDuring(engine, smallRecord, async () => {
        await pause(20);
        const begin = performance.now();
        await send(engine);
        tookMs = performance.now() - begin;
      });
      progress(`${name}: ${figure(tookMs)} ms, longest waits ${longest(waits).join(' and ')} ms`);
      measured.push({ name, tookMs, waits });
    }
    return measured;
  } finally {
    await engine.stop();
  }
}

function reportOf(count: number, measured: readonly Row[]): string {
  const head = ['', 'it took, ms', 'is it alive, longest, ms', 'a record, longest, ms'];
  const lines = measured.map(({ name, tookMs, waits }) => [
    name,
    figure(tookMs),
    ...longest(waits),
  ]);
  return [
    `${count.toLocaleString('en')} records each in an index of vectors (${dimension} numbers), of sparse vectors and of documents (40 words, as frequent as Zipf's law has them). While each of these requests is answered, two connections ask all the time: \`GET /healthz\`, and a record of another index. The longest that one of them waited shows how long the thread that speaks HTTP, and that of the store, did nothing else.`,
    markdownTable(head, lines),
  ].join('\n\n');
}

function longest({ health, record }: Waits): string[] {
  return [health, record].map((times) => figure(quantile(times, 1)));
}

async function withEngine(
  dataDir: string,
  work: (engine: EngineProcess) => Promise<void>,
): Promise<void> {
  const engine = await startEngine({ dataDir });
  try {
    await work(engine);
  } finally {
    await engine.stop();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
