import type { MapFrame, MapFrameOf } from '../../model/map/map.ts';
import type { MapEnd, MapEvent } from '../../protocol/map.ts';

type Kept = MapFrame | MapEnd;

/** The order in which a view needs the newest event of each type. */
const order = ['positions', 'progress', 'faithfulness'] as const;

/** The newest state of a map that is being made: enough to draw it whole in a view that opens later. */
export class MapSnapshot {
  readonly #newest = new Map<Kept['type'], Kept>();
  #end: MapEnd | undefined;
  readonly #columns: MapFrameOf<'column'>[] = [];

  add(event: Kept): void {
    if (event.type === 'column') this.#columns.push(event);
    else if (isFinalEvent(event)) this.#end = event;
    else this.#newest.set(event.type, event);
  }

  get points(): MapFrameOf<'points'> | undefined {
    return this.#newest.get('points') as MapFrameOf<'points'> | undefined;
  }

  get positions(): MapFrameOf<'positions'> | undefined {
    return this.#newest.get('positions') as MapFrameOf<'positions'> | undefined;
  }

  /** How the map ended; undefined while it is being made. */
  get end(): MapEnd | undefined {
    return this.#end;
  }

  /** The events after `points` that lead to this state. */
  *rest(): Generator<MapEvent> {
    yield* this.#columns;
    for (const type of order) {
      const event = this.#newest.get(type);
      if (event !== undefined) yield event;
    }
    if (this.#end !== undefined) yield this.#end;
  }
}

/** Whether an event is the last one of a map. */
export function isFinalEvent(event: MapEvent): event is MapEnd {
  return event.type === 'done' || event.type === 'cancelled' || event.type === 'failed';
}
