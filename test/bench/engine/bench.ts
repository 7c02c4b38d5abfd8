import { statSync } from 'node:fs';
import path from 'node:path';
import { buildKernels } from '../../../scripts/buildKernels.ts';
import { kernelFiles } from '../../../src/engine/kernels/kernelFile.ts';
import { runCampaign } from '../../crash/campaign.ts';
import type { Bench } from '../bench.ts';
import { figure } from '../shared/markdown.ts';
import { measureBandwidth, type Bandwidth } from './bandwidth.ts';
import { engineGoals } from './engineGoals.ts';
import { measureIngest, type Ingest } from './ingest.ts';
import { hold, threads, titleOf, type Meeting, type MeetingResult } from './meeting.ts';
import { allMeetings, quickMeetings } from './meetings.ts';
import { reportOf } from './report.ts';

const kernelFolder = path.resolve(import.meta.dirname, '../../../out/kernel');

const campaignKills = 100;

/** The local engine's search beside other vector databases and libraries. */
export const engineBench: Bench = {
  title: 'The local engine',
  run: async ({ isQuick, isBusy, only = '', rows, progress }) => {
    await buildKernels(kernelFolder);
    progress('Bandwidth of the kernels');
    const bandwidth = await measureBandwidth(isQuick ? 60_000 : 130_000, isQuick ? 15 : 41);
    progress('Ingest over HTTP');
    const ingest = await measureIngest(isQuick ? 10_000 : 30_000);
    if (!isQuick && only === '') {
      progress('Kills with -9');
      await runCampaign({ kills: campaignKills, seed: 1 });
    }
    const results: MeetingResult[] = [];
    const meetings = (isQuick ? quickMeetings : allMeetings)
      .map((meeting) => withRows(meeting, rows))
      .filter((meeting) => titleOf(meeting).includes(only));
    for (const meeting of meetings) results.push(await hold(meeting, progress));
    const kernelBytes = kernelFiles.reduce(
      (bytes, name) => bytes + statSync(path.join(kernelFolder, name)).size,
      0,
    );
    return {
      text: [
        bandwidthSentence(bandwidth),
        ...(isBusy ? [] : [ingestSentence(ingest)]),
        reportOf(results, isBusy),
      ].join('\n\n'),
      goals: [
        ...engineGoals(results, bandwidth, ingest, kernelBytes, isBusy),
        {
          name: `acknowledged writes lost in ${campaignKills} kills with -9`,
          // The campaign throws at the first one.
          value: isQuick || only !== '' ? null : 0,
          goal: 0,
          better: 'lower',
        },
      ],
    };
  },
};

/** A smaller meeting, without the races that ask for more than it has. */
function withRows(meeting: Meeting, rows = Infinity): Meeting {
  const count = Math.min(meeting.count, rows);
  return { ...meeting, count, races: meeting.races.filter(({ topK }) => topK <= count) };
}

function bandwidthSentence({ gigabytesPerSecond, float32, int8 }: Bandwidth): string {
  return `Searches used ${threads} threads. One thread reads ${figure(gigabytesPerSecond)} GB/s in a loop of loads; exact scores reach ${figure(float32)} of that, the first pass over codes ${figure(int8)}.`;
}

function ingestSentence({ binary, json }: Ingest): string {
  return `Over HTTP, in batches of 100 with 4 requests under way, the engine has ${figure(binary)} rows of 768 numbers a second on disk from bytes, and ${figure(json)} from JSON.`;
}
