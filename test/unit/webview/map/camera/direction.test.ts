import { describe, expect, it } from 'vitest';
import { nextInDirection, type Direction } from '../../../../../webview/map/camera/direction.ts';
import { clusteredPoints } from '../random.ts';

const all = (): boolean => true;
const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];

describe('nextInDirection', () => {
  it('goes to the nearest point on that side', () => {
    // 0 in the middle; 1 and 2 right, 3 up, 4 left and a little down.
    const xy = Float32Array.of(0, 0, 5, 1, 2, -1, 0.5, 3, -1, -0.5);
    const next = (direction: Direction) => nextInDirection(xy, 0, direction, all);
    expect(directions.map(next)).toEqual([4, 2, 3, -1]);
  });

  it('passes over points that are not accepted', () => {
    const xy = Float32Array.of(0, 0, 1, 0, 2, 0);
    expect(nextInDirection(xy, 0, 'right', (index) => index !== 1)).toBe(2);
  });

  it('walks through points at the same place and then on', () => {
    const xy = Float32Array.of(0, 0, 0, 0, 0, 0, 1, 0, -1, 0);
    const walk = (from: number, direction: Direction) => nextInDirection(xy, from, direction, all);
    expect([walk(0, 'right'), walk(1, 'right'), walk(2, 'right')]).toEqual([1, 2, 3]);
    expect([walk(2, 'left'), walk(1, 'left'), walk(0, 'left')]).toEqual([1, 0, 4]);
  });

  it('reaches every point that has a place from any other', () => {
    const xy = clusteredPoints(600, 3);
    const placed = Array.from({ length: 600 }, (_, index) => index).filter(
      (index) => !Number.isNaN(xy[2 * index]),
    );
    const seen = new Set([0]);
    const waiting = [0];
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
      for (const direction of directions) {
        const to = nextInDirection(xy, from, direction, all);
        if (to === -1 || seen.has(to)) continue;
        seen.add(to);
        waiting.push(to);
      }
    }
    expect(seen.size / placed.length).toBeGreaterThan(0.97);
  });
});
