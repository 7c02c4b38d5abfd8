import type { FoundRecords } from '../../../src/protocol/map.ts';

/** How far the search is, and how it ended. */
export type SearchState =
  | { readonly at: 'nothing' }
  | { readonly at: 'searching' }
  /** `elsewhere` counts matching records that are not on the map; a lower bound if `isCapped` is true. */
  | ({ readonly at: 'found'; readonly by: 'words' | 'filter' | 'meaning' } & Omit<
      FoundRecords,
      'points'
    >)
  | { readonly at: 'failed'; readonly message: string };

/** What is searched, in point order. */
export type Points = {
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly texts: readonly string[];
};

/** What a search asks of the host. */
export type SearchDeps = {
  /** Finds records by a filter as typed; throws the problem of the filter. */
  readonly find: (filter: string, signal: AbortSignal) => Promise<FoundRecords>;
  /** Finds the points whose whole texts contain all words: one bit per point. Absent until the map is done. */
  readonly findTexts: (
    words: readonly string[],
    signal: AbortSignal,
  ) => Promise<{ readonly points?: ArrayBuffer }>;
  /** Finds the records nearest to a text in meaning, nearest first. */
  readonly findByMeaning: (
    text: string,
    signal: AbortSignal,
  ) => Promise<{ readonly ids: readonly string[] }>;
  /** Returns the point of an id, -1 if it is not on the map. */
  readonly indexOf: (id: string) => number;
};
