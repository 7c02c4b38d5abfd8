/**
 * A growing list of distinct ids by row, about as large as their text: a million ids are a thousand strings. While ids
 * arrive in ascending order, they are searched by bisection; the first id out of order creates a set of all ids.
 */
export class IdList {
  /** Joined ids of full blocks, and the first id of each. */
  readonly #blocks: string[] = [];
  readonly #firsts: string[] = [];
  #tail: string[] = [];
  #last: string | undefined;
  #rows: Map<string, number> | undefined;
  #split: { readonly block: number; readonly ids: readonly string[] } | undefined;

  get length(): number {
    return this.#blocks.length * blockSize + this.#tail.length;
  }

  /** Appends an id. Returns false if the list has it already. */
  add(id: string): boolean {
    const isAscending = this.#last === undefined || id > this.#last;
    if (!isAscending) this.#rows ??= this.#indexRows();
    if (this.#rows?.has(id) === true) return false;
    this.#rows?.set(id, this.length);
    this.#last = id;
    this.#tail.push(id);
    if (this.#tail.length === blockSize) {
      this.#firsts.push(this.#tail[0] ?? id);
      this.#blocks.push(this.#tail.join(separator));
      this.#tail = [];
    }
    return true;
  }

  at(row: number): string | undefined {
    return this.#idsOf(Math.floor(row / blockSize))[row % blockSize];
  }

  /** Returns the ids of the rows from `from` up to `to` (exclusive), as far as the list goes. */
  slice(from: number, to: number): string[] {
    const end = Math.min(to, this.length);
    const ids: string[] = [];
    for (let row = Math.max(0, from); row < end; row++) ids.push(this.at(row) ?? '');
    return ids;
  }

  /** Returns the row of an id, or -1. */
  rowOf(id: string): number {
    if (this.#rows !== undefined) return this.#rows.get(id) ?? -1;
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firsts[middle] ?? '') <= id) low = middle + 1;
      else high = middle;
    }
    // The id is in the last block that starts at or before it, or in the tail.
    const inTail = this.#tail[0] !== undefined && this.#tail[0] <= id;
    const block = inTail ? this.#blocks.length : low - 1;
    const at = block < 0 ? -1 : this.#idsOf(block).indexOf(id);
    return at < 0 ? -1 : block * blockSize + at;
  }

  #idsOf(block: number): readonly string[] {
    if (block === this.#blocks.length) return this.#tail;
    if (this.#split?.block !== block)
      this.#split = { block, ids: (this.#blocks[block] ?? '').split(separator) };
    return this.#split.ids;
  }

  #indexRows(): Map<string, number> {
    return new Map(this.slice(0, this.length).map((id, row) => [id, row]));
  }
}

const blockSize = 1024;

/** No id contains this character: see the limits of Pinecone's API. */
const separator = '\0';
