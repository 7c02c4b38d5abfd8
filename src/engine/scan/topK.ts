/** The best rows seen so far, at most `capacity` of them. Higher ranks are better; `isBefore` orders equal ones. */
export class TopK {
  readonly #capacity: number;
  readonly #isBefore: (row: number, other: number) => boolean;
  /** A heap with the worst at its root. */
  readonly #ranks: Float64Array;
  readonly #rows: Uint32Array;
  #size = 0;

  constructor(capacity: number, isBefore: (row: number, other: number) => boolean) {
    this.#capacity = capacity;
    this.#isBefore = isBefore;
    this.#ranks = new Float64Array(capacity);
    this.#rows = new Uint32Array(capacity);
  }

  offer(row: number, rank: number): void {
    if (this.#size < this.#capacity) {
      this.#place(this.#size, row, rank);
      this.#rise(this.#size++);
    } else if (this.#capacity > 0 && this.#isWorse(this.#rows[0]!, this.#ranks[0]!, row, rank)) {
      this.#place(0, row, rank);
      this.#sink(this.#size);
    }
  }

  /** Empties it: rows and their ranks, the best first. */
  take(): { rows: Uint32Array; ranks: Float64Array } {
    const count = this.#size;
    for (let last = count - 1; last > 0; last--) {
      this.#swap(0, last);
      this.#sink(last);
    }
    this.#size = 0;
    return { rows: this.#rows.slice(0, count), ranks: this.#ranks.slice(0, count) };
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorseAt(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(size: number): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= size) return;
      const right = left + 1;
      const worst = right < size && this.#isWorseAt(right, left) ? right : left;
      if (!this.#isWorseAt(worst, at)) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #isWorseAt(at: number, other: number): boolean {
    return this.#isWorse(
      this.#rows[at]!,
      this.#ranks[at]!,
      this.#rows[other]!,
      this.#ranks[other]!,
    );
  }

  #isWorse(row: number, rank: number, otherRow: number, otherRank: number): boolean {
    return rank < otherRank || (rank === otherRank && this.#isBefore(otherRow, row));
  }

  #place(at: number, row: number, rank: number): void {
    this.#rows[at] = row;
    this.#ranks[at] = rank;
  }

  #swap(at: number, other: number): void {
    const row = this.#rows[at]!;
    const rank = this.#ranks[at]!;
    this.#place(at, this.#rows[other]!, this.#ranks[other]!);
    this.#place(other, row, rank);
  }
}
