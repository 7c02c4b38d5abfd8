import { describe, expect, it, vi } from 'vitest';
import { collapseDuplicates } from '../../../../src/engine/map/neighbours/distinctRows.ts';
import {
  findNeighbours,
  type NeighbourOptions,
} from '../../../../src/engine/map/neighbours/findNeighbours.ts';
import { vectorsOf, type SharedVectors } from '../../../../src/engine/map/workers/sharedVectors.ts';
import type { NeighbourLists } from '../../../../src/engine/map/neighbours/neighbourLists.ts';
import {
  allocateVectors,
  planNeighbourSearch,
} from '../../../../src/engine/map/neighbours/neighbourSearchPlan.ts';
import { normalizeVectors, type Vectors } from '../../../../src/engine/map/workers/vectors.ts';
import { allPairs } from './allPairs.ts';
import { blobs, randomVectors, rowsOf, sampleInput } from './mapInput.ts';

vi.setConfig({ testTimeout: 30_000 });

const ignore = (): void => undefined;

type Found = { readonly neighbours: NeighbourLists; readonly recall: number };

/** Returns the neighbours by record, independent of the row order. */
async function find(vectors: Vectors, options: Partial<NeighbourOptions>): Promise<Found> {
  const all = { distance: 'cosine', perRow: 15, seed: 42, ...options } as const;
  using found = disposing(await findNeighbours(rowsOf(vectors), all, ignore));
  const { order, neighbours, recall } = found;
  const { perRow } = neighbours;
  const indices = new Int32Array(neighbours.indices.length);
  const distances = new Float64Array(indices.length);
  order.forEach((record, row) => {
    for (let place = 0; place < perRow; place++) {
      indices[record * perRow + place] = order[neighbours.indices[row * perRow + place]!]!;
      distances[record * perRow + place] = neighbours.distances[row * perRow + place]!;
    }
  });
  return { neighbours: { perRow, indices, distances }, recall };
}

function disposing<T extends { dispose(): void }>(resource: T): T & Disposable {
  return Object.assign(resource, { [Symbol.dispose]: () => resource.dispose() });
}

/** Returns the share of the true neighbours that were found. */
function recallOf(found: NeighbourLists, truth: NeighbourLists): number {
  const { perRow, indices } = truth;
  let hits = 0;
  for (let start = 0; start < indices.length; start += perRow) {
    const list = new Set(found.indices.subarray(start + 1, start + perRow));
    for (const other of indices.subarray(start + 1, start + perRow))
      hits += Number(list.has(other));
  }
  return hits / (indices.length * (1 - 1 / perRow));
}

const listOf = (
  { perRow, indices, distances }: NeighbourLists,
  at: number,
): [number[], number[]] => {
  const [start, end] = [at * perRow, (at + 1) * perRow];
  return [[...indices.subarray(start, end)], [...distances.subarray(start, end)]];
};

async function fioriDocs(): Promise<Vectors> {
  const { rows } = await sampleInput('fiori-docs');
  return vectorsOf(rows);
}

describe('exact neighbour search', () => {
  it.each([
    ['cosine', 131, 37, 9],
    ['euclidean', 131, 37, 9],
    ['euclidean', 70, 1, 4],
    ['cosine', 3, 8, 2],
  ] as const)(
    'is exact by %s, for %i records of dimension %i',
    async (distance, count, dimension, perRow) => {
      const vectors = randomVectors(count, dimension, 3);
      normalizeVectors(vectors, distance, []);
      const truth = allPairs(vectors, distance, perRow);
      const { neighbours, recall } = await find(vectors, { distance, perRow });
      expect(recall).toBe(1);
      expect(neighbours.indices).toEqual(truth.indices);
      neighbours.distances.forEach((apart, at) =>
        expect(apart).toBeCloseTo(truth.distances[at]!, 5),
      );
    },
  );

  it('returns the same result for any number of threads', async () => {
    const vectors = blobs({ count: 700, dimension: 20, clusters: 5, seed: 2 });
    normalizeVectors(vectors, 'cosine', []);
    const [one, three] = await Promise.all([1, 3].map((threads) => find(vectors, { threads })));
    expect(three).toEqual(one);
  });

  it('puts duplicates at distance 0 exactly', async () => {
    const { values } = randomVectors(40, 100, 5);
    const both = new Float32Array([...values, ...values]);
    const vectors: Vectors = { values: both, count: 80, dimension: 100 };
    normalizeVectors(vectors, 'cosine', []);
    const { neighbours } = await find(vectors, { perRow: 3 });
    for (let at = 0; at < 80; at++) {
      const [indices, distances] = listOf(neighbours, at);
      expect([indices.slice(0, 2), distances.slice(0, 2)]).toEqual([
        [at, (at + 40) % 80],
        [0, 0],
      ]);
    }
  });

  it('separates close records that are far from the origin', async () => {
    const { values } = randomVectors(90, 6, 8);
    const vectors: Vectors = { values: values.map((at) => 1000 + at), count: 90, dimension: 6 };
    const truth = allPairs({ ...vectors, values: vectors.values.slice() }, 'euclidean', 5);
    normalizeVectors(vectors, 'euclidean', []);
    const { neighbours } = await find(vectors, { distance: 'euclidean', perRow: 5 });
    expect(recallOf(neighbours, truth)).toBeGreaterThan(0.99);
  });

  it('reports progress that rises to 1', async () => {
    const shares: number[] = [];
    const options = { distance: 'euclidean', perRow: 2, seed: 1 } as const;
    const found = await findNeighbours(rowsOf(randomVectors(300, 4, 1)), options, (share) =>
      shares.push(share),
    );
    found.dispose();
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

describe('approximate neighbour search', () => {
  const options = { isExact: false };

  it('reaches a recall of 0.98 on text embeddings', async () => {
    const vectors = await fioriDocs();
    normalizeVectors(vectors, 'cosine', []);
    const truth = allPairs(vectors, 'cosine', 15);
    const { neighbours, recall } = await find(vectors, options);
    expect(recallOf(neighbours, truth)).toBeGreaterThan(0.98);
    expect(Math.abs(recall - recallOf(neighbours, truth))).toBeLessThan(0.01);
  });

  it('reaches a recall of 0.98 on clusters, and estimates it from a sample', async () => {
    const vectors = blobs({ count: 4000, dimension: 24, clusters: 9, seed: 6 });
    normalizeVectors(vectors, 'euclidean', []);
    const truth = allPairs(vectors, 'euclidean', 15);
    const { neighbours, recall } = await find(vectors, { ...options, distance: 'euclidean' });
    expect(recallOf(neighbours, truth)).toBeGreaterThan(0.98);
    expect(Math.abs(recall - recallOf(neighbours, truth))).toBeLessThan(0.01);
  });

  it('returns the same result for any number of threads', async () => {
    const vectors = blobs({ count: 3000, dimension: 12, clusters: 9, seed: 2 });
    normalizeVectors(vectors, 'cosine', []);
    const [one, three] = await Promise.all(
      [1, 3].map((threads) => find(vectors, { ...options, threads })),
    );
    expect(three).toEqual(one);
  });

  it('reaches a recall of 0.98 on vectors without clusters', async () => {
    const vectors = randomVectors(6000, 16, 7);
    normalizeVectors(vectors, 'cosine', []);
    const truth = allPairs(vectors, 'cosine', 15);
    const { neighbours, recall } = await find(vectors, options);
    expect(recall).toBeGreaterThan(0.98);
    expect(recallOf(neighbours, truth)).toBeGreaterThan(0.975);
  });

  it.each([
    ['have a large part in common', () => 0],
    ['lie in groups that are far apart, and hardly differ within one', (row: number) => row % 20],
  ])('reaches the same recall when vectors %s', async (_, placeOf) => {
    const vectors = blobs({ count: 4000, dimension: 64, clusters: 20, seed: 2 });
    for (let row = 0; row < vectors.count; row++) vectors.values[row * 64 + placeOf(row)]! += 500;
    normalizeVectors(vectors, 'cosine', []);
    const truth = allPairs(vectors, 'cosine', 15);
    const { neighbours } = await find(vectors, options);
    expect(recallOf(neighbours, truth)).toBeGreaterThan(0.98);
  });

  it('reaches the same recall without quantized rows', async () => {
    const vectors = blobs({ count: 4000, dimension: 24, clusters: 9, seed: 6 });
    normalizeVectors(vectors, 'cosine', []);
    const truth = allPairs(vectors, 'cosine', 15);
    const { neighbours } = await find(vectors, { ...options, allowQuantized: false });
    expect(recallOf(neighbours, truth)).toBeGreaterThan(0.98);
  });

  it('falls back to comparing all pairs when the recall stays too low', async () => {
    const vectors = randomVectors(6000, 1400, 7);
    normalizeVectors(vectors, 'cosine', []);
    const { recall } = await find(vectors, {});
    expect(recall).toBe(1);
  });

  it('terminates when most records are equal', async () => {
    const { values } = randomVectors(1000, 8, 4);
    values.fill(0.5, 0, 800 * 8);
    const vectors: Vectors = { values, count: 1000, dimension: 8 };
    normalizeVectors(vectors, 'cosine', []);
    const { neighbours } = await find(vectors, options);
    expect(neighbours.distances.subarray(0, 800 * 15).every((apart) => apart < 1e-6)).toBe(true);
    for (let at = 0; at < 1000; at++) expect(new Set(listOf(neighbours, at)[0]).size).toBe(15);
  });
});

it('quantizes the difference to the mean, also after duplicates were removed', async () => {
  const vectors = randomVectors(4000, 16, 12);
  const distinct = { ...vectors, values: vectors.values.slice(0, 1000 * 16), count: 1000 };
  for (let row = 1000; row < 4000; row++)
    vectors.values.copyWithin(row * 16, (row % 1000) * 16, (row % 1000) * 16 + 16);
  const meanOfRows = async (rows: SharedVectors): Promise<Float32Array> => {
    const options = { distance: 'euclidean', perRow: 15, seed: 42, isExact: false } as const;
    using found = disposing(await findNeighbours(rows, options, ignore));
    const { memory, addresses } = found.buffers;
    return new Float32Array(memory.buffer, addresses.middle, 16).slice();
  };
  const { rows } = collapseDuplicates(rowsOf(vectors));
  expect(await meanOfRows(rows)).toEqual(await meanOfRows(rowsOf(distinct)));
});

it('fits a million rows of dimension 768 in memory without quantized rows', () => {
  const needs = { perRow: 15, threads: 4 };
  expect(planNeighbourSearch(1_000_000, 768, needs).isQuantized).toBe(false);
  expect(planNeighbourSearch(1_000_000, 384, needs).isQuantized).toBe(true);
  expect(allocateVectors(1_000_000, 768, needs).count).toBe(1_000_000);
});

it('quantizes rows independently of the number of cores', () => {
  const isQuantized = (count: number, threads: number): boolean =>
    planNeighbourSearch(count, 768, { perRow: 15, threads }).isQuantized;
  for (let count = 900_000; count <= 1_000_000; count += 500)
    expect([count, isQuantized(count, 1)]).toEqual([count, isQuantized(count, 4)]);
});

it.each([
  [1_000_000, 1536],
  // The rows alone would fit in memory.
  [600_000, 1700],
])('refuses %i rows of dimension %i before reading any', (count, dimension) => {
  expect(() => allocateVectors(count, dimension, { perRow: 15 })).toThrow(
    expect.objectContaining({
      kind: 'unavailable',
      message: `A map of ${count} records of dimension ${dimension} needs more memory than there is: choose a smaller sample`,
    }),
  );
});
