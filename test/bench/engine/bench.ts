import { buildKernels } from '../../../scripts/buildKernels.ts';
import path from 'node:path';
import type { Bench } from '../bench.ts';
import { figure, markdownTable } from '../markdown.ts';
import { measureBandwidth } from './bandwidth.ts';

/** The local engine's search beside other vector databases and libraries. */
export const engineBench: Bench = {
  title: 'The local engine',
  run: async ({ isQuick, progress }) => {
    await buildKernels(path.resolve(import.meta.dirname, '../../../out/kernel'));
    progress('Bandwidth of the kernels');
    const bandwidth = await measureBandwidth(isQuick ? 60_000 : 130_000, isQuick ? 15 : 41);
    const text = markdownTable(
      ['One thread, 768 dimensions', 'share of a loop of loads'],
      [
        ['exact scores, float32', figure(bandwidth.float32)],
        ['first pass, int8', figure(bandwidth.int8)],
      ],
    );
    return {
      text: `${text}\n\nThe loop of loads reads ${figure(bandwidth.gigabytesPerSecond)} GB/s.`,
      goals: [
        goal('share of read-only bandwidth, float32 kernel', bandwidth.float32, 0.95),
        goal('share of read-only bandwidth, int8 kernel', bandwidth.int8, 0.85),
      ],
    };
  },
};

function goal(name: string, value: number, least: number) {
  return { name, value, goal: least, better: 'higher' } as const;
}
