import { maxSlots } from '../quantize/codeSegment.ts';
import type { Kept, ScanPlan } from './quantizedScan.ts';
import { wordsOf } from './sharedWords.ts';

/** Room for what each thread of a scan kept, wherever it is put in shared memory. Memory that is not written to costs nothing. */
export class KeptRooms {
  readonly #buffer: SharedArrayBuffer;
  readonly #at: number;
  readonly #plan: Size;

  constructor(buffer: SharedArrayBuffer, at: number, plan: Size) {
    this.#buffer = buffer;
    this.#at = at;
    this.#plan = plan;
  }

  /** Nothing is in them from now on. */
  clear(): void {
    for (let slot = 0; slot < maxSlots; slot++) this.#counts(slot).fill(0);
  }

  put(slot: number, { rows, uppers, lowers }: Kept): void {
    const counts = this.#counts(slot);
    const room = this.#room(slot);
    room.rows.set(rows);
    room.uppers.set(uppers);
    room.lowers.set(lowers);
    counts.set([1, rows.length, lowers.length]);
  }

  /** What the threads put there: views. */
  all(): Kept[] {
    const kept: Kept[] = [];
    for (let slot = 0; slot < maxSlots; slot++) {
      const [isThere, count, lowerCount] = this.#counts(slot);
      if (isThere === 0) continue;
      const { rows, uppers, lowers } = this.#room(slot);
      kept.push({
        rows: rows.subarray(0, count),
        uppers: uppers.subarray(0, count),
        lowers: lowers.subarray(0, lowerCount),
        hasWorked: true,
      });
    }
    return kept;
  }

  #counts(slot: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#at + slot * roomBytes(this.#plan), 3);
  }

  #room(slot: number) {
    const { rowCount, topK } = this.#plan;
    const at = this.#at + slot * roomBytes(this.#plan) + countBytes;
    return {
      rows: new Uint32Array(this.#buffer, at, rowCount),
      uppers: new Float32Array(this.#buffer, at + 4 * rowCount, rowCount),
      lowers: new Float32Array(this.#buffer, at + 8 * rowCount, lowersOf(topK)),
    };
  }
}

type Size = Pick<ScanPlan, 'rowCount' | 'topK'>;

const countBytes = 16;

/** As many as a scan keeps between two selections. */
function lowersOf(topK: number): number {
  return 2 * topK + 16;
}

function roomBytes({ rowCount, topK }: Size): number {
  return countBytes + 8 * (rowCount + wordsOf(4 * lowersOf(topK)));
}

export function keptRoomsBytes(plan: Size): number {
  return maxSlots * roomBytes(plan);
}
