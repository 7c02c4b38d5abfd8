import type { Disposable } from '../../../src/common/disposables.ts';
import { Failure } from '../../../src/common/failure.ts';
import type { FoundRecords } from '../../../src/protocol/map.ts';
import { noPoints, pointsOfBits, PointSet } from '../shared/pointSet.ts';

export type Points = { readonly ids: readonly string[]; readonly texts: readonly string[] };

export type SearchState =
  | { readonly at: 'nothing' }
  | { readonly at: 'searching' }
  /** `elsewhere` counts matching records that are not on the map; a lower bound if `isCapped` is true. */
  | {
      readonly at: 'found';
      readonly elsewhere: number;
      readonly isCapped: boolean;
      readonly isFilter: boolean;
    }
  | { readonly at: 'failed'; readonly message: string };

export type MapSearchOptions = {
  /** The initial text. */
  readonly typed: string;
  /** Finds records by a filter as typed; throws the problem of the filter. */
  readonly find: (filter: string, signal: AbortSignal) => Promise<FoundRecords>;
  readonly onChange: () => void;
};

/** The search starts after this pause in typing. */
const typingPauseMs = 150;
/** Up to this number of matches are outlined, because colour alone does not make them visible. */
const fewMatches = 30;
/** Number of points searched before other work can run. */
const slice = 20_000;

/** Searches the points by text or by a metadata filter while the user types, and steps through the matches. */
export class MapSearch implements Disposable {
  readonly #options: MapSearchOptions;
  #points: Points = { ids: [], texts: [] };
  #typed: string;
  #state: SearchState = { at: 'nothing' };
  #matches: PointSet = noPoints;
  /** Index among the matches, -1 before the first. */
  #at = -1;
  #run = new AbortController();
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MapSearchOptions) {
    this.#options = options;
    this.#typed = options.typed;
  }

  get typed(): string {
    return this.#typed;
  }

  /** The points to outline: matches of a filter, and small numbers of text matches. */
  get region(): PointSet | undefined {
    if (this.#state.at !== 'found') return undefined;
    const { size } = this.#matches;
    const isFew = size > 0 && size <= fewMatches;
    return this.#state.isFilter || isFew ? this.#matches : undefined;
  }

  get state(): SearchState {
    return this.#state;
  }

  /** The matches, best first. */
  get matches(): PointSet {
    return this.#matches;
  }

  /** Index of the current match, from 0; -1 before the first. */
  get at(): number {
    return this.#at;
  }

  /** Sets the points and searches them again. */
  setPoints(points: Points): void {
    this.#points = points;
    void this.#start();
  }

  /** Sets the search text and searches after a pause. */
  type(text: string): void {
    this.#typed = text;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#start(), typingPauseMs);
    this.#options.onChange();
  }

  /**
   * Moves to the next match, or the previous one (-1), wrapping around. Returns its point, -1 if there are no matches.
   */
  async step(by: 1 | -1): Promise<number> {
    if (this.#pause !== undefined) await this.#start();
    const { size, indices } = this.#matches;
    if (size === 0) return -1;
    this.#at = this.#at < 0 && by < 0 ? size - 1 : (this.#at + by + size) % size;
    return indices[this.#at] ?? -1;
  }

  dispose(): void {
    clearTimeout(this.#pause);
    this.#run.abort();
  }

  async #start(): Promise<void> {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#run.abort();
    this.#run = new AbortController();
    const { signal } = this.#run;
    if (this.#typed.trim() === '' || this.#points.ids.length === 0) {
      this.#show({ at: 'nothing' }, noPoints);
      return;
    }
    try {
      await this.#search(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#show({ at: 'failed', message: Failure.from(error).message }, noPoints);
    }
  }

  async #search(signal: AbortSignal): Promise<void> {
    const { parseSearch, RankedMatches } = await import('./textMatching.ts');
    if (signal.aborted) return;
    const query = parseSearch(this.#typed);
    const count = this.#points.ids.length;
    if (query.kind === 'filter') {
      this.#show({ at: 'searching' }, this.#matches);
      const { points, elsewhere, isCapped } = await this.#options.find(query.text, signal);
      if (signal.aborted) return;
      const matches = pointsOfBits(count, new Uint8Array(points));
      this.#show({ at: 'found', elsewhere, isCapped, isFilter: true }, matches);
      return;
    }
    const ranked = new RankedMatches();
    for (let from = 0; from < count; from += slice) {
      if (from > 0) await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return;
      ranked.scan(query, this.#points, from, Math.min(from + slice, count));
    }
    const matches = new PointSet(count, ranked.indices());
    this.#show({ at: 'found', elsewhere: 0, isCapped: false, isFilter: false }, matches);
  }

  #show(state: SearchState, matches: PointSet): void {
    const isSame = state.at === 'nothing' && this.#state.at === 'nothing';
    this.#state = state;
    if (matches !== this.#matches) this.#at = -1;
    this.#matches = matches;
    if (!isSame) this.#options.onChange();
  }
}
