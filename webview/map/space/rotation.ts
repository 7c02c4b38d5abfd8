import type { Point } from '../camera/camera.ts';
import { countOf, type Positions } from './positions.ts';

/** How a space is turned before it is looked at: around its upward axis, then up or down. In radians. */
export type Rotation = { readonly yaw: number; readonly pitch: number };

export type Direction3 = readonly [x: number, y: number, z: number];

/** Which directions of the space point to the right, upwards and towards the viewer. */
export type Axes = {
  readonly right: Direction3;
  readonly up: Direction3;
  readonly towards: Direction3;
};

/** The first two axes as a map of the plane shows them. */
export const front: Rotation = { yaw: 0, pitch: 0 };

const steepest = Math.PI / 2;

export function isFront({ yaw, pitch }: Rotation): boolean {
  return yaw === 0 && pitch === 0;
}

/** The turn after the space was dragged by so many radians to the right and downwards; it never stands on its head. */
export function rotatedBy({ yaw, pitch }: Rotation, right: number, down: number): Rotation {
  const whole = 2 * Math.PI;
  const around = (yaw + right) % whole;
  return {
    yaw: around > Math.PI ? around - whole : around < -Math.PI ? around + whole : around,
    pitch: Math.min(steepest, Math.max(-steepest, pitch + down)),
  };
}

export function axesOf({ yaw, pitch }: Rotation): Axes {
  const [sinYaw, cosYaw] = [Math.sin(yaw), Math.cos(yaw)];
  const [sinPitch, cosPitch] = [Math.sin(pitch), Math.cos(pitch)];
  return {
    right: [cosYaw, 0, sinYaw],
    up: [sinPitch * sinYaw, cosPitch, -sinPitch * cosYaw],
    towards: [-cosPitch * sinYaw, sinPitch, cosPitch * cosYaw],
  };
}

/** How far a point lies along a direction. */
export function along([x, y, z]: Direction3, values: Float32Array, at: number): number {
  return (
    x * (values[at] as number) + y * (values[at + 1] as number) + z * (values[at + 2] as number)
  );
}

/** Where a point is seen, in the plane that the viewer looks at. */
export function project(
  { values, components }: Positions,
  { right, up }: Axes,
  index: number,
): Point {
  const at = index * components;
  if (components === 2) return { x: values[at] as number, y: values[at + 1] as number };
  return { x: along(right, values, at), y: along(up, values, at) };
}

/** Where all points are seen: x, y for each. What lies in the plane is answered as it is. */
export function projectAll(places: Positions, { right, up }: Axes): Float32Array {
  const { values, components } = places;
  if (components === 2) return values;
  const xy = new Float32Array(2 * countOf(places));
  for (let at = 0, into = 0; at < values.length; at += 3) {
    xy[into++] = along(right, values, at);
    xy[into++] = along(up, values, at);
  }
  return xy;
}

/** How far points lie from the middle of the space, at most. */
export function radiusOf(values: Float32Array): number {
  let square = 0;
  for (let at = 0; at + 2 < values.length; at += 3) {
    const [x, y, z] = [values[at] as number, values[at + 1] as number, values[at + 2] as number];
    const own = x * x + y * y + z * z;
    if (own > square) square = own;
  }
  return Math.sqrt(square);
}

const depthSteps = 4096;

/**
 * The points of `order` from the farthest to the nearest, those equally far as they were: a counting sort by depth.
 * `radius` is how far points lie from the middle, at most.
 */
export function byDepth(
  order: Uint32Array,
  values: Float32Array,
  { towards }: Axes,
  radius: number,
): Uint32Array {
  const starts = new Uint32Array(depthSteps + 1);
  const steps = order.map((index) => {
    const share = radius > 0 ? along(towards, values, 3 * index) / radius : 0;
    // Points without a place fall to the back.
    return Math.min(depthSteps - 1, Math.max(0, Math.floor(((share + 1) / 2) * depthSteps)));
  });
  for (const step of steps) starts[step + 1] = (starts[step + 1] as number) + 1;
  for (let step = 1; step <= depthSteps; step++)
    starts[step] = (starts[step] as number) + (starts[step - 1] as number);
  const sorted = new Uint32Array(order.length);
  order.forEach((index, at) => {
    const step = steps[at] as number;
    const place = starts[step] as number;
    sorted[place] = index;
    starts[step] = place + 1;
  });
  return sorted;
}
