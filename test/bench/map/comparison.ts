import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { alignPoints } from '../../../src/model/map/mapAlignment.ts';
import { writeRows, type RowFile } from '../data/rowFile.ts';
import { median } from '../shared/statistics.ts';
import type { ContestantName } from './contestant.ts';
import type { Rows } from './datasets.ts';
import { qualitiesOf, type Quality } from './quality.ts';
import { runContestant, type MadeMap } from './runContestant.ts';

export type Comparison = Rows & {
  /** They alternate, with a new seed per round. */
  readonly contestants: readonly ContestantName[];
  readonly rounds: number;
  /**
   * Contestants whose maps are compared between seeds, and ours before and after a tenth of the rows is added.
   */
  readonly aligned: readonly ContestantName[];
};

export type ComparisonRow = {
  readonly contestant: ContestantName;
  readonly seconds: number;
  readonly doneSeconds?: number;
  readonly firstPictureSeconds?: number;
  readonly peakBytes: number;
  readonly recall?: number;
  readonly quality: Quality;
  /** Median over the rounds of its time divided by ours. */
  readonly ratio: number;
  /** Largest Procrustes disparity among three seeds; 0 for identical layouts. */
  readonly betweenSeeds?: number;
  readonly afterAdding?: number;
};

export type ComparisonResult = Comparison & { readonly standings: readonly ComparisonRow[] };

export const ours: ContestantName = 'vectorscope';

/** Seed of the first round, and the seeds compared with that of the last round. */
const firstSeed = 42;
const otherSeeds = [52, 53];

export async function hold(
  meeting: Comparison,
  progress: (text: string) => void,
): Promise<ComparisonResult> {
  const { dataset, count } = meeting;
  progress(`${count} x ${dataset.dimension}, ${dataset.name}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
  try {
    const file = path.join(folder, 'rows.f32');
    const rows = { file, dimension: dataset.dimension, count };
    writeRows(rows, await dataset.open(progress));
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
    const one = await runContestant(rows, { contestant, seed });
    progress(`  ${contestant}: ${one.seconds.toFixed(2)} s`);
    made.push(one);
  }
  return made;
}

async function standingsOf(
  meeting: Comparison,
  rows: RowFile,
  rounds: readonly (readonly MadeMap[])[],
): Promise<ComparisonRow[]> {
  const last = rounds.at(-1)!;
  const qualities = qualitiesOf(
    rows,
    rounds.flatMap((round) => round.map(({ positions }) => positions)),
  );
  const standings: ComparisonRow[] = [];
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
): Promise<Pick<ComparisonRow, 'betweenSeeds' | 'afterAdding'>> {
  const maps = [positions];
  for (const seed of otherSeeds)
    maps.push((await runContestant(rows, { contestant, seed })).positions);
  const disparities = maps.map(
    (map, at) => alignPoints(map, maps[(at + 1) % maps.length]!)?.disparity ?? NaN,
  );
  const betweenSeeds = Math.max(...disparities);
  if (contestant !== ours) return { betweenSeeds };
  const count = Math.floor(rows.count / 1.1);
  const before = await runContestant({ ...rows, count }, { contestant });
  const earlier = { file: before.file, count };
  const after = await runContestant(rows, { contestant, earlier });
  const kept = after.positions.subarray(0, 2 * count);
  return { betweenSeeds, afterAdding: alignPoints(before.positions, kept)?.disparity ?? NaN };
}
