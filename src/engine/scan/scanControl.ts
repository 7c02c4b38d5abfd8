import { Failure } from '../../common/failure.ts';
import { maxSlots } from './codeSegment.ts';

/** What threads that share a scan tell each other while they run: the next chunk, whether to stop, how good is good enough. */
export class ScanControl {
  readonly buffer: SharedArrayBuffer;
  /** The next chunk, and whether to stop. */
  readonly #state: Int32Array;
  readonly #lowest: Float32Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(8 + 4 * maxSlots);
    this.#state = new Int32Array(this.buffer, 0, 2);
    this.#lowest = new Float32Array(this.buffer, 8, maxSlots);
    if (buffer === undefined) this.#lowest.fill(-Infinity);
  }

  /** The number of a chunk that no other thread gets. */
  take(): number {
    return Atomics.add(this.#state, 0, 1);
  }

  stop(): void {
    Atomics.store(this.#state, 1, 1);
  }

  /** Throws `cancelled` after `stop`. */
  check(): void {
    if (Atomics.load(this.#state, 1) !== 0) throw new Failure('cancelled', 'Cancelled');
  }

  /** `lowest` bounds the best rows of one thread from below: what cannot reach it is not among the best of all. */
  publish(slot: number, lowest: number): void {
    this.#lowest[slot] = lowest;
  }

  /** The highest of what the threads published. */
  floor(): number {
    return Math.max(...this.#lowest);
  }
}
