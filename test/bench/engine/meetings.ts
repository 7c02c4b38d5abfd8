import { metrics } from '../../../src/model/vectorIndex.ts';
import { kinds } from './contestants/all.ts';
import { plainLoop } from './contestants/plainLoop.ts';
import { clusters, hardEmbeddings, likeEmbeddings, wordNet, words } from './datasets.ts';
import type { Meeting } from './meeting.ts';

const k10 = [{ topK: 10 }] as const;
const everyK = [{ topK: 10 }, { topK: 1000 }, { topK: 10_000 }] as const;
const filters = [
  { topK: 10, below: 1 },
  { topK: 10, below: 50 },
] as const;

/** A graph takes minutes to build: it is compared where rows are like embeddings. */
const exact = kinds.filter(({ isExact }) => isExact);

const tenThousand: readonly Meeting[] = metrics.map((metric) => ({
  dataset: likeEmbeddings,
  count: 10_000,
  metric,
  queryCount: 30,
  kinds,
  races: [{ topK: 10 }, { topK: 1000 }, ...filters],
}));

function hundredThousand(queryCount: number): readonly Meeting[] {
  const about = { count: 100_000, metric: 'cosine', queryCount, kinds } as const;
  return [
    { ...about, kinds: exact, dataset: clusters, races: [...k10, { topK: 10_000 }] },
    { ...about, dataset: likeEmbeddings, races: [...everyK, ...filters] },
    { ...about, dataset: hardEmbeddings, races: k10 },
  ];
}

const million: Meeting = {
  dataset: likeEmbeddings,
  count: 1_000_000,
  metric: 'cosine',
  queryCount: 20,
  kinds: kinds.filter((kind) => kind !== plainLoop),
  races: [...everyK, ...filters],
  isLater: true,
};

export const quickMeetings: readonly Meeting[] = [
  ...tenThousand,
  ...hundredThousand(30),
  { dataset: words, count: 100_000, metric: 'cosine', queryCount: 30, kinds, races: k10 },
];

export const allMeetings: readonly Meeting[] = [
  ...tenThousand,
  ...hundredThousand(60),
  { dataset: words, count: 341_379, metric: 'cosine', queryCount: 60, kinds, races: everyK },
  { dataset: wordNet, count: 117_559, metric: 'cosine', queryCount: 60, kinds, races: everyK },
  million,
];
