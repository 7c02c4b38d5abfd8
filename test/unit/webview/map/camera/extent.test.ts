import { describe, expect, it } from 'vitest';
import { CameraController } from '../../../../../webview/map/camera/cameraController.ts';
import { extentOf } from '../../../../../webview/map/camera/extent.ts';
import { seededRandom } from '../../../../support/random.ts';

const size = { width: 1000, height: 1000 };

describe('the extent of points', () => {
  it('leaves out a few that lie far from all others, and counts them', () => {
    const extent = extentOf(heap(1000, [500, 500, -300, 0]));
    expect(extent).toMatchObject({ outside: 2, all: { minX: -300, maxX: 500, maxY: 500 } });
    expect(extent!.core.maxX).toBeLessThan(2);
  });

  it('covers all points if none is far out', () => {
    const extent = extentOf(heap(1000, []));
    expect([extent?.outside, extent?.core]).toEqual([0, extent?.all]);
  });

  it('includes a second group at any distance if it has more than a few points', () => {
    const xy = heap(1000, []);
    for (let index = 0; index < 100; index++) xy[2 * index] = (xy[2 * index] ?? 0) + 200;
    expect(extentOf(xy)?.outside).toBe(0);
  });

  it('is nothing without a place', () => {
    expect(extentOf(Float32Array.of(Number.NaN, Number.NaN))).toBeUndefined();
  });

  it('keeps all of a few points', () => {
    expect(extentOf(Float32Array.of(0, 0, 1, 1, 900, 900))?.outside).toBe(0);
  });
});

describe('CameraController', () => {
  it('fits the points, then those far out too, then the points again', () => {
    const cameraController = atWork([500, 500]);
    const near = cameraController.camera!.scale;
    expect(cameraController.outlierCount).toBe(1);
    cameraController.fit();
    cameraController.advance(16, true);
    expect([cameraController.camera!.scale < near / 100, cameraController.outlierCount]).toEqual([
      true,
      0,
    ]);
    cameraController.fit();
    cameraController.advance(16, true);
    expect([cameraController.camera!.scale, cameraController.outlierCount]).toEqual([near, 1]);
  });

  it('fits the points first after the user has moved it', () => {
    const cameraController = atWork([500, 500]);
    const { camera } = cameraController;
    cameraController.pan(100, 50);
    expect([cameraController.isAutoFitting, cameraController.outlierCount]).toEqual([false, 0]);
    cameraController.fit();
    cameraController.advance(16, true);
    expect([cameraController.camera, cameraController.isAutoFitting]).toEqual([camera, true]);
  });

  it('is animated unless motion is reduced', () => {
    const cameraController = atWork([500, 500]);
    cameraController.fit();
    let frames = 1;
    while (cameraController.advance(16, false)) frames++;
    expect(frames).toBeGreaterThan(10);
    expect(cameraController.zoomRatio).toBeLessThan(0.01);
  });

  function atWork(far: readonly number[]): CameraController {
    const cameraController = new CameraController();
    cameraController.setSize(size);
    cameraController.setExtent(extentOf(heap(1000, far)));
    cameraController.advance(16, true);
    return cameraController;
  }
});

/** Points from -1 to 1, the last ones at the places given. */
function heap(count: number, far: readonly number[]): Float32Array {
  const random = seededRandom(3);
  const xy = Float32Array.from({ length: count * 2 }, () => 2 * random() - 1);
  xy.set(far, xy.length - far.length);
  return xy;
}
