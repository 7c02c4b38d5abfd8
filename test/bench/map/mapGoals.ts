import type { Goal } from '../goals.ts';
import type { ContestantName } from './contestant.ts';
import { ours, type ComparisonResult, type ComparisonRow } from './comparison.ts';

/** Returns the goals that this run measured. */
export function mapGoals(results: readonly ComparisonResult[]): Goal[] {
  const at = (
    count: number,
    dimension: number,
    who: ContestantName = ours,
  ): ComparisonRow | undefined =>
    results
      .find((one) => one.count === count && one.dataset.dimension === dimension)
      ?.standings.find(({ contestant }) => contestant === who);
  const own = at(10_000, 1536);
  const reference = at(10_000, 1536, 'umap-js');
  const small = at(1000, 384);
  const large = at(100_000, 384);
  const real = at(60_000, 384);
  const fine = at(60_000, 384, 'vectorscope, fine');
  const learn = at(60_000, 384, 'umap-learn');
  const all = results.flatMap(({ standings }) => standings);
  return [
    higher('10k x 1536: times as fast as umap-js', reference?.ratio, 10),
    higher(
      '10k x 1536: trustworthiness less that of umap-js',
      both(own, reference, (a, b) => a.quality.trustworthiness - b.quality.trustworthiness),
      -0.002,
    ),
    higher('10k x 1536: recall of the neighbours', own?.recall, 0.99),
    higher(
      '10k x 1536: times as fast as embedding-atlas',
      at(10_000, 1536, 'embedding-atlas')?.ratio,
      6,
    ),
    lower('1k x 384: first picture, s', small?.firstPictureSeconds, 0.1),
    lower('1k x 384: done, s', small?.doneSeconds, 0.3),
    lower('100k x 384: done, s', large?.doneSeconds, 25),
    lower('100k x 384: peak memory, MB', large && large.peakBytes / 1e6, 650),
    lower('341k x 100: done, s', at(341_479, 100)?.doneSeconds, 90),
    lower('60k glosses: time as a share of that of umap-learn', shareOf(real, learn), 0.7),
    higher(
      '60k glosses: trustworthiness less that of umap-learn',
      both(real, learn, (a, b) => a.quality.trustworthiness - b.quality.trustworthiness),
      -0.005,
    ),
    lower('60k glosses, fine: time as a share of that of umap-learn', shareOf(fine, learn), 1.3),
    higher('60k glosses, fine: trustworthiness', fine?.quality.trustworthiness, 0.93),
    higher('60k glosses, fine: neighbours kept', fine?.quality.preservation, 0.2),
    lower('Procrustes disparity between seeds, the most', most(all, 'betweenSeeds'), 0.02),
    lower(
      'Procrustes disparity after adding 10% of rows, the most',
      most(all, 'afterAdding'),
      0.05,
    ),
    lower(
      '10k x 1536: peak memory as a share of that of umap-js',
      both(own, reference, (a, b) => a.peakBytes / b.peakBytes),
      1 / 6,
    ),
  ];
}

/** Returns the time of one map divided by that of the other, in the same rounds. */
function shareOf(
  one: ComparisonRow | undefined,
  other: ComparisonRow | undefined,
): number | undefined {
  return both(one, other, (a, b) => a.ratio / b.ratio);
}

function both(
  one: ComparisonRow | undefined,
  other: ComparisonRow | undefined,
  value: (one: ComparisonRow, other: ComparisonRow) => number,
): number | undefined {
  return one && other && value(one, other);
}

function most(
  standings: readonly ComparisonRow[],
  name: 'betweenSeeds' | 'afterAdding',
): number | undefined {
  const values = standings
    .filter(({ contestant }) => contestant === ours)
    .flatMap((one) => one[name] ?? []);
  return values.length === 0 ? undefined : Math.max(...values);
}

function lower(name: string, value: number | undefined, goal: number): Goal {
  return { name, value: value ?? null, goal, better: 'lower' };
}

function higher(name: string, value: number | undefined, goal: number): Goal {
  return { name, value: value ?? null, goal, better: 'higher' };
}
