import { Failure } from '../../../common/failure.ts';
import { maxScanThreads } from '../quantize/quantizedSegment.ts';

const stateBytes = 12;

/** What threads that share a scan tell each other while they run: the next chunk, whether to stop, how good is good enough. */
export class ScanControl {
  readonly buffer: SharedArrayBuffer;
  /** The next chunk, whether to stop, and how many threads work. */
  readonly #state: Int32Array;
  readonly #lowest: Float32Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(stateBytes + 4 * maxScanThreads);
    this.#state = new Int32Array(this.buffer, 0, 3);
    this.#lowest = new Float32Array(this.buffer, stateBytes, maxScanThreads);
    if (buffer === undefined) this.#lowest.fill(-Infinity);
  }

  /** A thread says that it works, before it takes its first chunk. */
  join(): void {
    Atomics.add(this.#state, 2, 1);
  }

  /** It found no chunk to be taken. */
  leave(): void {
    Atomics.sub(this.#state, 2, 1);
  }

  /** Whether all chunks are taken, and no threads work or worked but `answered`: others come too late to matter. */
  isDone(chunkCount: number, answered: number): boolean {
    return Atomics.load(this.#state, 0) >= chunkCount && Atomics.load(this.#state, 2) === answered;
  }

  /** The number of a chunk that no other thread gets. */
  takeChunk(): number {
    return Atomics.add(this.#state, 0, 1);
  }

  stop(): void {
    Atomics.store(this.#state, 1, 1);
  }

  /** Throws `cancelled` after `stop`. */
  throwIfStopped(): void {
    if (Atomics.load(this.#state, 1) !== 0) throw new Failure('cancelled', 'Cancelled');
  }

  /** `lowest` bounds the best rows of one thread from below: what cannot reach it is not among the best of all. */
  publishThreshold(slot: number, lowest: number): void {
    this.#lowest[slot] = lowest;
  }

  /** The highest of what the threads published. */
  threshold(): number {
    let highest = -Infinity;
    for (let slot = 0; slot < maxScanThreads; slot++)
      highest = Math.max(highest, this.#lowest[slot]!);
    return highest;
  }
}
