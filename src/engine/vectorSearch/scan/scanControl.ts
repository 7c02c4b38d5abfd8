import { Failure } from '../../../common/failure.ts';
import { maxScanThreads } from '../quantize/quantizedSegment.ts';

const stateBytes = 12;

/** Shared memory by which the threads of a scan take chunks, stop early, and exchange thresholds. */
export class ScanControl {
  readonly buffer: SharedArrayBuffer;
  /** The next chunk, the stop flag, and the number of threads that joined. */
  readonly #state: Int32Array;
  /** By thread. */
  readonly #thresholds: Float32Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(stateBytes + 4 * maxScanThreads);
    this.#state = new Int32Array(this.buffer, 0, 3);
    this.#thresholds = new Float32Array(this.buffer, stateBytes, maxScanThreads);
    if (buffer === undefined) this.#thresholds.fill(-Infinity);
  }

  /** Counts the calling thread in, before it takes its first chunk. */
  join(): void {
    Atomics.add(this.#state, 2, 1);
  }

  /** Counts the calling thread out: it got no chunk. */
  leave(): void {
    Atomics.sub(this.#state, 2, 1);
  }

  /** Whether all chunks are taken and all threads that took one are among the `finished`. */
  isDone(chunkCount: number, finished: number): boolean {
    return Atomics.load(this.#state, 0) >= chunkCount && Atomics.load(this.#state, 2) === finished;
  }

  /** The number of the next chunk. No other thread gets the same. */
  takeChunk(): number {
    return Atomics.add(this.#state, 0, 1);
  }

  /** Makes all threads stop at their next chunk. */
  stop(): void {
    Atomics.store(this.#state, 1, 1);
  }

  /** Throws `cancelled` after `stop`. */
  throwIfStopped(): void {
    if (Atomics.load(this.#state, 1) !== 0) throw new Failure('cancelled', 'Cancelled');
  }

  /** Publishes a thread's threshold: rows whose upper bound is below it are not among the best. */
  publishThreshold(threadIndex: number, threshold: number): void {
    this.#thresholds[threadIndex] = threshold;
  }

  /** The highest threshold of all threads; -Infinity if none is published. */
  threshold(): number {
    let highest = -Infinity;
    for (let thread = 0; thread < maxScanThreads; thread++)
      highest = Math.max(highest, this.#thresholds[thread]!);
    return highest;
  }
}
