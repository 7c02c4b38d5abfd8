import { selectKthLargest } from '../structures/kthLargest.ts';
import type { SparseScores } from '../sparseSearch/sparseRows.ts';

/**
 * The best hits by the sum of both inner products. A threshold algorithm (Fagin, Lotem, Naor 2003): the best hits of the
 * dense search bound the dense score of every other record. Of the others, only those are scored whose sparse score and that
 * bound reach the `topK`-th best sum.
 */
export async function hybridHits(
  search: HybridSearch,
  topK: number,
): Promise<readonly Hit[] | undefined> {
  const sums = new HybridSums(search);
  for (let depth = Math.max(minDepth, 4 * topK); ; depth *= 4) {
    const found = await search.searchDense(depth);
    if (found === undefined) return undefined;
    // Without more records there is nothing to bound.
    const bound = found.length < depth ? -Infinity : roundedUp(found.at(-1)!.score);
    if (!(await sums.add(sums.rowsOf(found)))) return undefined;
    if (bound > -Infinity) {
      if (!(await sums.add(sums.bestSparseRows(topK)))) return undefined;
      const least = sums.kthBest(found, topK);
      if (!(await sums.add(sums.rowsReaching(least, bound)))) return undefined;
    }
    const least = sums.kthBest(found, topK);
    if (bound === -Infinity || least > bound) return sums.best(found, topK, least);
  }
}

/** One result of a search: the record's primary key, its id and its score. */
export type Hit = { readonly pk: number; readonly id: string; readonly score: number };

/** The two searches of a hybrid query. Each is undefined if the namespace was written or dropped from memory meanwhile. */
export type HybridSearch = {
  /** The best hits by dense vectors alone, best first. */
  readonly searchDense: (topK: number) => Promise<readonly Hit[] | undefined>;
  /** The inner products of records' dense vectors with the query's. NaN for a record that cannot be a hit. */
  readonly scoreDense: (ids: readonly string[]) => Promise<Float64Array | undefined>;
  readonly sparse: SparseScores;
};

/** The dense search returns at least this many hits: with more of them fewer records must be scored by themselves. */
const minDepth = 128;

/** The sums of the records whose sparse vectors share an index with the query's. */
class HybridSums {
  readonly #search: HybridSearch;
  readonly #sparseByRow: Float64Array;
  /** By row; NaN for a record that cannot be a hit. */
  readonly #sums = new Map<number, number>();

  constructor(search: HybridSearch) {
    const { records, rows, scores } = search.sparse;
    this.#search = search;
    this.#sparseByRow = new Float64Array(records.length).fill(Number.NaN);
    for (let at = 0; at < rows.length; at++) this.#sparseByRow[rows[at]!] = scores[at]!;
  }

  /** The rows of hits that have a sparse score. */
  rowsOf(hits: readonly Hit[]): Uint32Array {
    return Uint32Array.from(hits.flatMap(({ id }) => this.#rowOf(id) ?? []));
  }

  /** The rows of the `count` highest sparse scores, and of scores equal to the last. */
  bestSparseRows(count: number): Uint32Array {
    const { rows, scores } = this.#search.sparse;
    if (rows.length <= count) return rows;
    const rounded = new Float32Array(scores);
    return this.rowsReaching(selectKthLargest(rounded, count), 0);
  }

  /** The rows whose sum can reach `least` if their dense score is at most `bound`. */
  rowsReaching(least: number, bound: number): Uint32Array {
    const { rows, scores } = this.#search.sparse;
    const reaching = new Uint32Array(rows.length);
    let count = 0;
    // A loop: a callback for each row takes longer than the search.
    for (let at = 0; at < rows.length; at++)
      if (Math.fround(bound + scores[at]!) >= least) reaching[count++] = rows[at]!;
    return reaching.subarray(0, count);
  }

  /** Computes the sums of rows that have none yet. False if the search has to be repeated. */
  async add(rows: Uint32Array): Promise<boolean> {
    const { records } = this.#search.sparse;
    const added = rows.filter((row) => !this.#sums.has(row));
    if (added.length === 0) return true;
    const ids = Array.from(added, (row) => records[row]!.id);
    const dense = await this.#search.scoreDense(ids);
    if (dense === undefined) return false;
    added.forEach((row, at) => {
      this.#sums.set(row, Math.fround(dense[at]! + this.#sparseByRow[row]!));
    });
    return true;
  }

  /** The `topK`-th best sum of these hits and the scored rows; -Infinity if there are fewer. */
  kthBest(hits: readonly Hit[], topK: number): number {
    const sums = [...this.#sums.values()].filter((sum) => !Number.isNaN(sum));
    const all = [...sums, ...this.#densesOnly(hits).map(({ score }) => score)];
    return all.length < topK ? -Infinity : selectKthLargest(Float32Array.from(all), topK);
  }

  /** The best of these hits and the scored rows, best first, those of equal sums by id. `least` is the last one's sum. */
  best(hits: readonly Hit[], topK: number, least: number): readonly Hit[] {
    const { records } = this.#search.sparse;
    const best = this.#densesOnly(hits).filter(({ score }) => score >= least);
    for (const [row, score] of this.#sums) {
      const { pk, id } = records[row]!;
      if (score >= least) best.push({ pk, id, score });
    }
    return best
      .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1))
      .slice(0, topK);
  }

  /** The hits without a sparse score. */
  #densesOnly(hits: readonly Hit[]): Hit[] {
    return hits.filter(({ id }) => this.#rowOf(id) === undefined);
  }

  #rowOf(id: string): number | undefined {
    const row = this.#search.sparse.find(id);
    return row === undefined || Number.isNaN(this.#sparseByRow[row]!) ? undefined : row;
  }
}

/** At least every number that is rounded to this float32 number. */
function roundedUp(score: number): number {
  return score + Math.abs(score) * 2 ** -23 + 2 ** -149;
}
