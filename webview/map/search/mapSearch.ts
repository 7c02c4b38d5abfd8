import type { Disposable } from '../../../src/common/disposables.ts';
import { Failure } from '../../../src/common/failure.ts';
import { noPoints, type PointSet } from '../shared/pointSet.ts';
import type { Points, SearchDeps, SearchState } from './searchState.ts';

/**
 * Searches the points by text or by a metadata filter while the user types, or by meaning on request, and steps through
 * the matches.
 */
export class MapSearch implements Disposable {
  readonly #options: MapSearchOptions;
  #points: Points = { ids: [], titles: [], texts: [] };
  #typed: string;
  #isByMeaning: boolean;
  #state: SearchState = { at: 'nothing' };
  #matches: PointSet = noPoints;
  /** Index among the matches, -1 before the first. */
  #at = -1;
  #run = new AbortController();
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MapSearchOptions) {
    this.#options = options;
    this.#typed = options.typed;
    this.#isByMeaning = options.isByMeaning;
  }

  get typed(): string {
    return this.#typed;
  }

  /** Whether texts are searched by meaning instead of by words. */
  get isByMeaning(): boolean {
    return this.#isByMeaning;
  }

  /** Whether the typed text is searched when the user presses Enter: each search by meaning may cost a request. */
  get isWaiting(): boolean {
    return this.#isByMeaning && this.#state.at === 'nothing' && isText(this.#typed);
  }

  /** The points to mark: matches of a filter, and other matches unless there are very many. */
  get region(): PointSet | undefined {
    if (this.#state.at !== 'found') return undefined;
    const { size } = this.#matches;
    const isFew = size > 0 && size <= maxRings;
    return this.#state.by === 'filter' || isFew ? this.#matches : undefined;
  }

  /** Whether each point of the region has a ring of its own, instead of an outline. */
  get isRinged(): boolean {
    return this.#state.at === 'found' && this.#state.by !== 'filter';
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
    this.again();
  }

  /** Searches again, because the points or what the engine can answer have changed. Sends no text by itself. */
  again(): void {
    if (this.#isByMeaning && isText(this.#typed)) this.#clear();
    else void this.#start();
  }

  /** Sets the search text and searches after a pause. */
  type(text: string): void {
    this.#typed = text;
    clearTimeout(this.#pause);
    if (this.#isByMeaning && isText(text)) this.#clear();
    else this.#pause = setTimeout(() => void this.#start(), typingPauseMs);
    this.#options.onChange();
  }

  /** Searches by meaning or by words from now on. */
  searchBy(isByMeaning: boolean): void {
    this.#isByMeaning = isByMeaning;
    this.#clear();
    if (isByMeaning) this.#options.onChange();
    else void this.#start();
  }

  /**
   * Moves to the next match, or the previous one (-1), wrapping around. Returns its point, -1 if there are no matches.
   */
  async step(by: 1 | -1): Promise<number> {
    if (this.#pause !== undefined || this.isWaiting) await this.#start();
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
    const { searchPoints } = await import('./searchPoints.ts');
    if (signal.aborted) return;
    await searchPoints({
      typed: this.#typed,
      isByMeaning: this.#isByMeaning,
      points: this.#points,
      deps: this.#options,
      signal,
      show: (state, matches = this.#matches) => this.#show(state, matches),
    });
  }

  /** Stops the search and removes its matches. */
  #clear(): void {
    this.#run.abort();
    this.#state = { at: 'nothing' };
    this.#matches = noPoints;
    this.#at = -1;
  }

  #show(state: SearchState, matches: PointSet): void {
    const isSame = state.at === 'nothing' && this.#state.at === 'nothing';
    this.#state = state;
    // Later matches are appended: the current one keeps its place.
    if (matches !== this.#matches && matches.indices[this.#at] !== this.#matches.indices[this.#at])
      this.#at = -1;
    this.#matches = matches;
    if (!isSame) this.#options.onChange();
  }
}

export type MapSearchOptions = SearchDeps & {
  /** The initial text. */
  readonly typed: string;
  /** Whether the search starts by meaning. */
  readonly isByMeaning: boolean;
  readonly onChange: () => void;
};

/** The search starts after this pause in typing. */
const typingPauseMs = 150;
/** Up to this number of matches have rings, because colour alone does not make them visible. */
const maxRings = 300;

/** Whether the text of the search box is neither blank nor a filter. */
function isText(typed: string): boolean {
  return /^\s*[^\s{]/.test(typed);
}
