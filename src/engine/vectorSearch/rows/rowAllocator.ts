import { BitSet, countBits, maskBytes } from '../../structures/bitSet.ts';

/** Allocates row numbers. Reuses a freed row once no running search can see its old contents. */
export class RowAllocator {
  #live = new BitSet();
  /** Freed rows, the oldest first, from `#nextFree` on. */
  readonly #freed: { readonly row: number; readonly freedAt: number }[] = [];
  #nextFree = 0;
  /** Running searches, in the order of their start. */
  readonly #searches = new Set<SearchTicket>();
  #clock = 0;
  #count = 0;
  #liveCount = 0;
  /** Cached mask of live rows: a new one for each search would fill memory until garbage collection. */
  #mask: SharedArrayBuffer | undefined;

  /** Rows that were ever allocated: their numbers are below this. */
  get count(): number {
    return this.#count;
  }

  /** Rows in use. */
  get liveCount(): number {
    return this.#liveCount;
  }

  /** Restores rows below `count`, of which those with a bit in `live` are in use. Takes ownership of `live`. */
  restore(count: number, live: Uint32Array): void {
    this.#live = new BitSet(live);
    this.#mask = undefined;
    this.#count = count;
    this.#liveCount = countBits(live);
    if (this.#liveCount === count) return;
    for (let row = 0; row < count; row++)
      if (!this.#live.has(row)) this.#freed.push({ row, freedAt: this.#clock });
  }

  /** Whether the row is in use. */
  isLive(row: number): boolean {
    return this.#live.has(row);
  }

  /** Allocates a row. */
  take(): number {
    const row = this.#reusable() ?? this.#count++;
    this.#live.set(row, true);
    this.#mask = undefined;
    this.#liveCount++;
    return row;
  }

  /** Frees a row. */
  free(row: number): void {
    this.#live.set(row, false);
    this.#mask = undefined;
    this.#liveCount--;
    this.#freed.push({ row, freedAt: this.#clock });
  }

  /** Keeps the rows of this moment from being reused until `endSearch`. */
  beginSearch(): SearchTicket {
    const ticket = { begunAt: ++this.#clock };
    this.#searches.add(ticket);
    return ticket;
  }

  endSearch(ticket: SearchTicket): void {
    this.#searches.delete(ticket);
  }

  /** Bits of the live rows, also in `allowedRows` if that is given. Read-only: callers share the mask. */
  mask(allowedRows?: Uint32Array): SharedArrayBuffer {
    if (allowedRows === undefined) return (this.#mask ??= this.#newMask());
    const mask = this.#newMask();
    const words = new Uint32Array(mask);
    for (let at = 0; at < words.length; at++) words[at]! &= allowedRows[at] ?? 0;
    return mask;
  }

  #newMask(): SharedArrayBuffer {
    const mask = new SharedArrayBuffer(maskBytes(this.#count));
    const words = new Uint32Array(mask);
    words.set(this.#live.words.subarray(0, words.length));
    return mask;
  }

  #reusable(): number | undefined {
    const freed = this.#freed[this.#nextFree];
    const [oldest] = this.#searches;
    if (freed === undefined || (oldest !== undefined && oldest.begunAt <= freed.freedAt))
      return undefined;
    this.#nextFree++;
    // Removing the rows from the front one by one would move the list each time.
    if (this.#nextFree > 1024 && 2 * this.#nextFree > this.#freed.length) {
      this.#freed.splice(0, this.#nextFree);
      this.#nextFree = 0;
    }
    return freed.row;
  }
}

/** A running search. Rows freed after it began are not reused until it ends. */
export type SearchTicket = { readonly begunAt: number };
