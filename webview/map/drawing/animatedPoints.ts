import type { Bounds, Point } from '../camera/camera.ts';
import { extentOf, type Extent } from '../camera/extent.ts';
import { countOf, noPositions, type Positions } from '../space/positions.ts';
import { easeTowards } from '../camera/easing.ts';
import { axesOf, front, radiusOf, project, projectAll, type Rotation } from '../space/rotation.ts';

/** The positions of the points, animated towards their targets, and the rotation of a 3D map. */
export class AnimatedPoints {
  #shown: Positions = noPositions;
  #target: Positions = noPositions;
  /** Positions that are deferred until `rest`, because motion is reduced. */
  #held: Positions | undefined;
  #isMoving = false;
  #rotation = front;
  #axes = axesOf(front);
  #radius = 0;
  /** Cached projection of the target positions. */
  #seen: Float32Array | undefined;

  get count(): number {
    return countOf(this.#target);
  }

  /** Whether the points have three coordinates. */
  get isSpace(): boolean {
    return this.#target.components === 3;
  }

  get shown(): Positions {
    return this.#shown;
  }

  /** Projected target positions: x, y per point. A new array after each rotation; read-only. */
  get seen(): Float32Array {
    this.#seen ??= projectAll(this.#target, this.#axes);
    return this.#seen;
  }

  get rotation(): Rotation {
    return this.#rotation;
  }

  /** Largest distance of a point from the origin of a 3D map. */
  get radius(): number {
    return this.#radius;
  }

  /** Returns the extent of the points for any rotation; undefined if no point has a position. */
  extent(): Extent | undefined {
    const whole = extentOf(this.seen);
    if (!this.isSpace || whole === undefined) return whole;
    const all: Bounds = boundsAround(this.#radius);
    return { all, core: all, outside: 0 };
  }

  /**
   * Sets new target positions. Returns 'held' if they are deferred until `rest`, 'begun' if they are shown
   * immediately, 'moving' if they are animated.
   */
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

  /** Applies deferred positions. Returns whether there were any. */
  rest(): boolean {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#moveTo(held, true);
    return held !== undefined;
  }

  setRotation(rotation: Rotation): void {
    this.#rotation = rotation;
    this.#axes = axesOf(rotation);
    if (this.isSpace) this.#seen = undefined;
  }

  /**
   * Advances the animation. `pixel` is a world length too small to see. Returns whether points moved and whether they
   * are still moving.
   */
  advance(elapsedMs: number, pixel: number): { hasMoved: boolean; isMoving: boolean } {
    if (!this.#isMoving) return { hasMoved: false, isMoving: false };
    this.#isMoving = easeTowards(this.#shown.values, this.#target.values, elapsedMs, pixel);
    return { hasMoved: true, isMoving: this.#isMoving };
  }

  /** Returns the projected current position of a point; undefined if it has none. */
  shownPlace(index: number): Point | undefined {
    return placeIn(this.#shown, index, (places) => project(places, this.#axes, index));
  }

  /** Returns the projected target position of a point; undefined if it has none. */
  targetPlace(index: number): Point | undefined {
    return placeIn(this.#target, index, (places) => project(places, this.#axes, index));
  }

  /** Returns the projected current positions of all points. */
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
