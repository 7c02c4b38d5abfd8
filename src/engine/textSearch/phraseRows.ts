import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { PostingReader, type Postings } from './postings.ts';

/** Calls `onRow` for each row that has all parts, within the slop, in row order, with the terms that it has. */
export function* findPhrase(
  phrase: readonly PhrasePart[],
  { rowCount, slop }: PhraseOptions,
  onRow: (row: number, found: readonly PostingReader[]) => void,
): CooperativeTask<void> {
  if (phrase.length === 0) return;
  const readers = new Map(
    phrase.flatMap(({ terms }) => terms.map((term) => [term, new PostingReader(term)] as const)),
  );
  const parts = phrase.map(({ terms, positions }) => {
    const own = terms.map((term) => readers.get(term)!);
    const frequency = terms.reduce((sum, term) => sum + term.frequency, 0);
    return { readers: own, positions, frequency };
  });
  const byRarity = parts.toSorted((a, b) => a.frequency - b.frequency);
  let tried = 0;
  for (let row = 0; ; row++) {
    row = yield* nextCommonRow(byRarity, row);
    if (row >= rowCount) return;
    if (slop === undefined || (yield* isPhrase(parts, row, slop)))
      onRow(
        row,
        [...readers.values()].filter((reader) => reader.row === row),
      );
    if (++tried % rowsAtOnce === 0) yield;
  }
}

/** Terms of a phrase: any of them may stand at each of the positions, which ascend. */
export type PhrasePart = {
  readonly terms: readonly Postings[];
  readonly positions: readonly number[];
};

export type PhraseOptions = {
  /** Rows from here on are not read. */
  readonly rowCount: number;
  /** How far the words may be moved altogether; undefined if their order does not matter. */
  readonly slop: number | undefined;
};

/** Rows tried in one step, and positions looked at in one step. */
const rowsAtOnce = 64;
const positionsAtOnce = 1024;

/** A part of the phrase as it is read. */
type Part = { readonly readers: readonly PostingReader[]; readonly positions: readonly number[] };

/** The first row from `row` on that has a term of each part. */
function* nextCommonRow(parts: readonly Part[], row: number): CooperativeTask<number> {
  let common = row;
  for (let agreed = 0, at = 0; agreed < parts.length; at = (at + 1) % parts.length) {
    let found = Infinity;
    for (const reader of parts[at]!.readers) {
      while (!reader.moveTo(common)) yield;
      found = Math.min(found, reader.row);
    }
    if (found === Infinity) return Infinity;
    agreed = found === common ? agreed + 1 : 1;
    common = found;
  }
  return common;
}

/**
 * Whether each position of the phrase can be given a position of its own in the row such that all differ from it by the same
 * number, give or take `slop`. Tries windows of this width in ascending order and skips those in which a word is missing.
 */
function* isPhrase(parts: readonly Part[], row: number, slop: number): CooperativeTask<boolean> {
  const words = parts.map(({ readers, positions }) => {
    const own = positionsIn(readers, row);
    return { own, positions, chosen: new Uint32Array(positions.length) };
  });
  if (words.some(({ own, positions }) => own.length < positions.length)) return false;
  let looked = 0;
  for (let start = -Infinity; ;) {
    let last = start;
    for (const { own, positions, chosen } of words) {
      let next = 0;
      for (const [at, position] of positions.entries()) {
        next = Math.max(next, chosen[at]!);
        while (next < own.length && own[next]! < start + position) next++;
        if (next === own.length) return false;
        last = Math.max(last, own[next]! - position);
        chosen[at] = next++;
        if (++looked % positionsAtOnce === 0) yield;
      }
    }
    if (last - start <= slop) return true;
    start = last - slop;
  }
}

/** The positions of all terms in a row, ascending. */
function positionsIn(readers: readonly PostingReader[], row: number): readonly number[] {
  const found = readers.filter((reader) => reader.row === row);
  const positions = found.flatMap((reader) => Array.from(reader.positions));
  return found.length > 1 ? positions.sort((a, b) => a - b) : positions;
}
