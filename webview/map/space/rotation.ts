import type { Point } from '../camera/camera.ts';
import { countOf, type Positions } from './positions.ts';

/** The rotation of a 3D map: around its upward axis, then up or down. In radians. */
export type Rotation = { readonly yaw: number; readonly pitch: number };

export type Direction3 = readonly [x: number, y: number, z: number];

/** The directions of the map's space that point to the right, upwards and towards the viewer. */
export type Axes = {
  readonly right: Direction3;
  readonly up: Direction3;
  readonly towards: Direction3;
};

/** The rotation that shows the first two axes, as on a 2D map. */
export const front: Rotation = { yaw: 0, pitch: 0 };

const steepest = Math.PI / 2;

export function isFront({ yaw, pitch }: Rotation): boolean {
  return yaw === 0 && pitch === 0;
}

/** Returns the rotation after a drag by these angles. The pitch is limited to ±90°. */
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

/** Returns the component of a point along a direction. */
export function along([x, y, z]: Direction3, values: Float32Array, at: number): number {
  return (
    x * (values[at] as number) + y * (values[at + 1] as number) + z * (values[at + 2] as number)
  );
}

/** Projects a point onto the view plane. */
export function project(
  { values, components }: Positions,
  { right, up }: Axes,
  index: number,
): Point {
  const at = index * components;
  if (components === 2) return { x: values[at] as number, y: values[at + 1] as number };
  return { x: along(right, values, at), y: along(up, values, at) };
}

/** Projects all points onto the view plane: x, y per point. Returns 2D positions unchanged. */
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

/** Returns the largest distance of a point from the centre. */
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
 * Returns the points of `order` from farthest to nearest, stable, by a counting sort on depth. `radius` is the largest
 * distance from the centre.
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
    // Points without a position sort to the back.
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
