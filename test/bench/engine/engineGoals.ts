import type { Goal } from '../goals.ts';
import type { Bandwidth } from './bandwidth.ts';
import type { Ingest } from './ingest.ts';
import type { Cost, MeetingResult } from './meeting.ts';
import { vectorscope } from './contestants/vectorscope.ts';

const ours = vectorscope.name;

/** The goals as far as this run measured them. */
export function engineGoals(
  results: readonly MeetingResult[],
  bandwidth: Bandwidth,
  ingest: Ingest,
  kernelBytes: number,
  isBusy: boolean,
): Goal[] {
  const msOf = (which: Which): number | null =>
    raceOf(results, which)?.standings.find(({ name }) => name === ours)?.p50 ?? null;
  const share = (of: Which & { readonly beside: string }): number | null => shareOf(results, of);
  const lower = (name: string, value: number | null, goal: number): Goal => ({
    name,
    value,
    goal,
    better: 'lower',
  });
  const higher = (name: string, value: number | null, goal: number): Goal => ({
    name,
    value,
    goal,
    better: 'higher',
  });
  const atAMillion = costAt(results, 1_000_000);
  const openAt = (cost: Cost | undefined): number | null =>
    cost?.openMs === undefined || isBusy ? null : cost.openMs / 1000;
  return [
    lower(
      '100k x 768, k = 10, spectrum 0.79: of usearch exact',
      share({ dataset: 'spectrum 0.79', count: 100_000, topK: 10, beside: 'usearch exact' }),
      0.2,
    ),
    lower(
      '100k x 768, k = 10, spectrum 0.79: of usearch HNSW, at recall 1',
      share({
        dataset: 'spectrum 0.79',
        count: 100_000,
        topK: 10,
        beside: 'usearch HNSW (M 16, ef 64)',
      }),
      2,
    ),
    lower(
      '100k x 768, k = 10, spectrum 0.63: of usearch exact',
      share({ dataset: 'spectrum 0.63', count: 100_000, topK: 10, beside: 'usearch exact' }),
      0.2,
    ),
    lower(
      '100k x 768, k = 10, spectrum 0.63: of usearch HNSW, at recall 1',
      share({
        dataset: 'spectrum 0.63',
        count: 100_000,
        topK: 10,
        beside: 'usearch HNSW (M 16, ef 64)',
      }),
      2.5,
    ),
    lower(
      'English words, k = 10: of usearch HNSW, at recall 1',
      share({ dataset: 'English words', topK: 10, beside: 'usearch HNSW (M 16, ef 64)' }),
      1.5,
    ),
    lower(
      'WordNet glosses, k = 10: of FAISS Flat',
      share({ dataset: 'WordNet glosses', topK: 10, beside: 'FAISS Flat' }),
      0.112,
    ),
    lower(
      '100k x 768, k = 10,000: of usearch exact',
      share({ dataset: 'spectrum 0.79', count: 100_000, topK: 10_000, beside: 'usearch exact' }),
      1.3,
    ),
    lower(
      '1M x 768, k = 10: of usearch exact',
      share({ count: 1_000_000, topK: 10, beside: 'usearch exact' }),
      0.1,
    ),
    lower(
      '1M x 768, filter 1%: of zvec FLAT',
      share({ count: 1_000_000, topK: 10, below: 10, beside: 'zvec FLAT' }),
      0.5,
    ),
    lower(
      'WordNet glosses, k = 10: ms',
      isBusy ? null : msOf({ dataset: 'WordNet glosses', topK: 10 }),
      1,
    ),
    lower(
      '100k x 768, filter 1%: ms',
      isBusy ? null : msOf({ dataset: 'spectrum 0.79', count: 100_000, topK: 10, below: 10 }),
      1,
    ),
    higher('recall, the least of all runs', leastRecall(results), 1),
    higher('share of read-only bandwidth, float32 kernel', bandwidth.float32, 0.95),
    higher('share of read-only bandwidth, int8 kernel', bandwidth.int8, 0.85),
    higher(
      'ingest over HTTP, bytes, 768 numbers a row: rows/s',
      isBusy ? null : ingest.binary,
      25_000,
    ),
    lower('100k x 768: open to first answer, s', openAt(costAt(results, 100_000)), 0.15),
    lower('1M x 768: open to first answer, s', openAt(atAMillion), 0.5),
    lower(
      '1M x 768: resident memory, GB',
      atAMillion === undefined ? null : atAMillion.memoryBytes / 1e9,
      1.2,
    ),
    lower('kernels in the package, KB', kernelBytes / 1000, 100),
  ];
}

type Which = {
  readonly dataset?: string;
  readonly count?: number;
  readonly topK: number;
  readonly below?: number;
};

/** Our time as a share of another's, as measured in the same turns. */
function shareOf(
  results: readonly MeetingResult[],
  { beside, ...which }: Which & { readonly beside: string },
): number | null {
  const standing = raceOf(results, which)?.standings.find(({ name }) => name === beside);
  return standing === undefined ? null : 1 / standing.ratio;
}

function raceOf(
  results: readonly MeetingResult[],
  { dataset, count, topK, below }: Which,
): MeetingResult['races'][number] | undefined {
  const meeting = results.find(
    ({ meeting: one }) =>
      (dataset === undefined || one.dataset.name === dataset) &&
      (count === undefined || one.count === count),
  );
  return meeting?.races.find((one) => one.topK === topK && one.below === below);
}

function costAt(results: readonly MeetingResult[], count: number): Cost | undefined {
  const meeting = results.find(
    ({ meeting: one }) => one.count === count && one.dataset.dimension === 768,
  );
  return meeting?.costs.find(({ name }) => name === ours);
}

function leastRecall(results: readonly MeetingResult[]): number | null {
  const recalls = results.flatMap(({ races }) =>
    races.flatMap(({ standings }) =>
      standings.filter(({ name }) => name === ours).map(({ recall }) => recall),
    ),
  );
  return recalls.length === 0 ? null : Math.min(...recalls);
}
