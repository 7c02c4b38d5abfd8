import type { Disposable } from '../../src/common/disposables.ts';
import { Disposables } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { EventReceiver, type Port } from '../../src/common/rpc.ts';
import type { MapEvent, MapEventOf, MapEvents } from '../../src/protocol/map.ts';
import { emptyMap, reduceMap, type MapState } from './shared/mapState.ts';

type EventType = MapEvent['type'];
type Subscriber = {
  readonly types: readonly EventType[];
  readonly take: (event: MapEvent) => void;
};

/**
 * The map as the host tells it. Each event is applied to the state first, then handed to the subscribers of its type in
 * the order of their subscription.
 */
export class MapFeed implements Disposable {
  readonly #now: () => number;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<EventType>());
  readonly #subscribers: Subscriber[] = [];
  #map: MapState = emptyMap;
  #startedAtMs = 0;
  #placeOfId: ReadonlyMap<string, number> = new Map();

  /** Fires after all subscribers, with the type of the event. */
  readonly onDidChange: Event<EventType> = this.#changed.event;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(port: Port, now: () => number) {
    this.#now = now;
    const receive = (event: MapEvent): void => this.#receive(event);
    this.#resources.own(new EventReceiver<MapEvents>(port, { 'map.event': receive }));
  }

  get map(): MapState {
    return this.#map;
  }

  /** How long the newest map has been in the making. */
  get elapsedMs(): number {
    return this.#now() - this.#startedAtMs;
  }

  /** The number of the point with this id; -1 where the map does not show it. */
  indexOf(id: string | undefined): number {
    return (id !== undefined ? this.#placeOfId.get(id) : undefined) ?? -1;
  }

  /** The id of a point. */
  idOf(index: number): string | undefined {
    return this.#map.ids[index];
  }

  /** Subscribes to events of these types, for as long as the feed exists. */
  on<T extends EventType>(types: readonly T[], take: (event: MapEventOf<T>) => void): void {
    this.#subscribers.push({ types, take: take as (event: MapEvent) => void });
  }

  /** Shows a failure of the view itself, such as that of a call, as the state of the map. */
  fail(message: string): void {
    this.#map = { ...this.#map, phase: { at: 'failed', message } };
    this.#changed.fire('failed');
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #receive(event: MapEvent): void {
    const { ids } = this.#map;
    this.#map = reduceMap(this.#map, event);
    if (this.#map.ids !== ids)
      this.#placeOfId = new Map(this.#map.ids.map((id, index) => [id, index]));
    if (event.type === 'started') this.#startedAtMs = this.#now() - event.elapsedMs;
    for (const { types, take } of this.#subscribers) if (types.includes(event.type)) take(event);
    this.#changed.fire(event.type);
  }
}
