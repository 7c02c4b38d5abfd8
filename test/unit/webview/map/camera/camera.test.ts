import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  fitCamera,
  panCamera,
  revealInCamera,
  toScreen,
  toWorld,
  zoomCamera,
  type Camera,
} from '../../../../../webview/map/camera/camera.ts';

const size = { width: 800, height: 400 };
const camera: Camera = { x: 3, y: -2, scale: 40 };

describe('camera', () => {
  it('converts screen positions back to world positions', () => {
    const world = { x: 1.25, y: 7.5 };
    expect(toWorld(camera, size, toScreen(camera, size, world))).toEqual(world);
  });

  it('lets the world’s y point up', () => {
    const low = toScreen(camera, size, { x: 0, y: 0 });
    const high = toScreen(camera, size, { x: 0, y: 1 });
    expect(high.y).toBe(low.y - 40);
  });

  it('fits the box by its tighter side, with a margin', () => {
    const bounds = { minX: -10, minY: 0, maxX: 10, maxY: 4 };
    const fit = fitCamera(bounds, size);
    expect(fit).toEqual({ x: 0, y: 2, scale: (800 - 48) / 20 });
    expect(toScreen(fit, size, { x: -10, y: 0 }).x).toBe(24);
  });

  it('shows a single point in the middle', () => {
    const bounds = boundsOf(Float32Array.of(5, 6))!;
    expect(toScreen(fitCamera(bounds, size), size, { x: 5, y: 6 })).toEqual({ x: 400, y: 200 });
  });

  it('has a scale of more than nothing in a picture without room', () => {
    const fit = fitCamera({ minX: 0, minY: 0, maxX: 1, maxY: 1 }, { width: 0, height: 0 });
    expect(fit.scale).toBeGreaterThan(0);
  });

  it('leaves points without a place out of the bounds', () => {
    const xy = Float32Array.of(1, 2, Number.NaN, 100, -3, 4, Infinity, 0);
    expect(boundsOf(xy)).toEqual({ minX: -3, minY: 2, maxX: 1, maxY: 4 });
    expect(boundsOf(new Float32Array(0))).toBe(undefined);
  });

  it('follows the pointer when it is dragged', () => {
    const before = toScreen(camera, size, { x: 0, y: 0 });
    const after = toScreen(panCamera(camera, 30, -12), size, { x: 0, y: 0 });
    expect([after.x - before.x, after.y - before.y]).toEqual([30, -12]);
  });

  it('keeps the point under the pointer in place when it zooms', () => {
    const at = { x: 700, y: 50 };
    const world = toWorld(camera, size, at);
    const zoomRatio = zoomCamera(camera, size, 1.7, at, camera);
    expect(zoomRatio.scale).toBeCloseTo(68, 10);
    expect(toScreen(zoomRatio, size, world).x).toBeCloseTo(700, 8);
    expect(toScreen(zoomRatio, size, world).y).toBeCloseTo(50, 8);
  });

  it('does not zoom out until all is a dot, nor in without end', () => {
    const at = { x: 0, y: 0 };
    expect(zoomCamera(camera, size, 1e-9, at, camera).scale).toBe(10);
    expect(zoomCamera(camera, size, 1e9, at, camera).scale).toBe(80_000);
  });

  it('moves only as far as a hidden point needs', () => {
    expect(revealInCamera(camera, size, { x: 3, y: -2 })).toBe(camera);
    const hidden = toWorld(camera, size, { x: 900, y: 200 });
    const moved = revealInCamera(camera, size, hidden);
    expect(toScreen(moved, size, hidden)).toEqual({ x: 800 - 48, y: 200 });
  });

  it('does not move for a point at the edge of all of them', () => {
    const bounds = { minX: -3, minY: 0, maxX: 3, maxY: 0.1 };
    const fit = fitCamera(bounds, size);
    expect(revealInCamera(fit, size, { x: bounds.minX, y: bounds.maxY })).toBe(fit);
  });
});
