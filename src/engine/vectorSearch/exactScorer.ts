import { Failure } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { normOf } from './quantize/quantizedQuery.ts';
import type { FloatFile } from './disk/floatFile.ts';
import type { ExactQuery } from './exact/floatSegment.ts';
import { BufferScorer, type VectorReader } from './exact/bufferScorer.ts';
import { FloatRowReader } from './disk/floatRowReader.ts';
import type { ScoredRows } from '../structures/bestRows.ts';
import { RowScorer, type ScorePlan } from './exact/rowScorer.ts';
import type { DiskScorePlan } from './scan/scanCalls.ts';
import type { ScanPool } from './scan/scanPool.ts';
import type { VectorRows } from './rows/vectorRows.ts';

/** What rows are scored for. */
export type ScoreRequest = {
  readonly vectors: VectorRows;
  readonly metric: Metric;
  readonly query: Float32Array;
  /** A live row's vector from the database, where it is nowhere else. */
  readonly readVector: (row: number) => Float32Array;
};

/** Bytes of vectors in memory that one thread scores in less than a millisecond. */
const ownBytes = 8 * 1024 * 1024;

/** Rows in a file, each of which is a call of the system. */
const pooledFiledRows = 128;

/** Exact scores of rows, whose vectors are in memory, in a file, or in the database alone. */
export class ExactScorer {
  readonly #pool: ScanPool;
  readonly #resident: RowScorer;
  readonly #loose: BufferScorer;
  readonly #reader = new FloatRowReader();

  constructor(module: WebAssembly.Module, pool: ScanPool) {
    this.#pool = pool;
    this.#resident = new RowScorer(module, 0);
    this.#loose = new BufferScorer(module);
  }

  releaseSegment(id: number): void {
    this.#resident.releaseSegment(id);
  }

  /**
   * By this thread alone, in any order of the rows, which are all live. A file that is found broken is done without from then
   * on.
   */
  scoreSync(scoring: ScoreRequest, chosen: Uint32Array): ScoredRows {
    keepSome(scoring, chosen);
    const { plan, filed, absent } = partsOf(scoring, chosen);
    const read = fromDatabase(scoring);
    const filedRows = filed?.plan.rows ?? none;
    return joined(
      { rows: plan.rows, scores: this.#resident.score(plan) },
      { rows: filedRows, scores: filed ? this.#filedHere(scoring, filed) : noScores },
      { rows: absent, scores: this.#loose.score(plan.query, absent, read) },
    );
  }

  /**
   * In threads where it is worth it. Undefined where the vector of a row is gone from the database and was nowhere else, or a
   * file was found broken, which is done without from then on: then the search is done again.
   */
  async score(scoring: ScoreRequest, chosen: Uint32Array): Promise<ScoredRows | undefined> {
    const { vectors } = scoring;
    keepSome(scoring, chosen);
    const { plan, filed, absent } = partsOf(scoring, chosen);
    if (!absent.every((row) => vectors.isLive(row))) return undefined;
    // What is read from the database is read now: records may change while threads are awaited.
    const absentScores = this.#loose.score(plan.query, absent, fromDatabase(scoring));
    const hasFiled = filed !== undefined && filed.plan.rows.length > 0;
    const [scores, filedScores] = await Promise.all([
      this.#residentScores(plan),
      hasFiled ? this.#filed(scoring, filed) : noScores,
    ]);
    return (
      filedScores &&
      joined(
        { rows: plan.rows, scores },
        { rows: filed?.plan.rows ?? none, scores: filedScores },
        { rows: absent, scores: absentScores },
      )
    );
  }

  #residentScores(plan: ScorePlan): Float64Array | Promise<Float64Array> {
    const bytes = plan.rows.length * plan.dimension * Float32Array.BYTES_PER_ELEMENT;
    return bytes < ownBytes ? this.#resident.score(plan) : this.#pool.score(plan);
  }

  async #filed(
    { vectors }: ScoreRequest,
    { file, plan }: Filed,
  ): Promise<Float64Array | undefined> {
    const hold = file.hold();
    try {
      if (plan.rows.length < pooledFiledRows) return this.#readFiled(plan);
      return await this.#pool.scoreFromDisk(plan);
    } catch (error) {
      if (!Failure.is(error, 'damaged')) throw error;
      vectors.onDisk.discard(file);
      return undefined;
    } finally {
      hold.dispose();
    }
  }

  #filedHere(scoring: ScoreRequest, { file, plan }: Filed): Float64Array {
    try {
      return this.#readFiled(plan);
    } catch (error) {
      if (!Failure.is(error, 'damaged')) throw error;
      scoring.vectors.onDisk.discard(file);
      return this.#loose.score(plan.query, plan.rows, fromDatabase(scoring));
    }
  }

  #readFiled({ query, rows, file }: DiskScorePlan): Float64Array {
    return this.#loose.score(query, rows, (some, take) => this.#reader.read(file, some, take));
  }
}

type Filed = { readonly file: FloatFile; readonly plan: DiskScorePlan };

type Parts = {
  /** Of the rows that are in memory. */
  readonly plan: ScorePlan;
  readonly filed: Filed | undefined;
  readonly absent: Uint32Array;
};

const none = new Uint32Array(0);
const noScores = new Float64Array(0);

/** Vectors that have to be read from the database stay in memory, as far as there is room; else none does. */
function keepSome({ vectors, readVector }: ScoreRequest, chosen: Uint32Array): void {
  const { onDisk: filed } = vectors;
  for (let at = 0; at < chosen.length && vectors.hasRoom; at++) {
    const row = chosen[at]!;
    const isKept = vectors.isResident(row) || filed.has(row);
    if (!isKept && vectors.isLive(row)) vectors.cache(row, readVector(row));
  }
}

function partsOf({ vectors, metric, query }: ScoreRequest, chosen: Uint32Array): Parts {
  const { onDisk: filed } = vectors;
  const { file } = filed;
  const exact: ExactQuery = { metric, values: query, norm: normOf(query) };
  const [rows, others] = parted(chosen, (row) => vectors.isResident(row));
  const [filedRows, absent] = parted(others, (row) => filed.has(row));
  return {
    plan: {
      dimension: vectors.dimension,
      capacity: vectors.floatLayout.capacity,
      segments: vectors.floatSegments.map((one) => one && { id: one.id, memory: one.memory }),
      rows,
      query: exact,
    },
    filed: file && {
      file,
      plan: {
        file: { descriptor: file.descriptor, dimension: file.dimension },
        rows: filedRows,
        query: exact,
      },
    },
    absent,
  };
}

/** Those that are, and those that are not; the rows themselves where all are. */
function parted(
  rows: Uint32Array,
  is: (row: number) => boolean,
): readonly [Uint32Array, Uint32Array] {
  let first = 0;
  while (first < rows.length && is(rows[first]!)) first++;
  if (first === rows.length) return [rows, none];
  return [rows.filter(is), rows.filter((row) => !is(row))];
}

function fromDatabase({ readVector }: ScoreRequest): VectorReader {
  return (rows, take) => rows.forEach((row, at) => take(at, readVector(row)));
}

function joined(...parts: readonly ScoredRows[]): ScoredRows {
  const filled = parts.filter(({ rows }) => rows.length > 0);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return only;
  const length = filled.reduce((sum, { rows }) => sum + rows.length, 0);
  const rows = new Uint32Array(length);
  const scores = new Float64Array(length);
  let at = 0;
  for (const part of filled) {
    rows.set(part.rows, at);
    scores.set(part.scores, at);
    at += part.rows.length;
  }
  return { rows, scores };
}
