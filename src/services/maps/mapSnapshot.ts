import type { MapFrame, MapFrameOf } from '../../model/map/map.ts';
import type { MapEnd, MapEvent } from '../../protocol/map.ts';

/** Stores the latest state of a map, so that a view that opens later can draw it completely. */
export class MapSnapshot {
  readonly #newest = new Map<Kept['type'], Kept>();
  #end: MapEnd | undefined;
  readonly #columns: MapFrameOf<'column'>[] = [];

  add(event: Kept): void {
    if (event.type === 'column') this.#columns.push(event);
    else if (isFinalEvent(event)) this.#end = event;
    else this.#newest.set(event.type, event);
  }

  get columns(): readonly MapFrameOf<'column'>[] {
    return this.#columns;
  }

  get points(): MapFrameOf<'points'> | undefined {
    return this.#newest.get('points') as MapFrameOf<'points'> | undefined;
  }

  get positions(): MapFrameOf<'positions'> | undefined {
    return this.#newest.get('positions') as MapFrameOf<'positions'> | undefined;
  }

  /** Returns the final event; `undefined` while the map is computed. */
  get end(): MapEnd | undefined {
    return this.#end;
  }

  /** Yields the events after `points` that lead to this state. */
  *rest(): Generator<MapEvent> {
    yield* this.#columns;
    for (const type of order) {
      const event = this.#newest.get(type);
      if (event !== undefined) yield event;
    }
    if (this.#end !== undefined) yield this.#end;
  }
}

type Kept = MapFrame | MapEnd;

/** Types of which a new view needs the latest event, in this order. */
const order = ['positions', 'progress', 'positionAccuracy'] as const;

/** Whether the event is the last one of a map. */
export function isFinalEvent(event: MapEvent): event is MapEnd {
  return event.type === 'done' || event.type === 'cancelled' || event.type === 'failed';
}
