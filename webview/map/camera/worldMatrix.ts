import type { Camera, Size } from './camera.ts';

/** Returns the matrix from world coordinates to pixels, in SVG and CSS syntax. */
export function worldMatrix({ x, y, scale }: Camera, { width, height }: Size): string {
  const numbers = [scale, 0, 0, -scale, width / 2 - x * scale, height / 2 + y * scale];
  return `matrix(${numbers.join(' ')})`;
}
