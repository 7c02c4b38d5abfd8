import { describe, expect, it } from 'vitest';
import { hybridHits, type Hit } from '../../../../src/engine/namespace/hybridHits.ts';
import { SparseRows } from '../../../../src/engine/sparseSearch/sparseRows.ts';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { seededRandom } from '../../../support/random.ts';

type Case = {
  readonly what: string;
  /** Draws a sparse score; undefined for a record that shares no index with the query. */
  readonly sparse: (random: () => number) => number | undefined;
  readonly dense: (random: () => number) => number | undefined;
};

const spread = (random: () => number): number => random() + random() + random() - 1.5;

const cases: readonly Case[] = [
  { what: 'strong sparse scores', sparse: (random) => 4 * random() ** 4, dense: spread },
  { what: 'weak sparse scores', sparse: (random) => 0.01 * random(), dense: spread },
  { what: 'negative sparse scores', sparse: (random) => -3 * random(), dense: spread },
  {
    what: 'records without one of the vectors',
    sparse: (random) => (random() < 0.3 ? spread(random) : undefined),
    dense: (random) => (random() < 0.7 ? spread(random) : undefined),
  },
  {
    what: 'many equal sums',
    sparse: (random) => Math.floor(3 * random()) / 4,
    dense: (random) => Math.floor(4 * random()) / 4,
  },
];

const recordCount = 2000;

describe('hybrid hits', () => {
  it.each(cases)('are those of a full sort with $what', async ({ sparse, dense }) => {
    const random = seededRandom(3);
    for (const topK of [1, 10, 60, 600, 5000]) {
      const records = Array.from({ length: recordCount }, (_, pk) => ({
        pk,
        id: `r${pk}`,
        sparse: toFloat32(sparse(random)),
        dense: dense(random),
      }));
      const expected = records
        .flatMap(({ id, dense: one, sparse: other = 0 }) =>
          one === undefined ? [] : [{ id, score: Math.fround(one + other) }],
        )
        .sort(byScore)
        .slice(0, topK);
      const { found } = await search(records, topK);
      expect(found.map(({ id, score }) => ({ id, score }))).toEqual(expected);
    }
  });

  it('need the dense scores of few records', async () => {
    const random = seededRandom(4);
    const records = Array.from({ length: recordCount }, (_, pk) => ({
      pk,
      id: `r${pk}`,
      sparse: toFloat32(4 * random() ** 4),
      dense: spread(random),
    }));
    const { scored } = await search(records, 10);
    expect(scored).toBeLessThan(recordCount / 4);
  });
});

type TestRecord = {
  readonly pk: number;
  readonly id: string;
  readonly sparse: number | undefined;
  readonly dense: number | undefined;
};

/** Searches with a sparse query whose one index gives each record its sparse score. */
async function search(
  records: readonly TestRecord[],
  topK: number,
): Promise<{ readonly found: readonly Hit[]; readonly scored: number }> {
  const rows = new SparseRows();
  for (const { pk, id, sparse } of records) {
    const values = Float32Array.from(sparse === undefined ? [] : [sparse]);
    if (sparse !== undefined) rows.set(pk, id, { indices: Uint32Array.of(7), values });
  }
  const query = { indices: Uint32Array.of(7), values: Float32Array.of(1) };
  const denseHits = records
    .flatMap(({ pk, id, dense }) =>
      dense === undefined ? [] : [{ pk, id, score: Math.fround(dense) }],
    )
    .sort(byScore);
  const denseById = new Map(records.map(({ id, dense }) => [id, dense ?? Number.NaN]));
  let scored = 0;
  const found = await hybridHits(
    {
      sparse: runToCompletion(rows.score(query)),
      searchDense: async (count) => denseHits.slice(0, count),
      scoreDense: async (ids) => {
        scored += ids.length;
        return Float64Array.from(ids, (id) => denseById.get(id)!);
      },
    },
    topK,
  );
  return { found: found ?? [], scored };
}

function byScore(
  one: { readonly id: string; readonly score: number },
  other: { readonly id: string; readonly score: number },
): number {
  return other.score - one.score || (one.id < other.id ? -1 : 1);
}

function toFloat32(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.fround(value);
}
