import { BitSet, countBits, maskBytes } from '../../structures/bitSet.ts';

/** A search under way: rows that were there when it began are not used again until it ends. */
export type SearchTicket = { readonly begunAt: number };

/** Which rows are in use. Rows are used again as soon as no search can see what they held. */
export class RowAllocator {
  #live = new BitSet();
  /** Rows that were freed, the longest free first, from `#nextFree` on. */
  readonly #freed: { readonly row: number; readonly freedAt: number }[] = [];
  #nextFree = 0;
  /** In the order of their beginning. */
  readonly #searches = new Set<SearchTicket>();
  #clock = 0;
  #count = 0;
  #liveCount = 0;
  /** The rows in use as a mask, while they stay so: one for each search would fill memory until it is collected. */
  #mask: SharedArrayBuffer | undefined;

  /** Rows that were ever used: numbers from 0 to below this. */
  get count(): number {
    return this.#count;
  }

  get liveCount(): number {
    return this.#liveCount;
  }

  /** Rows 0 to below `count` are those that `live` has as bits; it becomes the allocator's own. Nothing was taken before. */
  restore(count: number, live: Uint32Array): void {
    this.#live = new BitSet(live);
    this.#mask = undefined;
    this.#count = count;
    this.#liveCount = countBits(live);
    if (this.#liveCount === count) return;
    for (let row = 0; row < count; row++)
      if (!this.#live.has(row)) this.#freed.push({ row, freedAt: this.#clock });
  }

  isLive(row: number): boolean {
    return this.#live.has(row);
  }

  take(): number {
    const row = this.#reusable() ?? this.#count++;
    this.#live.set(row, true);
    this.#mask = undefined;
    this.#liveCount++;
    return row;
  }

  free(row: number): void {
    this.#live.set(row, false);
    this.#mask = undefined;
    this.#liveCount--;
    this.#freed.push({ row, freedAt: this.#clock });
  }

  beginSearch(): SearchTicket {
    const ticket = { begunAt: ++this.#clock };
    this.#searches.add(ticket);
    return ticket;
  }

  endSearch(ticket: SearchTicket): void {
    this.#searches.delete(ticket);
  }

  /**
   * The rows in use at this moment, as a mask for the kernel; only those of `allowedRows` where that is given. It never changes:
   * nobody may write to it.
   */
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
    // Taken from the front one by one, the list would be moved each time.
    if (this.#nextFree > 1024 && 2 * this.#nextFree > this.#freed.length) {
      this.#freed.splice(0, this.#nextFree);
      this.#nextFree = 0;
    }
    return freed.row;
  }
}
