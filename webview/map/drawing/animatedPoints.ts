import type { Bounds, Point } from '../camera/camera.ts';
import { extentOf, type Extent } from '../camera/extent.ts';
import { countOf, noPositions, type Positions } from '../space/positions.ts';
import { easeTowards } from '../camera/easing.ts';
import { axesOf, front, radiusOf, project, projectAll, type Rotation } from '../space/rotation.ts';

/** Where points are shown, on their way to where they belong, and how those of a space are turned to the viewer. */
export class AnimatedPoints {
  #shown: Positions = noPositions;
  #target: Positions = noPositions;
  /** Places that wait for `rest`. */
  #held: Positions | undefined;
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

  get shown(): Positions {
    return this.#shown;
  }

  /** Where the points will be seen: x, y for each, another array after each turn; not to be changed. */
  get seen(): Float32Array {
    this.#seen ??= projectAll(this.#target, this.#axes);
    return this.#seen;
  }

  get turn(): Rotation {
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
  take(places: Positions, isMotionReduced: boolean): 'held' | 'begun' | 'moving' {
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

  setRotation(turn: Rotation): void {
    this.#turn = turn;
    this.#axes = axesOf(turn);
    if (this.isSpace) this.#seen = undefined;
  }

  /** Moves them for so long; `pixel` is a length too small to be seen. Whether they moved, and are still on their way. */
  advance(elapsedMs: number, pixel: number): { hasMoved: boolean; isMoving: boolean } {
    if (!this.#isMoving) return { hasMoved: false, isMoving: false };
    this.#isMoving = easeTowards(this.#shown.values, this.#target.values, elapsedMs, pixel);
    return { hasMoved: true, isMoving: this.#isMoving };
  }

  /** Where a point is seen just now; undefined where it has no place. */
  shownPlace(index: number): Point | undefined {
    return placeIn(this.#shown, index, (places) => project(places, this.#axes, index));
  }

  /** Where a point will be seen; undefined where it has no place. */
  targetPlace(index: number): Point | undefined {
    return placeIn(this.#target, index, (places) => project(places, this.#axes, index));
  }

  /** Where the points are seen just now. */
  shownSeen(): Float32Array {
    return projectAll(this.#shown, this.#axes);
  }

  #moveTo(places: Positions, isAtOnce: boolean): void {
    this.#target = places;
    this.#seen = undefined;
    this.#radius = this.isSpace ? radiusOf(places.values) : 0;
    this.#isMoving = !isAtOnce;
    if (isAtOnce) this.#shown = { ...places, values: places.values.slice() };
  }
}

function placeIn(
  places: Positions,
  index: number,
  positionOf: (places: Positions) => Point,
): Point | undefined {
  if (index < 0 || index >= countOf(places)) return undefined;
  const place = positionOf(places);
  return Number.isNaN(place.x) || Number.isNaN(place.y) ? undefined : place;
}

function boundsAround(radius: number): Bounds {
  return { minX: -radius, minY: -radius, maxX: radius, maxY: radius };
}
