import type { Disposable } from '../../../src/common/disposables.ts';
import { Failure } from '../../../src/common/failure.ts';
import type { FoundRecords } from '../../../src/protocol/map.ts';
import { noPoints, pointsOfBits, PointSet } from '../shared/pointSet.ts';
import { RankedMatches, parseSearch, type Query } from './textMatching.ts';

export type Points = { readonly ids: readonly string[]; readonly texts: readonly string[] };

export type SearchState =
  | { readonly at: 'nothing' }
  | { readonly at: 'searching' }
  /** `elsewhere` counts the records found that are not on the map; `isCapped` where there may be more. */
  | {
      readonly at: 'found';
      readonly elsewhere: number;
      readonly isCapped: boolean;
      readonly isFilter: boolean;
    }
  | { readonly at: 'failed'; readonly message: string };

export type MapSearchOptions = {
  /** What is typed at the beginning. */
  readonly typed: string;
  /** Finds records by a filter as typed; throws what is wrong with it. */
  readonly find: (filter: string, signal: AbortSignal) => Promise<FoundRecords>;
  readonly onChange: () => void;
};

/** Typing is over when nothing was typed for so long. */
const typingPauseMs = 150;
/** So few would not be seen among thousands by their colours alone. */
const fewMatches = 30;
/** So many points are looked at before the view may draw again. */
const slice = 20_000;

/** Finds points by words or by a filter, as one types, and walks through them. */
export class MapSearch implements Disposable {
  readonly #options: MapSearchOptions;
  #points: Points = { ids: [], texts: [] };
  #typed: string;
  #state: SearchState = { at: 'nothing' };
  #matches: PointSet = noPoints;
  /** Place among the matches, -1 before the first. */
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

  /** The points to be shown as a region: those that a filter let through, and few that words have found among many. */
  get region(): PointSet | undefined {
    if (this.#state.at !== 'found') return undefined;
    const { size } = this.#matches;
    const isFew = size > 0 && size <= fewMatches;
    return this.#state.isFilter || isFew ? this.#matches : undefined;
  }

  get state(): SearchState {
    return this.#state;
  }

  /** The points found, the best first. */
  get matches(): PointSet {
    return this.#matches;
  }

  /** Which of the matches was gone to last, from 0; -1 before the first. */
  get at(): number {
    return this.#at;
  }

  /** Searches these points from now on. */
  setPoints(points: Points): void {
    this.#points = points;
    void this.#start();
  }

  /** Searches for what is typed once typing pauses. */
  type(text: string): void {
    this.#typed = text;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#start(), typingPauseMs);
    this.#options.onChange();
  }

  /** Number of the next match, or the one before (-1), around at the ends; -1 where there is none. */
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
    const query = parseSearch(this.#typed);
    if (query.kind === 'none' || this.#points.ids.length === 0) {
      this.#show({ at: 'nothing' }, noPoints);
      return;
    }
    try {
      await this.#search(query, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#show({ at: 'failed', message: Failure.from(error).message }, noPoints);
    }
  }

  async #search(query: Exclude<Query, { kind: 'none' }>, signal: AbortSignal): Promise<void> {
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
