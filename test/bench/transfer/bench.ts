import { engineBundle } from '../../support/engineProcess.ts';
import type { Bench, BenchOptions, BenchResult } from '../bench.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median } from '../shared/statistics.ts';
import { measureAllowedRate } from './allowedRate.ts';
import { measureMemory } from './memory.ts';
import { copyAll, moveBare } from './movers.ts';
import { dimension, emptyIndex, fillIndex, startService, type Service } from './services.ts';

type Round = {
  readonly copySeconds: number;
  readonly bareSeconds: number;
  readonly megabytes: number;
};

const sampleMs = 20;

/** Copies between two services, beside the shortest loop that moves the same records. */
export const transferBench: Bench = {
  title: 'Moving records',
  run: async ({ isQuick, isBusy, rows, progress }) => {
    const count = rows ?? (isQuick ? 20_000 : 100_000);
    await engineBundle();
    const [source, target] = [await startService('source'), await startService('target')];
    try {
      progress(`${count} x ${dimension} into the source`);
      await fillIndex(source, count);
      const { text, goals } = reportOf(
        count,
        await measure(source, target, count, { isQuick, progress }),
        isBusy,
      );
      progress('a pull and a push within limits of the rate');
      const rates = await measureAllowedRate();
      const memory = await measureMemory(rows ?? (isQuick ? 50_000 : 250_000), progress);
      return { text, goals: [...goals, ...rates, ...memory] };
    } finally {
      await source.engine.stop();
      await target.engine.stop();
    }
  },
};

async function measure(
  source: Service,
  target: Service,
  count: number,
  { isQuick, progress }: Pick<BenchOptions, 'isQuick' | 'progress'>,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 3 : 5); round++) {
    await emptyIndex(target);
    const { seconds: bareSeconds } = await timed(() => moveBare(source, target));
    await emptyIndex(target);
    const { seconds, megabytes } = await timed(() => copyAll(source, target, count));
    rounds.push({ copySeconds: seconds, bareSeconds, megabytes });
    progress(`bare ${figure(count / bareSeconds)}, copy ${figure(count / seconds)} records/s`);
  }
  return rounds;
}

/** Seconds that the work took, and by how much this process grew meanwhile. */
async function timed(work: () => Promise<void>): Promise<{ seconds: number; megabytes: number }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), sampleMs);
  const begin = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  return { seconds: (performance.now() - begin) / 1000, megabytes: (peak - before) / 1e6 };
}

function reportOf(count: number, rounds: readonly Round[], isBusy: boolean): BenchResult {
  const bare = median(rounds.map(({ bareSeconds }) => count / bareSeconds));
  const copy = median(rounds.map(({ copySeconds }) => count / copySeconds));
  const ratio = median(rounds.map(({ copySeconds, bareSeconds }) => bareSeconds / copySeconds));
  const megabytes = Math.max(...rounds.map((round) => round.megabytes));
  const shown = (perSecond: number, share: number): string => figure(isBusy ? share : perSecond);
  const table = markdownTable(
    ['', isBusy ? 'speed, times the shortest loop' : 'records/s'],
    [
      ['the shortest loop: list, fetch, upsert, four at once', shown(bare, 1)],
      ['Copy Records, compared on both sides at the end', shown(copy, ratio)],
    ],
  );
  return {
    text: `${count.toLocaleString('en')} records of ${dimension} dimensions from one engine to another, JSON over HTTP, the two in turns.\n\n${table}`,
    goals: [
      { name: 'copy, share of the shortest loop', value: ratio, goal: 0.8, better: 'higher' },
      { name: 'copy, MB above idle', value: megabytes, goal: 150, better: 'lower' },
    ],
  };
}
