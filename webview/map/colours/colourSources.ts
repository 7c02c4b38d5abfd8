import type { MapQuery } from '../../../src/protocol/map.ts';
import type { MapFeed } from '../mapFeed.ts';
import type { Scores } from '../queries/scores.ts';
import type { ViewStore } from '../viewStore.ts';
import type { PointColours } from './pointColours.ts';

/** What can colour the points: the fields of the map, and the scores of the queries on it, which are read when chosen. */
export class ColourSources {
  readonly #feed: MapFeed;
  readonly #store: ViewStore;
  readonly #colours: PointColours;
  readonly #scores: Scores;

  constructor(feed: MapFeed, store: ViewStore, colours: PointColours, scores: Scores) {
    this.#feed = feed;
    this.#store = store;
    this.#colours = colours;
    this.#scores = scores;
  }

  setColumns(): void {
    this.#colours.setColumns([...this.#feed.map.columns, ...this.#scores.columns]);
  }

  /** Colours by the field of this name, or by none where it is empty. */
  async colourBy(name: string): Promise<void> {
    if (this.#scores.names.includes(name)) {
      if (!(await this.#scores.read(name))) return;
      this.setColumns();
    }
    this.#colours.colourBy(name);
  }

  /** Drops the scores that were read; where they are the colours, they are read again. */
  resetScores(queries?: readonly MapQuery[]): void {
    this.#scores.begin(queries);
    this.setColumns();
    const { colourBy = '' } = this.#store.state;
    if (this.#feed.map.phase.at === 'done' && this.#scores.names.includes(colourBy))
      void this.colourBy(colourBy);
  }
}
