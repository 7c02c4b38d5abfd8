import type { Camera, Size } from './camera.ts';

/** Returns the matrix from the world to the pixels of a picture, as SVG and CSS write it. */
export function worldMatrix({ x, y, scale }: Camera, { width, height }: Size): string {
  const numbers = [scale, 0, 0, -scale, width / 2 - x * scale, height / 2 + y * scale];
  return `matrix(${numbers.join(' ')})`;
}
