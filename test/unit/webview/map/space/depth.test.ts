import { describe, expect, it } from 'vitest';
import type { Positions } from '../../../../../webview/map/space/positions.ts';
import {
  depthScale,
  drawingOrder,
  flat,
  type Depth,
} from '../../../../../webview/map/space/depth.ts';
import { axesOf } from '../../../../../webview/map/space/rotation.ts';

const space: Positions = { values: Float32Array.of(0, 0, 1, 0, 0, -1, 0, 0, 0), components: 3 };
const plane: Positions = { values: Float32Array.of(0, 1, 2, 3, 4, 5), components: 2 };
const order = Uint32Array.of(0, 1, 2);

/** The space, looked at like this, fading by half. */
const lookedAt = (yaw: number): Depth => {
  const rotation = { yaw, pitch: 0 };
  return { rotation, axes: axesOf(rotation), radius: 1, fade: 0.5 };
};

describe('the depth of points', () => {
  it('draws near points above those behind them from every side', () => {
    expect([...drawingOrder(order, space, lookedAt(0))]).toEqual([1, 2, 0]);
    expect([...drawingOrder(order, space, lookedAt(Math.PI))]).toEqual([0, 2, 1]);
  });

  it('makes near points larger, and far ones fade', () => {
    const [near, far] = [0, 1].map((index) => depthScale(space, lookedAt(0), index));
    expect([near!.size > 1, near!.opacity, far!.size < 1, far!.opacity]).toEqual([
      true,
      1,
      true,
      0.5,
    ]);
  });

  it('leaves a plane as it is', () => {
    expect(drawingOrder(order, plane, flat)).toBe(order);
    expect(depthScale(plane, flat, 1)).toEqual({ size: 1, opacity: 1 });
  });
});
