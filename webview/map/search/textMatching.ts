import { containsAll, wordPatterns } from '../../../src/model/map/wordMatching.ts';
import type { Points } from './searchState.ts';

/** Parses a search text that is not blank. */
export function parseSearch(typed: string): Query {
  const text = typed.trim();
  if (text.startsWith('{')) return { kind: 'filter', text };
  // Text in quotation marks counts as one word.
  const words = [...text.matchAll(/"([^"]+)"?|\S+/g)].map(([all, quoted]) => quoted ?? all);
  return { kind: 'words', whole: text.toLowerCase(), words };
}

/** The parsed text of the search box: words, or a metadata filter as JSON. */
export type Query =
  | { readonly kind: 'words'; readonly whole: string; readonly words: readonly string[] }
  | { readonly kind: 'filter'; readonly text: string };

/** Ranks of a match, best first: equal id, id prefix, part of the id, title, text. */
const ranks = { same: 0, beginning: 1, inId: 2, inTitle: 3, inText: 4 } as const;
const rankCount = 5;

/** Collects text matches, grouped by rank. */
export class RankedMatches {
  readonly #whole: string;
  readonly #patterns: readonly RegExp[];
  readonly #byRank: number[][] = Array.from({ length: rankCount }, () => []);

  /** All words must occur in the id, the title or the text; `whole` is the search text in lower case. */
  constructor(whole: string, words: readonly string[]) {
    this.#whole = whole;
    this.#patterns = wordPatterns(words);
  }

  /** Matches the points from `from` up to `to` (exclusive). */
  scan({ ids, titles, texts }: Points, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const rank = this.#rankOf(ids[index] ?? '', titles[index] ?? '', texts[index] ?? '');
      if (rank !== undefined) this.#byRank[rank]?.push(index);
    }
  }

  /** Returns the indexes of the matches, best first, ties in point order. */
  indices(): Uint32Array {
    return Uint32Array.from(this.#byRank.flat());
  }

  #rankOf(id: string, title: string, text: string): number | undefined {
    const patterns = this.#patterns;
    if (containsAll(patterns, [id])) {
      const name = id.toLowerCase();
      if (name === this.#whole) return ranks.same;
      return name.startsWith(this.#whole) ? ranks.beginning : ranks.inId;
    }
    if (title !== '' && containsAll(patterns, [title])) return ranks.inTitle;
    return containsAll(patterns, [text, title, id]) ? ranks.inText : undefined;
  }
}
