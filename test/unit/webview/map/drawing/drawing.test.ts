import { describe, expect, it } from 'vitest';
import { pointSizing, shuffledOrder } from '../../../../../webview/map/drawing/renderer.ts';
import { easeTowards } from '../../../../../webview/map/camera/easing.ts';
import {
  extentOf,
  rangeOf,
  sparklinePath,
} from '../../../../../webview/shared/recordPane/sparkline.ts';

describe('drawing order', () => {
  it('holds every point once, shuffled, the same each time', () => {
    const order = shuffledOrder(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    expect([...order.subarray(0, 10)]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shuffledOrder(1000)).toEqual(order);
  });
});

describe('size and opacity of points', () => {
  const size = { width: 1000, height: 700 };

  it('grows smaller and lighter with their number, but never vanishes', () => {
    const looks = [100, 10_000, 1_000_000].map((count) => pointSizing(count, size, 1, false));
    const [few, many, most] = looks.map(({ diameter, alpha }) => ({ diameter, alpha }));
    expect(few!.diameter).toBeGreaterThan(many!.diameter);
    expect(many!.alpha).toBeGreaterThan(most!.alpha);
    expect(most).toEqual({ diameter: 2.5, alpha: 0.35 });
  });

  it('grows larger and denser as one zooms in', () => {
    const far = pointSizing(100_000, size, 1, false);
    const near = pointSizing(100_000, size, 20, false);
    expect([near.diameter > far.diameter, near.alpha > far.alpha]).toEqual([true, true]);
  });

  it('is solid in high contrast', () => {
    expect(pointSizing(1_000_000, size, 1, true)).toMatchObject({ diameter: 4, alpha: 1 });
  });
});

describe('settling', () => {
  it('brings points to their places in a second, and says when they are there', () => {
    const shown = Float32Array.of(0, 10);
    const target = Float32Array.of(5, -10);
    let frames = 0;
    while (easeTowards(shown, target, 16, 0.01)) frames++;
    expect([...shown]).toEqual([5, -10]);
    expect(frames).toBeGreaterThan(10);
    expect(frames * 16).toBeLessThan(1000);
  });

  it('sets a point that has found its place there at once', () => {
    const shown = Float32Array.of(Number.NaN);
    expect(easeTowards(shown, Float32Array.of(3), 16, 0.01)).toBe(false);
    expect(shown[0]).toBe(3);
  });
});

describe('sparkline', () => {
  it('spans its field, with zero inside', () => {
    expect(sparklinePath([1, 3, 2], 10, 30)).toBe('M0.0 20.0L5.0 0.0L10.0 10.0');
    expect(rangeOf([1, 3])).toEqual({ min: 0, max: 3 });
    expect(extentOf([3, -1, 2])).toEqual({ least: -1, greatest: 3 });
  });

  it('loses no peak if there are more values than columns', () => {
    const values = Array.from({ length: 1536 }, () => 0);
    values[700] = 1;
    values[701] = -1;
    const heights = [...sparklinePath(values, 96, 40).matchAll(/ (\d+\.\d)/g)].map(([, y]) => y);
    expect(heights).toContain('0.0');
    expect(heights).toContain('40.0');
  });

  it('draws a line for a single value', () => {
    expect(sparklinePath([-0.5], 10, 40)).toBe('M0.0 40.0H10');
  });

  it('draws a line through the middle for zeros, and nothing for nothing', () => {
    expect(sparklinePath([0, 0], 10, 40)).toBe('M0.0 20.0L10.0 20.0');
    expect(sparklinePath([], 10, 40)).toBe('');
  });
});
