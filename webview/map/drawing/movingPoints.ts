import type { Bounds, Point } from '../camera/camera.ts';
import { extentOf, type Extent } from '../camera/fit.ts';
import { countOf, noPlaces, type Places } from '../space/places.ts';
import { settle } from '../camera/settling.ts';
import { axesOf, front, radiusOf, seenPlace, seenPlaces, type Turn } from '../space/turn.ts';

/** Where points are shown, on their way to where they belong, and how those of a space are turned to the viewer. */
export class MovingPoints {
  #shown: Places = noPlaces;
  #target: Places = noPlaces;
  /** Places that wait for `rest`. */
  #held: Places | undefined;
  #isMoving = false;
  #turn = front;
  #axes = axesOf(front);
  #radius = 0;
  /** What is seen of the target; undefined until somebody asks. */
  #seen: Float32Array | undefined;

  get count(): number {
    return countOf(this.#target);
  }

  /** Whether they have a depth. */
  get isSpace(): boolean {
    return this.#target.components === 3;
  }

  get shown(): Places {
    return this.#shown;
  }

  /** Where the points will be seen: x, y for each, another array after each turn; not to be changed. */
  get seen(): Float32Array {
    this.#seen ??= seenPlaces(this.#target, this.#axes);
    return this.#seen;
  }

  get turn(): Turn {
    return this.#turn;
  }

  /** How far points lie from the middle of the space, at most. */
  get radius(): number {
    return this.#radius;
  }

  /** Where they lie, however they are turned; undefined where none has a place. */
  extent(): Extent | undefined {
    const whole = extentOf(this.seen);
    if (!this.isSpace || whole === undefined) return whole;
    const all: Bounds = boundsAround(this.#radius);
    return { all, core: all, outside: 0 };
  }

  /** Takes new places; answers whether they wait, so that nothing moves. */
  take(places: Places, isMotionReduced: boolean): 'held' | 'begun' | 'moving' {
    const isFirst = countOf(places) !== this.count || places.components !== this.#target.components;
    if (!isFirst && isMotionReduced) {
      this.#held = places;
      return 'held';
    }
    this.#held = undefined;
    this.#moveTo(places, isFirst);
    return isFirst ? 'begun' : 'moving';
  }

  /** No more places come for now; whether that moved the points. */
  rest(): boolean {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#moveTo(held, true);
    return held !== undefined;
  }

  setTurn(turn: Turn): void {
    this.#turn = turn;
    this.#axes = axesOf(turn);
    if (this.isSpace) this.#seen = undefined;
  }

  /** Moves them for so long; `pixel` is a length too small to be seen. Whether they moved, and are still on their way. */
  advance(elapsedMs: number, pixel: number): { hasMoved: boolean; isMoving: boolean } {
    if (!this.#isMoving) return { hasMoved: false, isMoving: false };
    this.#isMoving = settle(this.#shown.values, this.#target.values, elapsedMs, pixel);
    return { hasMoved: true, isMoving: this.#isMoving };
  }

  /** Where a point is seen just now; undefined where it has no place. */
  shownPlace(index: number): Point | undefined {
    return placeIn(this.#shown, index, (places) => seenPlace(places, this.#axes, index));
  }

  /** Where a point will be seen; undefined where it has no place. */
  targetPlace(index: number): Point | undefined {
    return placeIn(this.#target, index, (places) => seenPlace(places, this.#axes, index));
  }

  /** Where the points are seen just now. */
  shownSeen(): Float32Array {
    return seenPlaces(this.#shown, this.#axes);
  }

  #moveTo(places: Places, isAtOnce: boolean): void {
    this.#target = places;
    this.#seen = undefined;
    this.#radius = this.isSpace ? radiusOf(places.values) : 0;
    this.#isMoving = !isAtOnce;
    if (isAtOnce) this.#shown = { ...places, values: places.values.slice() };
  }
}

function placeIn(
  places: Places,
  index: number,
  placeOf: (places: Places) => Point,
): Point | undefined {
  if (index < 0 || index >= countOf(places)) return undefined;
  const place = placeOf(places);
  return Number.isNaN(place.x) || Number.isNaN(place.y) ? undefined : place;
}

function boundsAround(radius: number): Bounds {
  return { minX: -radius, minY: -radius, maxX: radius, maxY: radius };
}
