import type { MapQuery } from '../../../src/protocol/map.ts';
import type { MapFeed } from '../mapFeed.ts';
import type { Scores } from '../queries/scores.ts';
import type { ViewStore } from '../viewStore.ts';
import type { PointColours } from './pointColours.ts';

/**
 * The fields that can colour the points: metadata fields of the map, and scores of its queries. Scores are read when
 * chosen.
 */
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

  /** Colours by the field with this name; an empty name means no field. */
  async colourBy(name: string): Promise<void> {
    if (this.#scores.names.includes(name)) {
      if (!(await this.#scores.read(name))) return;
      this.setColumns();
    }
    this.#colours.colourBy(name);
  }

  /** Discards the scores that were read. If the points are coloured by scores, reads them again. */
  resetScores(queries?: readonly MapQuery[]): void {
    this.#scores.begin(queries);
    this.setColumns();
    const { colourBy = '' } = this.#store.state;
    if (this.#feed.map.phase.at === 'done' && this.#scores.names.includes(colourBy))
      void this.colourBy(colourBy);
  }
}
