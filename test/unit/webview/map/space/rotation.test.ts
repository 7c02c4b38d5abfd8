import { describe, expect, it } from 'vitest';
import {
  axesOf,
  byDepth,
  front,
  projectAll,
  rotatedBy,
  type Direction3,
} from '../../../../../webview/map/space/rotation.ts';

const dot = (a: Direction3, b: Direction3): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
const cross = ([a, b, c]: Direction3, [d, e, f]: Direction3): Direction3 => [
  b * f - c * e,
  c * d - a * f,
  a * e - b * d,
];

describe('the rotation of a 3D map', () => {
  it('shows the first two axes from the front', () => {
    expect(axesOf(front)).toEqual({ right: [1, 0, 0], up: [0, 1, -0], towards: [-0, 0, 1] });
  });

  it.each([
    { yaw: 0.7, pitch: -0.4 },
    { yaw: -3, pitch: 1.5 },
  ])('turns without stretching or mirroring: %o', (rotation) => {
    const { right, up, towards } = axesOf(rotation);
    for (const axis of [right, up, towards]) expect(dot(axis, axis)).toBeCloseTo(1, 12);
    cross(right, up).forEach((value, at) => expect(value).toBeCloseTo(towards[at] ?? 0, 12));
  });

  it('moves near points in the direction of the drag', () => {
    const near = { values: Float32Array.of(0, 0, 1), components: 3 } as const;
    const [x = 0, y = 0] = projectAll(near, axesOf(rotatedBy(front, 0.3, 0.2)));
    expect([x > 0.2, y < -0.1]).toEqual([true, true]);
  });

  it('limits the pitch and wraps the yaw', () => {
    expect(rotatedBy(front, 0, 10).pitch).toBe(Math.PI / 2);
    const { yaw } = rotatedBy({ yaw: 3, pitch: 0 }, 1, 0);
    expect(yaw).toBeCloseTo(4 - 2 * Math.PI, 12);
  });
});

describe('the order of depth', () => {
  it('puts nearer points after those behind them, and leaves others as they were', () => {
    const values = Float32Array.of(0, 0, 1, 5, 5, -2, 0, 0, 1, 1, 1, 0);
    const order = Uint32Array.of(2, 3, 0, 1);
    expect([...byDepth(order, values, axesOf(front), 8)]).toEqual([1, 3, 2, 0]);
  });
});
