/** How fast something goes, judged by the last seconds. */
export class ThroughputMeter {
  readonly #windowMs = 10_000;
  readonly #marks: { readonly atMs: number; readonly done: number }[] = [];

  mark(atMs: number, done: number): void {
    this.#marks.push({ atMs, done });
    while (this.#marks.length > 2 && atMs - (this.#marks[0]?.atMs ?? 0) > this.#windowMs)
      this.#marks.shift();
  }

  /** Undefined as long as too little is known. */
  get perSecond(): number | undefined {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < 500) return undefined;
    return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
  }
}
