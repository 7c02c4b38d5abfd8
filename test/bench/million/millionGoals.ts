import type { Goal } from '../goals.ts';
import { median } from '../shared/statistics.ts';
import { rateOf } from './feed.ts';
import { cpuMicrosOf, type ImportPart, type Journey } from './journey.ts';

/** The goals that this journey measured; those of a million rows only where it had as many. */
export function millionGoals(journey: Journey): Goal[] {
  const { rows, parts, openings, cached, recall } = journey;
  const opening = median(openings.map(({ firstAnswer }) => firstAnswer));
  const at = (count: number, value: number | undefined): number | null =>
    rows.count === count ? (value ?? null) : null;
  const best = rateOf(parts.map(({ four }) => four));
  const residentBytes = cached.footprint?.residentBytes;
  return [
    goal('durable import, 4 connections, batches of 100, rows/s', best, 25_000, 'higher'),
    goal(
      'CPU time of a row in the last tenth of the import, of the first',
      flatness(parts),
      1.1,
      'lower',
    ),
    goal('100k x 768: start to first answer, s', at(100_000, opening), 0.3, 'lower'),
    goal('1M x 768: start to first answer, s', at(1_000_000, opening), 0.5, 'lower'),
    goal(
      '1M x 768: resident memory, GB',
      at(1_000_000, residentBytes && residentBytes / 1e9),
      1.2,
      'lower',
    ),
    goal('recall, the least of all queries that were checked', recall, 1, 'higher'),
  ];
}

function goal(name: string, value: number | null, reach: number, better: Goal['better']): Goal {
  return { name, value, goal: reach, better };
}

/** 1 where a row costs at the end what it costs at the beginning. */
function flatness(parts: readonly ImportPart[]): number | null {
  const last = cpuMicrosOf(parts.at(-1)!);
  const first = cpuMicrosOf(parts[0]!);
  return last === undefined || first === undefined ? null : last / first;
}
