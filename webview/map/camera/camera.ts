/** The visible part of the world: its centre, and pixels per world unit. The y axis of the world points up. */
export type Camera = { readonly x: number; readonly y: number; readonly scale: number };

/** A size in CSS pixels. */
export type Size = { readonly width: number; readonly height: number };

export type Bounds = {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
};

export type Point = { readonly x: number; readonly y: number };

const paddingPx = 24;

/** Limits of the zoom, relative to the camera that shows all points. */
const zoomOutLimit = 0.25;
const zoomInLimit = 2000;

/** Returns the bounding box of all finite points of `xy` (x, y, x, y, …); undefined if there are none. */
export function boundsOf(xy: Float32Array): Bounds | undefined {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let at = 0; at + 1 < xy.length; at += 2) {
    const x = xy[at] as number;
    const y = xy[at + 1] as number;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return minX <= maxX ? { minX, minY, maxX, maxY } : undefined;
}

/** Returns the camera that shows all of `bounds` centred, with a margin. */
export function fitCamera(bounds: Bounds, size: Size): Camera {
  const { minX, minY, maxX, maxY } = bounds;
  const across = Math.max(1, size.width - 2 * paddingPx) / (maxX - minX);
  const upward = Math.max(1, size.height - 2 * paddingPx) / (maxY - minY);
  const scale = Math.min(across, upward);
  return {
    x: (minX + maxX) / 2,
    y: (minY + maxY) / 2,
    scale: Number.isFinite(scale) ? scale : 1,
  };
}

export function toScreen(camera: Camera, size: Size, world: Point): Point {
  return {
    x: size.width / 2 + (world.x - camera.x) * camera.scale,
    y: size.height / 2 - (world.y - camera.y) * camera.scale,
  };
}

export function toWorld(camera: Camera, size: Size, screen: Point): Point {
  return {
    x: camera.x + (screen.x - size.width / 2) / camera.scale,
    y: camera.y - (screen.y - size.height / 2) / camera.scale,
  };
}

/** Returns whether both cameras are equal, or both are undefined. */
export function isSameCamera(one: Camera | undefined, other: Camera | undefined): boolean {
  return one?.x === other?.x && one?.y === other?.y && one?.scale === other?.scale;
}

/** Returns the camera after a drag by (dx, dy) pixels. */
export function panCamera(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale };
}

/** Zooms by `factor` around the screen point `at`. `fit` limits the zoom range. */
export function zoomCamera(
  camera: Camera,
  size: Size,
  factor: number,
  at: Point,
  fit: Camera,
): Camera {
  const scale = clamp(camera.scale * factor, fit.scale * zoomOutLimit, fit.scale * zoomInLimit);
  const world = toWorld(camera, size, at);
  const moved = toScreen({ ...camera, scale }, size, world);
  return panCamera({ ...camera, scale }, at.x - moved.x, at.y - moved.y);
}

/**
 * Returns the camera with the smallest pan that brings `world` into view, with a margin; the same camera if it is
 * already visible.
 */
export function revealInCamera(camera: Camera, size: Size, world: Point): Camera {
  const { x, y } = toScreen(camera, size, world);
  // Points inside the margin of the fitted camera count as visible.
  const edge = paddingPx - 1;
  const isSeen = x >= edge && y >= edge && x <= size.width - edge && y <= size.height - edge;
  if (isSeen) return camera;
  const marginX = Math.min(paddingPx * 2, size.width / 4);
  const marginY = Math.min(paddingPx * 2, size.height / 4);
  const dx = clamp(x, marginX, size.width - marginX) - x;
  const dy = clamp(y, marginY, size.height - marginY) - y;
  return dx === 0 && dy === 0 ? camera : panCamera(camera, dx, dy);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
