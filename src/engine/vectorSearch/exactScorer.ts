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

/** Computes exact scores of rows. Reads their vectors from memory, else from the vector file, else from the database. */
export class ExactScorer {
  readonly #pool: ScanPool;
  readonly #resident: RowScorer;
  readonly #bufferScorer: BufferScorer;
  readonly #reader = new FloatRowReader();

  constructor(module: WebAssembly.Module, pool: ScanPool) {
    this.#pool = pool;
    this.#resident = new RowScorer(module, 0);
    this.#bufferScorer = new BufferScorer(module);
  }

  releaseSegment(id: number): void {
    this.#resident.releaseSegment(id);
  }

  /**
   * Scores live rows synchronously; the result may be in another order. A vector file that turns out damaged is discarded,
   * and its rows are read from the database.
   */
  scoreSync(request: ScoreRequest, chosen: Uint32Array): ScoredRows {
    cacheVectors(request, chosen);
    const { plan, disk, absent } = splitByPlace(request, chosen);
    const read = fromDatabase(request);
    const diskRows = disk?.plan.rows ?? noRows;
    return concatenate(
      { rows: plan.rows, scores: this.#resident.score(plan) },
      { rows: diskRows, scores: disk ? this.#diskScoresSync(request, disk) : noScores },
      { rows: absent, scores: this.#bufferScorer.score(plan.query, absent, read) },
    );
  }

  /**
   * Scores rows, many of them in the scan pool. Undefined if a row whose vector is only in the database was removed, or if
   * the vector file turns out damaged, which is then discarded: the caller repeats the search.
   */
  async score(request: ScoreRequest, chosen: Uint32Array): Promise<ScoredRows | undefined> {
    const { vectors } = request;
    cacheVectors(request, chosen);
    const { plan, disk, absent } = splitByPlace(request, chosen);
    if (!absent.every((row) => vectors.isLive(row))) return undefined;
    // The database is read first: records may change while threads are awaited.
    const absentScores = this.#bufferScorer.score(plan.query, absent, fromDatabase(request));
    const hasDiskRows = disk !== undefined && disk.plan.rows.length > 0;
    const [scores, diskScores] = await Promise.all([
      this.#residentScores(plan),
      hasDiskRows ? this.#diskScores(request, disk) : noScores,
    ]);
    return (
      diskScores &&
      concatenate(
        { rows: plan.rows, scores },
        { rows: disk?.plan.rows ?? noRows, scores: diskScores },
        { rows: absent, scores: absentScores },
      )
    );
  }

  #residentScores(plan: ScorePlan): Float64Array | Promise<Float64Array> {
    const bytes = plan.rows.length * plan.dimension * Float32Array.BYTES_PER_ELEMENT;
    return bytes < maxLocalBytes ? this.#resident.score(plan) : this.#pool.score(plan);
  }

  async #diskScores(
    { vectors }: ScoreRequest,
    { file, plan }: DiskPart,
  ): Promise<Float64Array | undefined> {
    const hold = file.hold();
    try {
      if (plan.rows.length < minPoolRows) return this.#scoreFromDisk(plan);
      return await this.#pool.scoreFromDisk(plan);
    } catch (error) {
      if (!Failure.is(error, 'damaged')) throw error;
      vectors.onDisk.discard(file);
      return undefined;
    } finally {
      hold.dispose();
    }
  }

  #diskScoresSync(request: ScoreRequest, { file, plan }: DiskPart): Float64Array {
    try {
      return this.#scoreFromDisk(plan);
    } catch (error) {
      if (!Failure.is(error, 'damaged')) throw error;
      request.vectors.onDisk.discard(file);
      return this.#bufferScorer.score(plan.query, plan.rows, fromDatabase(request));
    }
  }

  #scoreFromDisk({ query, rows, file }: DiskScorePlan): Float64Array {
    return this.#bufferScorer.score(query, rows, (some, take) =>
      this.#reader.read(file, some, take),
    );
  }
}

/** A query, and where the vectors of rows are read from. */
export type ScoreRequest = {
  readonly vectors: VectorRows;
  readonly metric: Metric;
  readonly query: Float32Array;
  /** Reads a live row's vector from the database. */
  readonly readVector: (row: number) => Float32Array;
};

/** Bytes of vectors that the calling thread scores itself, in less than a millisecond. */
const maxLocalBytes = 8 * 1024 * 1024;

/** From this many rows on, the scan pool reads them from the file: each row is a system call. */
const minPoolRows = 128;

type DiskPart = { readonly file: FloatFile; readonly plan: DiskScorePlan };

/** Rows by the place of their vectors. */
type RowParts = {
  /** The rows in memory. */
  readonly plan: ScorePlan;
  readonly disk: DiskPart | undefined;
  /** The rows whose vectors are only in the database. */
  readonly absent: Uint32Array;
};

const noRows = new Uint32Array(0);
const noScores = new Float64Array(0);

/** Caches vectors that are only in the database, as long as the memory budget has room. */
function cacheVectors({ vectors, readVector }: ScoreRequest, chosen: Uint32Array): void {
  const { onDisk } = vectors;
  for (let at = 0; at < chosen.length && vectors.hasRoom; at++) {
    const row = chosen[at]!;
    const isCached = vectors.isResident(row) || onDisk.has(row);
    if (!isCached && vectors.isLive(row)) vectors.cache(row, readVector(row));
  }
}

function splitByPlace({ vectors, metric, query }: ScoreRequest, chosen: Uint32Array): RowParts {
  const { onDisk } = vectors;
  const { file } = onDisk;
  const exact: ExactQuery = { metric, values: query, norm: normOf(query) };
  const [rows, others] = partition(chosen, (row) => vectors.isResident(row));
  const [diskRows, absent] = partition(others, (row) => onDisk.has(row));
  return {
    plan: {
      dimension: vectors.dimension,
      capacity: vectors.floatLayout.capacity,
      segments: vectors.floatSegments.map((one) => one && { id: one.id, memory: one.memory }),
      rows,
      query: exact,
    },
    disk: file && {
      file,
      plan: {
        file: { descriptor: file.descriptor, dimension: file.dimension },
        rows: diskRows,
        query: exact,
      },
    },
    absent,
  };
}

/** The rows that match and those that do not. Does not copy if all match. */
function partition(
  rows: Uint32Array,
  matches: (row: number) => boolean,
): readonly [Uint32Array, Uint32Array] {
  let first = 0;
  while (first < rows.length && matches(rows[first]!)) first++;
  if (first === rows.length) return [rows, noRows];
  return [rows.filter(matches), rows.filter((row) => !matches(row))];
}

/** Reads vectors from the database. */
function fromDatabase({ readVector }: ScoreRequest): VectorReader {
  return (rows, take) => rows.forEach((row, at) => take(at, readVector(row)));
}

function concatenate(...parts: readonly ScoredRows[]): ScoredRows {
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
