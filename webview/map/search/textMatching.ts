/** The parsed text of the search box: words, or a metadata filter as JSON. */
export type Query =
  | { readonly kind: 'words'; readonly whole: string; readonly words: readonly RegExp[] }
  | { readonly kind: 'filter'; readonly text: string };

/** Parses a search text that is not blank. */
export function parseSearch(typed: string): Query {
  const text = typed.trim();
  if (text.startsWith('{')) return { kind: 'filter', text };
  // Text in quotation marks counts as one word.
  const words = [...text.matchAll(/"([^"]+)"?|\S+/g)].map(([all, quoted]) => quoted ?? all);
  return {
    kind: 'words',
    whole: text.toLowerCase(),
    words: words.map((word) => new RegExp(escapeForPattern(word), 'iu')),
  };
}

/** Ranks of a match, best first: equal id, id prefix, part of the id, text. */
const ranks = { same: 0, beginning: 1, inId: 2, inText: 3 } as const;
const rankCount = 4;

/** Collects text matches, grouped by rank. */
export class RankedMatches {
  readonly #byRank: number[][] = Array.from({ length: rankCount }, () => []);

  /** Matches the points from `from` up to `to` (exclusive). All words must occur in the id or in the text. */
  scan(
    { whole, words }: Extract<Query, { kind: 'words' }>,
    { ids, texts }: { readonly ids: readonly string[]; readonly texts: readonly string[] },
    from: number,
    to: number,
  ): void {
    for (let index = from; index < to; index++) {
      const id = ids[index] ?? '';
      const rank = rankOf(whole, words, id, texts[index] ?? '');
      if (rank !== undefined) this.#byRank[rank]?.push(index);
    }
  }

  /** Returns the indexes of the matches, best first, ties in point order. */
  indices(): Uint32Array {
    return Uint32Array.from(this.#byRank.flat());
  }
}

function rankOf(
  whole: string,
  words: readonly RegExp[],
  id: string,
  text: string,
): number | undefined {
  if (words.every((word) => word.test(id))) {
    const name = id.toLowerCase();
    if (name === whole) return ranks.same;
    return name.startsWith(whole) ? ranks.beginning : ranks.inId;
  }
  const isThere = words.every((word) => word.test(text) || word.test(id));
  return isThere ? ranks.inText : undefined;
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
