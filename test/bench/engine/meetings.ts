import { metrics } from '../../../src/model/vectorIndex.ts';
import { kinds } from './contestants/all.ts';
import { plainLoop } from './contestants/plainLoop.ts';
import { clusters, spectrum63, spectrum79, wordNet, words } from './datasets.ts';
import type { Meeting } from './meeting.ts';

const k10 = [{ topK: 10 }] as const;
const everyK = [{ topK: 10 }, { topK: 100 }, { topK: 1000 }, { topK: 10_000 }] as const;
const filters = [
  { topK: 10, below: 1 },
  { topK: 10, below: 10 },
  { topK: 10, below: 100 },
  { topK: 10, below: 500 },
] as const;

/** A graph takes minutes to build: it is compared where directions differ. */
const exact = kinds.filter(({ isExact }) => isExact);

function tenThousand(queryCount: number): readonly Meeting[] {
  return metrics.map((metric) => ({
    dataset: spectrum79,
    count: 10_000,
    metric,
    queryCount,
    kinds,
    races: [{ topK: 10 }, { topK: 1000 }, { topK: 10, below: 10 }],
  }));
}

const about = { metric: 'cosine', kinds } as const;
const hundred = { ...about, count: 100_000 } as const;

const million: Meeting = {
  dataset: spectrum79,
  count: 1_000_000,
  metric: 'cosine',
  queryCount: 20,
  kinds: kinds.filter((kind) => kind !== plainLoop),
  races: [...everyK, ...filters],
  isLater: true,
};

/** What the goals need, below a million rows. */
export const quickMeetings: readonly Meeting[] = [
  { ...hundred, queryCount: 20, dataset: spectrum79, races: [...everyK, ...filters] },
  { ...hundred, queryCount: 20, dataset: spectrum63, races: k10 },
  { ...hundred, queryCount: 20, dataset: words, races: k10 },
  { ...hundred, queryCount: 20, dataset: wordNet, races: [{ topK: 10 }, { topK: 100 }] },
];

export const allMeetings: readonly Meeting[] = [
  ...tenThousand(30),
  { ...hundred, queryCount: 60, kinds: exact, dataset: clusters, races: k10 },
  { ...hundred, queryCount: 60, dataset: spectrum79, races: [...everyK, ...filters] },
  { ...hundred, queryCount: 60, dataset: spectrum63, races: [...everyK] },
  { ...about, count: 341_379, queryCount: 60, dataset: words, races: everyK },
  { ...about, count: 117_691, queryCount: 60, dataset: wordNet, races: everyK },
  million,
];
