import { describe, expect, it } from 'vitest';
import { bestRows, type ScoredRow } from '../../../../src/engine/structures/bestRows.ts';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { seededRandom } from '../../../support/random.ts';

describe('the best rows', () => {
  const random = seededRandom(3);
  // Many scores are equal, and one is too large for float32.
  const scores = Float64Array.from({ length: 2000 }, () => Math.floor(random() * 50) / 8);
  scores[77] = 1e300;
  const rows = Uint32Array.from(scores, (_, at) => 3 * at);
  const isBefore = (row: number, other: number): boolean => row < other;
  const sorted: readonly ScoredRow[] = Array.from(rows, (row, at) => ({
    row,
    score: Math.fround(scores[at]!),
  })).sort((one, other) =>
    one.score === other.score ? one.row - other.row : other.score - one.score,
  );

  it.each([1, 7, 100, 1999, 2000, 5000])('are the first rows of a full sort: %d', (topK) => {
    expect(runToCompletion(bestRows({ rows, scores }, { topK, isBefore }))).toEqual(
      sorted.slice(0, topK),
    );
  });

  it.each([
    [1, 2],
    [7, 10],
    [100, 400],
    [3, 1000],
    [50, 100_000],
  ])('are the best %d accepted rows, if one in %d is accepted', (topK, share) => {
    const accepts = (row: number): boolean => row % share === 0;
    expect(runToCompletion(bestRows({ rows, scores }, { topK, isBefore, accepts }))).toEqual(
      sorted.filter(({ row }) => accepts(row)).slice(0, topK),
    );
  });

  it('call the filter for no more rows than needed', () => {
    let asked = 0;
    const accepts = (): boolean => ++asked > 0;
    runToCompletion(bestRows({ rows, scores }, { topK: 10, isBefore, accepts }));
    expect(asked).toBe(10);
  });
});
