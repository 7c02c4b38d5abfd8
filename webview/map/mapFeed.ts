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
 * The stream of map events from the host. Applies each event to the state, then passes it to the subscribers of its
 * type, in order of subscription.
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

  /** `now` returns milliseconds of a monotonic clock. */
  constructor(port: Port, now: () => number) {
    this.#now = now;
    const receive = (event: MapEvent): void => this.#receive(event);
    this.#resources.own(new EventReceiver<MapEvents>(port, { 'map.event': receive }));
  }

  get map(): MapState {
    return this.#map;
  }

  /** Time since the latest map was started, in milliseconds. */
  get elapsedMs(): number {
    return this.#now() - this.#startedAtMs;
  }

  /** Returns the index of the point with this id; -1 if it is not on the map. */
  indexOf(id: string | undefined): number {
    return (id !== undefined ? this.#placeOfId.get(id) : undefined) ?? -1;
  }

  /** Returns the id of a point. */
  idOf(index: number): string | undefined {
    return this.#map.ids[index];
  }

  /** Subscribes to events of these types, for the lifetime of the feed. */
  on<T extends EventType>(types: readonly T[], take: (event: MapEventOf<T>) => void): void {
    this.#subscribers.push({ types, take: take as (event: MapEvent) => void });
  }

  /** Shows a failure of the view, such as a failed call, as the state of the map. */
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
