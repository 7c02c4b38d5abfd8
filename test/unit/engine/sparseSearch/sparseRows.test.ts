import { describe, expect, it } from 'vitest';
import { bestRows } from '../../../../src/engine/structures/bestRows.ts';
import { SparseRows, type SparseScores } from '../../../../src/engine/sparseSearch/sparseRows.ts';
import {
  decodeSparse,
  encodeSparse,
  type SparseVector,
} from '../../../../src/engine/sparseSearch/sparseVector.ts';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { seededRandom } from '../../../support/random.ts';

const sparse = (entries: Readonly<Record<number, number>>): SparseVector => ({
  indices: Uint32Array.from(Object.keys(entries), Number),
  values: Float32Array.from(Object.values(entries)),
});

describe('sparse rows', () => {
  it('return after any number of writes what a new index returns', () => {
    const random = seededRandom(11);
    const rows = new SparseRows();
    const truth = new Map<string, SparseVector>();
    // Enough that rows that are gone are swept out several times.
    for (let step = 0; step < 20_000; step++) {
      const id = `r${Math.floor(random() * 300)}`;
      if (random() < 0.3) {
        rows.delete(id);
        truth.delete(id);
      } else {
        const vector = sparse({ [Math.floor(random() * 20)]: random(), 30: random() });
        rows.set(step, id, vector);
        truth.set(id, vector);
      }
    }
    const query = sparse({ 3: 1, 5: -2, 30: 0.5 });
    const found = runToCompletion(rows.score(query));
    const scores = new Map(
      Array.from(found.rows, (row, at) => [found.records[row]!.id, found.scores[at]!]),
    );
    expect(scores.size).toBe(truth.size);
    for (const [id, vector] of truth) expect(scores.get(id)).toBeCloseTo(product(query, vector), 9);
    expect(rows.recordCount).toBe(truth.size);
  });

  it('find each write in the next search, also of searches that run at the same time', () => {
    const random = seededRandom(12);
    const rows = new SparseRows();
    const truth = new Map<string, SparseVector>();
    const query = sparse({ 3: 1, 7: -2, 30: 0.5 });
    for (let search = 0; search < 120; search++) {
      for (let writes = Math.floor(40 * random() ** 3); writes >= 0; writes--) {
        const id = `r${Math.floor(random() * 400)}`;
        const vector = sparse({ [Math.floor(random() * 20)]: random(), 30: random() });
        rows.set(search, id, vector);
        truth.set(id, vector);
      }
      const tasks = [rows.score(query), rows.score(query)];
      const found: unknown[] = [];
      // The tasks take turns, as in the engine.
      while (found.length < tasks.length)
        for (const task of tasks) {
          const step = task.next();
          if (step.done === true && step.value !== undefined) found.push(scoresOf(step.value));
        }
      const expected = new Map(
        Array.from(truth, ([id, vector]) => [id, product(query, vector).toFixed(5)]),
      );
      expect(found).toEqual([expected, expected]);
    }
  });

  it('are the first rows of a full sort, also with equal scores', () => {
    const random = seededRandom(5);
    const rows = Uint32Array.from({ length: 500 }, (_, at) => at);
    const scores = Float64Array.from(rows, () => Math.floor(random() * 20));
    const isBefore = (row: number, other: number): boolean => row > other;
    const sorted = Array.from(rows).sort((a, b) => scores[b]! - scores[a]! || b - a);
    for (const topK of [1, 7, 100, 500, 900]) {
      const best = runToCompletion(bestRows({ rows, scores }, { topK, isBefore })).map(
        ({ row }) => row,
      );
      expect(best).toEqual(sorted.slice(0, topK));
      const accepts = (row: number): boolean => row % 3 === 0;
      const passing = runToCompletion(bestRows({ rows, scores }, { topK, isBefore, accepts }));
      expect(passing.map(({ row }) => row)).toEqual(sorted.filter(accepts).slice(0, topK));
    }
  });
});

describe('the bytes of a sparse vector', () => {
  it('decode at any offset', () => {
    const vector = sparse({ 1: 0.5, 4_294_967_295: -3 });
    const bytes = encodeSparse(vector);
    const shifted = new Uint8Array(bytes.byteLength + 1);
    shifted.set(bytes, 1);
    expect(decodeSparse(shifted.subarray(1))).toEqual(vector);
  });

  it('decode to undefined if they are damaged', () => {
    const bytes = encodeSparse(sparse({ 1: 0.5, 2: 1 }));
    const wrong = [
      bytes.subarray(4),
      bytes.subarray(0, 12),
      bytes.subarray(0, 7),
      bytes.slice(0, 0),
    ];
    expect(wrong.map(decodeSparse)).toEqual(wrong.map(() => undefined));
  });
});

function scoresOf({ rows, scores, records }: SparseScores): Map<string, string> {
  return new Map(Array.from(rows, (row, at) => [records[row]!.id, scores[at]!.toFixed(5)]));
}

function product(one: SparseVector, other: SparseVector): number {
  return one.indices.reduce((sum, index, at) => {
    const place = other.indices.indexOf(index);
    return place < 0 ? sum : sum + one.values[at]! * other.values[place]!;
  }, 0);
}
