import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { PostingReader, type Postings } from './postings.ts';

/** A word of a phrase: the terms that may stand there, and its distance from the phrase's first word. */
export type PhraseWord = { readonly terms: readonly Postings[]; readonly offset: number };

export type PhraseOptions = {
  /** Rows from here on are not read. */
  readonly rowCount: number;
  /** How far the words may be moved altogether; undefined where the order does not matter. */
  readonly slop: number | undefined;
};

/** Calls `onRow` for each row that has all words, within the slop, in row order, with the terms that it has. */
export function* findPhrase(
  words: readonly PhraseWord[],
  { rowCount, slop }: PhraseOptions,
  onRow: (row: number, found: readonly PostingReader[]) => void,
): CooperativeTask<void> {
  if (words.length === 0) return;
  const readers = new Map<Postings, PostingReader>();
  const readerOf = (postings: Postings): PostingReader => {
    const reader = readers.get(postings) ?? new PostingReader(postings);
    readers.set(postings, reader);
    return reader;
  };
  const slots = words.map(({ terms, offset }) => new Slot(terms.map(readerOf), offset));
  const byRarity = slots.toSorted((a, b) => a.frequency - b.frequency);
  for (let row = 0; row < rowCount; row++) {
    row = yield* nextCommonRow(byRarity, row);
    if (row >= rowCount) return;
    if (slop === undefined || (yield* isPhrase(slots, row, slop)))
      onRow(
        row,
        [...readers.values()].filter((reader) => reader.row === row),
      );
    yield;
  }
}

/** The terms at one word of a phrase. */
class Slot {
  readonly offset: number;
  readonly readers: readonly PostingReader[];

  constructor(readers: readonly PostingReader[], offset: number) {
    this.readers = readers;
    this.offset = offset;
  }

  get frequency(): number {
    return this.readers.reduce((sum, { postings }) => sum + postings.frequency, 0);
  }

  /** Moves to the first row from `row` on that has one of the terms. */
  *moveTo(row: number): CooperativeTask<number> {
    let first = Infinity;
    for (const reader of this.readers) {
      while (!reader.moveTo(row)) yield;
      first = Math.min(first, reader.row);
    }
    return first;
  }

  /** The positions of all terms in a row, ascending. */
  positions(row: number): readonly number[] {
    const found = this.readers.filter((reader) => reader.row === row);
    const positions = found.flatMap((reader) => reader.positions);
    return found.length > 1 ? positions.sort((a, b) => a - b) : positions;
  }
}

/** The first row from `row` on that all slots have. */
function* nextCommonRow(slots: readonly Slot[], row: number): CooperativeTask<number> {
  let common = row;
  for (let agreed = 0, at = 0; agreed < slots.length; at = (at + 1) % slots.length) {
    const found = yield* slots[at]!.moveTo(common);
    if (found === Infinity) return Infinity;
    agreed = found === common ? agreed + 1 : 1;
    common = found;
  }
  return common;
}

/**
 * Whether each word can be given a position of its own such that the positions, less the words' offsets, differ by at most
 * `slop`. Tries the windows of this width in ascending order and skips those in which a word has no position.
 */
function* isPhrase(slots: readonly Slot[], row: number, slop: number): CooperativeTask<boolean> {
  const words = slots.map((slot, at) => ({
    offset: slot.offset,
    positions: slot.positions(row),
    /** The same term earlier in the phrase, whose position cannot be used again. */
    earlier: slots.slice(0, at).findLastIndex(({ readers }) => readers[0] === slot.readers[0]),
  }));
  const chosen = new Uint32Array(words.length);
  for (let start = -Infinity; ;) {
    let last = start;
    for (const [at, { offset, positions, earlier }] of words.entries()) {
      let next = Math.max(chosen[at]!, earlier < 0 ? 0 : chosen[earlier]! + 1);
      while (next < positions.length && positions[next]! < start + offset) next++;
      if (next >= positions.length) return false;
      chosen[at] = next;
      last = Math.max(last, positions[next]! - offset);
    }
    if (last - start <= slop) return true;
    start = last - slop;
    yield;
  }
}
