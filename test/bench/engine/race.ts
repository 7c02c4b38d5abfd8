import type { Metric } from '../../../src/model/vectorIndex.ts';
import { quantile } from '../shared/statistics.ts';
import type { Kind, Task } from './contestants/contestant.ts';
import type { Corner } from './corner.ts';
import type { Oracle } from './oracle.ts';

export type Race = {
  readonly metric: Metric;
  /** Rows. */
  readonly count: number;
  readonly queries: readonly Float32Array[];
  readonly topK: number;
  readonly below?: number;
  readonly oracle: Oracle;
};

/** How one contestant did. */
export type Standing = {
  readonly name: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  /** The mean over the queries. */
  readonly recall: number;
  /** p50 as a multiple of ours: the median over the queries that both answered in the same turn. */
  readonly ratio: number;
};

export type LeftOut = { readonly name: string; readonly why: string };

export type Outcome = {
  readonly standings: readonly Standing[];
  readonly leftOut: readonly LeftOut[];
};

/** A contestant is asked no more once it has taken so long in all, and has answered a few. */
const patienceMs = 4000;
const fewest = 5;

type Runner = { readonly corner: Corner; readonly times: number[]; readonly recalls: number[] };

/** Query after query, each answered by all contestants in turn, so that what disturbs one disturbs all. */
export async function run(corners: readonly Corner[], race: Race): Promise<Outcome> {
  const { topK, below, queries, oracle } = race;
  const absences = corners.map(({ kind }) => ({ name: kind.name, why: whyAbsent(kind, race) }));
  const runners = corners
    .filter((_, at) => absences[at]!.why === undefined)
    .map((corner): Runner => ({ corner, times: [], recalls: [] }));
  for (const { corner } of runners) await corner.calls.call('search', taskOf(race, queries[0]!));
  for (const [number, query] of queries.entries()) {
    for (const { corner, times, recalls } of rotated(runners, number)) {
      if (times.length >= fewest && sum(times) > patienceMs) continue;
      const { rows, ms } = await corner.calls.call('search', taskOf(race, query));
      times.push(ms);
      recalls.push(oracle.recall(number, rows, topK, below));
    }
  }
  return {
    standings: runners.map((runner) => standingOf(runner, runners[0]!)),
    leftOut: absences.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }])),
  };
}

function whyAbsent(kind: Kind, { metric, count, topK, below }: Race): string | undefined {
  if (below !== undefined && !kind.canFilter) return 'it has no filter by a field';
  return kind.leftOut({ metric, count, topK });
}

function taskOf({ topK, below }: Race, query: Float32Array): Task {
  return { query, topK, ...(below === undefined ? {} : { below }) };
}

function standingOf({ corner, times, recalls }: Runner, first: Runner): Standing {
  return {
    name: corner.kind.name,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    recall: sum(recalls) / recalls.length,
    ratio: quantile(
      times.slice(0, first.times.length).map((time, at) => time / first.times[at]!),
      0.5,
    ),
  };
}

/** Nobody always comes after the same one. */
function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
