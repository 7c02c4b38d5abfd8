import { statSync } from 'node:fs';
import path from 'node:path';
import { buildKernels } from '../../../scripts/buildKernels.ts';
import { kernelFiles } from '../../../src/engine/scan/kernelFile.ts';
import type { Bench } from '../bench.ts';
import { figure } from '../markdown.ts';
import { measureBandwidth, type Bandwidth } from './bandwidth.ts';
import { engineGoals } from './engineGoals.ts';
import { hold, threads, titleOf, type MeetingResult } from './meeting.ts';
import { allMeetings, quickMeetings } from './meetings.ts';
import { reportOf } from './report.ts';

const kernelFolder = path.resolve(import.meta.dirname, '../../../out/kernel');

/** The local engine's search beside other vector databases and libraries. */
export const engineBench: Bench = {
  title: 'The local engine',
  run: async ({ isQuick, only = '', progress }) => {
    await buildKernels(kernelFolder);
    progress('Bandwidth of the kernels');
    const bandwidth = await measureBandwidth(isQuick ? 60_000 : 130_000, isQuick ? 15 : 41);
    const results: MeetingResult[] = [];
    const meetings = isQuick ? quickMeetings : allMeetings;
    for (const meeting of meetings.filter((one) => titleOf(one).includes(only)))
      results.push(await hold(meeting, progress));
    const kernelBytes = kernelFiles.reduce(
      (bytes, name) => bytes + statSync(path.join(kernelFolder, name)).size,
      0,
    );
    return {
      text: [bandwidthSentence(bandwidth), reportOf(results)].join('\n\n'),
      goals: engineGoals(results, bandwidth, kernelBytes),
    };
  },
};

function bandwidthSentence({ gigabytesPerSecond, float32, int8 }: Bandwidth): string {
  return `Searches used ${threads} threads. One thread reads ${figure(gigabytesPerSecond)} GB/s in a loop of loads; exact scores reach ${figure(float32)} of that, the first pass over codes ${figure(int8)}.`;
}
