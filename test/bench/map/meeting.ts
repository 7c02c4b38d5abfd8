import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { alignPoints } from '../../../src/model/map/mapAlignment.ts';
import { writeRows, type RowFile } from '../data/rowFile.ts';
import { median } from '../shared/statistics.ts';
import type { ContestantName } from './contestant.ts';
import type { Rows } from './datasets.ts';
import { qualitiesOf, type Quality } from './quality.ts';
import { makeOne, type MadeMap } from './race.ts';

export type Meeting = Rows & {
  /** They take turns, in each round with another seed. */
  readonly contestants: readonly ContestantName[];
  readonly rounds: number;
  /** Of whom maps of two seeds are compared, and of ours before and after a tenth of the rows is added. */
  readonly aligned: readonly ContestantName[];
};

export type Standing = {
  readonly contestant: ContestantName;
  readonly seconds: number;
  readonly doneSeconds?: number;
  readonly firstPictureSeconds?: number;
  readonly peakBytes: number;
  readonly recall?: number;
  readonly quality: Quality;
  /** Its time as a multiple of ours, the median of the rounds. */
  readonly ratio: number;
  /** Procrustes: 0 where two maps are the same picture; the most among those of three seeds. */
  readonly betweenSeeds?: number;
  readonly afterAdding?: number;
};

export type MeetingResult = Meeting & { readonly standings: readonly Standing[] };

export const ours: ContestantName = 'vectorscope';

/** The seed of the first round, and those of maps that are compared with the last round's. */
const firstSeed = 42;
const otherSeeds = [52, 53];

export async function hold(
  meeting: Meeting,
  progress: (text: string) => void,
): Promise<MeetingResult> {
  const { dataset, count } = meeting;
  progress(`${count} x ${dataset.dimension}, ${dataset.name}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
  try {
    const file = path.join(folder, 'rows.f32');
    const rows = { file, dimension: dataset.dimension, count };
    writeRows(rows, await dataset.open());
    const rounds: MadeMap[][] = [];
    for (let round = 0; round < meeting.rounds; round++) {
      rounds.push(await takeTurns(meeting.contestants, rows, firstSeed + round, progress));
    }
    progress('  quality');
    return { ...meeting, standings: await standingsOf(meeting, rows, rounds) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeTurns(
  contestants: readonly ContestantName[],
  rows: RowFile,
  seed: number,
  progress: (text: string) => void,
): Promise<MadeMap[]> {
  const made: MadeMap[] = [];
  for (const contestant of contestants) {
    const one = await makeOne(rows, { contestant, seed });
    progress(`  ${contestant}: ${one.seconds.toFixed(2)} s`);
    made.push(one);
  }
  return made;
}

async function standingsOf(
  meeting: Meeting,
  rows: RowFile,
  rounds: readonly (readonly MadeMap[])[],
): Promise<Standing[]> {
  const last = rounds.at(-1)!;
  const qualities = qualitiesOf(
    rows,
    rounds.flatMap((round) => round.map(({ positions }) => positions)),
  );
  const standings: Standing[] = [];
  for (const [at, { contestant, positions, recall }] of last.entries()) {
    const turns = rounds.map((round) => round[at]!);
    const firsts = turns.flatMap(({ firstPictureSeconds: first }) => first ?? []);
    const ends = turns.flatMap(({ doneSeconds }) => doneSeconds ?? []);
    standings.push({
      contestant,
      seconds: median(turns.map(({ seconds }) => seconds)),
      ...(ends.length > 0 && { doneSeconds: median(ends) }),
      ...(firsts.length > 0 && { firstPictureSeconds: median(firsts) }),
      peakBytes: Math.max(...turns.map(({ peakBytes }) => peakBytes)),
      ...(recall !== undefined && { recall }),
      quality: meanOf(qualities.filter((_, map) => map % last.length === at)),
      ratio: median(rounds.map((round) => round[at]!.seconds / round[0]!.seconds)),
      ...(meeting.aligned.includes(contestant) && (await alignments(rows, contestant, positions))),
    });
  }
  return standings;
}

function meanOf(qualities: readonly Quality[]): Quality {
  const mean = (name: keyof Quality): number =>
    qualities.reduce((sum, quality) => sum + quality[name], 0) / qualities.length;
  return {
    trustworthiness: mean('trustworthiness'),
    continuity: mean('continuity'),
    preservation: mean('preservation'),
    triplets: mean('triplets'),
  };
}

async function alignments(
  rows: RowFile,
  contestant: ContestantName,
  positions: Float32Array,
): Promise<Pick<Standing, 'betweenSeeds' | 'afterAdding'>> {
  const maps = [positions];
  for (const seed of otherSeeds) maps.push((await makeOne(rows, { contestant, seed })).positions);
  const disparities = maps.map(
    (map, at) => alignPoints(map, maps[(at + 1) % maps.length]!)?.disparity ?? NaN,
  );
  const betweenSeeds = Math.max(...disparities);
  if (contestant !== ours) return { betweenSeeds };
  const count = Math.floor(rows.count / 1.1);
  const before = await makeOne({ ...rows, count }, { contestant });
  const earlier = { file: before.file, count };
  const after = await makeOne(rows, { contestant, earlier });
  const kept = after.positions.subarray(0, 2 * count);
  return { betweenSeeds, afterAdding: alignPoints(before.positions, kept)?.disparity ?? NaN };
}
