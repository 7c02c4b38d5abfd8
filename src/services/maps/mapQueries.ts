import { Emitter, type Event } from '../../common/emitter.ts';
import type { Disposable } from '../../common/disposables.ts';
import type { MapQuery } from '../../protocol/map.ts';

/** The queries shown on a map: the two latest, each with a fixed colour and shape. */
export class MapQueries implements Disposable {
  readonly #changed = new Emitter<readonly MapQuery[]>();
  readonly onDidChange: Event<readonly MapQuery[]> = this.#changed.event;
  #queries: readonly MapQuery[] = [];

  get all(): readonly MapQuery[] {
    return this.#queries;
  }

  /** Shows a query. Replaces its earlier version, or the older of two queries. */
  show(query: MapQueryInput): void {
    const same = this.#queries.find(({ id }) => id === query.id);
    const others = this.#queries.filter(({ id }) => id !== query.id).slice(-1);
    const style = same?.style ?? (others[0]?.style === 0 ? 1 : 0);
    this.#set([...others, { ...query, style }]);
  }

  /** Shows only this query, or none. */
  showOnly(query: MapQueryInput | undefined): void {
    if (query !== undefined || this.#queries.length > 0)
      this.#set(query === undefined ? [] : [{ ...query, style: 0 }]);
  }

  remove(id: string): void {
    this.#set(this.#queries.filter((query) => query.id !== id));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(queries: readonly MapQuery[]): void {
    this.#queries = queries;
    this.#changed.fire(queries);
  }
}

/** A query without its colour and shape, which the map assigns. */
export type MapQueryInput = Omit<MapQuery, 'style'>;
