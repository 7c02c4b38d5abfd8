import { floatLayout, FloatSegment, SegmentScorer, type ExactQuery } from './floatSegment.ts';

/** Computes exact scores of vectors outside memory: reads them in batches into a buffer and scores the buffer. */
export class BufferScorer {
  readonly #module: WebAssembly.Module;
  #batch: Batch | undefined;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** The scores in the order of the rows. */
  score(query: ExactQuery, rows: Uint32Array, read: VectorReader): Float64Array {
    const scores = new Float64Array(rows.length);
    if (rows.length === 0) return scores;
    const { size, segment, scorer } = this.#batchFor(query.values.length);
    for (let start = 0; start < rows.length; start += size) {
      const part = rows.subarray(start, start + size);
      read(part, (at, values) => segment.write(at, values));
      const indexes = Uint32Array.from(part, (_, at) => at);
      scorer.score(query, indexes, 0, scores.subarray(start, start + part.length));
    }
    return scores;
  }

  #batchFor(dimension: number): Batch {
    if (this.#batch?.dimension === dimension) return this.#batch;
    const size = Math.max(1, Math.min(1024, Math.floor(floatsPerBatch / dimension)));
    const layout = floatLayout(dimension, size);
    const segment = new FloatSegment(0, layout);
    const scorer = new SegmentScorer(this.#module, segment.memory, layout, 0);
    this.#batch = { dimension, size, segment, scorer };
    return this.#batch;
  }
}

/** A float segment that one batch of vectors is copied into. */
type Batch = {
  readonly dimension: number;
  readonly size: number;
  readonly segment: FloatSegment;
  readonly scorer: SegmentScorer;
};

/** Reads the vectors of rows. Passes each to `take` with its index in `rows`; `take` copies it. */
export type VectorReader = (
  rows: Uint32Array,
  take: (at: number, values: Float32Array) => void,
) => void;

/** Floats of one batch. */
const floatsPerBatch = 1 << 20;
