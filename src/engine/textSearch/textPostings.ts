import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { Token } from './analyze.ts';
import type { Postings } from './postings.ts';

/** Everything that the posting lists of a text field hold, with all rows in the lists. */
export type TextPostingsImage = {
  /** Of each list: its term, the number of live rows with it, and its entries. */
  readonly terms: readonly string[];
  readonly frequencies: Uint32Array;
  readonly entries: readonly Uint32Array[];
  readonly log: Uint32Array;
  /** By row: where its entries begin in the log. */
  readonly starts: Uint32Array;
};

/** Numbers of the log handled in one step: about a millisecond. */
const numbersAtOnce = 65_536;

/** The first numbers of an entry of the log: the place of its list, and the number of its positions. */
const headLength = 2;

/**
 * The posting lists of a text field. Rows are added to a log, and a search sorts what is new in the log into the lists:
 * visits of each list for each row miss the processor's caches and make thousands of lists grow.
 */
export class TextPostings {
  readonly #places = new Map<string, number>();
  readonly #lists: Postings[];
  /** By row: its entries, one for each of its terms. */
  #log: Uint32Array = new Uint32Array(1024);
  #logEnd = 0;
  /** By row: where its entries begin in the log. */
  readonly #starts: number[];
  #sortedRows: number;
  /** The sorting that searches advance, one step each. */
  #sorting: CooperativeTask<void> | undefined;
  /** By place of a list, for the row that is being added: how often it has the term, and where the next position goes. */
  #counts: Uint32Array = new Uint32Array(64);
  #next: Uint32Array = new Uint32Array(64);

  constructor(image?: TextPostingsImage) {
    this.#lists = (image?.terms ?? []).map((term, place) => {
      this.#places.set(term, place);
      return { term, entries: image!.entries[place]!, frequency: image!.frequencies[place]! };
    });
    this.#starts = Array.from(image?.starts ?? []);
    this.#sortedRows = this.#starts.length;
    if (image === undefined) return;
    this.#log = image.log;
    this.#logEnd = image.log.length;
    this.#counts = new Uint32Array(this.#lists.length);
    this.#next = new Uint32Array(this.#lists.length);
  }

  /** Whether all rows are in the lists. */
  get isSorted(): boolean {
    return this.#sortedRows === this.#starts.length;
  }

  /** The numbers of the log, which has as many as the lists. */
  get size(): number {
    return this.#logEnd;
  }

  /** Returns the content of the lists, which later writes do not change. Call it while `isSorted`. */
  image(): TextPostingsImage {
    return {
      terms: this.#lists.map(({ term }) => term),
      frequencies: Uint32Array.from(this.#lists, ({ frequency }) => frequency),
      entries: this.#lists.map(({ entries }) => entries),
      log: this.#log.subarray(0, this.#logEnd),
      starts: Uint32Array.from(this.#starts),
    };
  }

  /** Adds the next row. */
  add(tokens: readonly Token[]): void {
    this.#starts.push(this.#logEnd);
    const places = new Uint32Array(tokens.length);
    for (let at = 0; at < tokens.length; at++) places[at] = this.#placeOf(tokens[at]!.term);
    const log = this.#reserve((headLength + 1) * tokens.length);
    const counts = this.#counts;
    const next = this.#next;
    for (let at = 0; at < places.length; at++) counts[places[at]!]!++;
    for (let at = 0; at < places.length; at++) {
      const place = places[at]!;
      if (counts[place]! > 0) {
        log[this.#logEnd] = place;
        log[this.#logEnd + 1] = counts[place]!;
        next[place] = this.#logEnd + headLength;
        this.#logEnd += headLength + counts[place]!;
        counts[place] = 0;
        this.#lists[place]!.frequency++;
      }
      log[next[place]!++] = tokens[at]!.position;
    }
  }

  /** Adds the next row: a copy of a row of other lists. */
  addFrom(other: TextPostings, row: number): void {
    this.#starts.push(this.#logEnd);
    const from = other.#starts[row]!;
    const length = other.#endOf(row) - from;
    const log = this.#reserve(length);
    log.set(other.#log.subarray(from, from + length), this.#logEnd);
    const end = this.#logEnd + length;
    for (let at = this.#logEnd; at < end; at += headLength + log[at + 1]!) {
      const place = this.#placeOf(other.#lists[log[at]!]!.term);
      this.#lists[place]!.frequency++;
      log[at] = place;
    }
    this.#logEnd = end;
  }

  /** Counts the terms of a row no longer. Its entries stay in the lists. */
  remove(row: number): void {
    const end = this.#endOf(row);
    for (let at = this.#starts[row]!; at < end; at += headLength + this.#log[at + 1]!)
      this.#lists[this.#log[at]!]!.frequency--;
  }

  /** The list of a term; undefined if no row has had it. */
  find(term: string): Postings | undefined {
    const place = this.#places.get(term);
    return place === undefined ? undefined : this.#lists[place];
  }

  /** The lists of all terms. */
  get lists(): Iterable<Postings> {
    return this.#lists;
  }

  /** Adds the rows of the log to the lists. Rows may be added and removed between the steps. */
  *sort(): CooperativeTask<void> {
    while (this.#sortedRows < this.#starts.length) {
      this.#sorting ??= this.#sort(this.#sortedRows, this.#starts.length);
      if (this.#sorting.next().done === true) this.#sorting = undefined;
      yield;
    }
  }

  /** Sorts the entries of these rows by list (counting sort), then appends each part to its list. */
  *#sort(firstRow: number, endRow: number): CooperativeTask<void> {
    const starts = new Uint32Array(this.#lists.length + 1);
    const from = this.#starts[firstRow]!;
    const end = this.#endOf(endRow - 1);
    for (let at = from, pause = from; at < end; at += headLength + this.#log[at + 1]!) {
      starts[this.#log[at]! + 1]! += headLength + this.#log[at + 1]!;
      if (at < pause) continue;
      yield;
      pause = at + numbersAtOnce;
    }
    for (let list = 1; list < starts.length; list++) starts[list]! += starts[list - 1]!;
    const sorted = new Uint32Array(end - from);
    const next = starts.slice();
    let pause = from;
    for (let row = firstRow; row < endRow; row++) {
      this.#sortRow(row, sorted, next);
      if (this.#starts[row]! < pause) continue;
      yield;
      pause = this.#starts[row]! + numbersAtOnce;
    }
    for (let list = 0; list < starts.length - 1; list++)
      if (starts[list + 1]! > starts[list]!)
        append(this.#lists[list]!, sorted.subarray(starts[list], starts[list + 1]));
    this.#sortedRows = endRow;
  }

  #sortRow(row: number, sorted: Uint32Array, next: Uint32Array): void {
    const log = this.#log;
    const end = this.#endOf(row);
    for (let at = this.#starts[row]!; at < end;) {
      const place = log[at]!;
      let to = next[place]!;
      sorted[to++] = row;
      for (const last = at + headLength + log[at + 1]!; ++at < last;) sorted[to++] = log[at]!;
      next[place] = to;
    }
  }

  #endOf(row: number): number {
    return this.#starts[row + 1] ?? this.#logEnd;
  }

  #placeOf(term: string): number {
    const known = this.#places.get(term);
    if (known !== undefined) return known;
    const place = this.#lists.push({ term, entries: new Uint32Array(0), frequency: 0 }) - 1;
    this.#places.set(term, place);
    if (place >= this.#counts.length) {
      this.#counts = grown(this.#counts, place + 1);
      this.#next = grown(this.#next, place + 1);
    }
    return place;
  }

  /** The log, with room for so many more numbers. */
  #reserve(count: number): Uint32Array {
    if (this.#logEnd + count > this.#log.length) this.#log = grown(this.#log, this.#logEnd + count);
    return this.#log;
  }
}

/** Appends entries to a list. Who reads the list goes on with the entries of before. */
function append(list: Postings, added: Uint32Array): void {
  if (list.entries.length === 0) {
    list.entries = added;
    return;
  }
  const entries = new Uint32Array(list.entries.length + added.length);
  entries.set(list.entries);
  entries.set(added, list.entries.length);
  list.entries = entries;
}

function grown(from: Uint32Array, length: number): Uint32Array {
  const into = new Uint32Array(Math.max(length, 2 * from.length));
  into.set(from);
  return into;
}
