import { seededRandom } from '../../../support/random.ts';
import { categoryCount, type Cloud, type Size, type StartContestant } from './contestant.ts';
import { startReglScatterplot } from './reglScatterplot.ts';
import { startVectorscope } from './vectorscope.ts';

// Runs in a page: `measureDrawing` is what the bench calls there.

const contestants: Readonly<Record<string, StartContestant>> = {
  vectorscope: startVectorscope,
  'regl-scatterplot': startReglScatterplot,
};

const size: Size = { width: 1000, height: 700 };

export type DrawingTimes = {
  readonly firstMs: number;
  /** Pictures of all points. */
  readonly framesMs: readonly number[];
  /** Frames while the camera moves, and how many points each has. */
  readonly movesMs: readonly number[];
  readonly movedPoints: readonly number[];
};

export type MeasureDrawing = (name: string, count: number, frames: number) => Promise<DrawingTimes>;

const measure: MeasureDrawing = async (name, count, frames) => {
  const start = contestants[name];
  if (start === undefined) throw new Error(`There is no contestant “${name}”`);
  const cloud = cloudOf(count);
  const canvas = document.createElement('canvas');
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  document.body.append(canvas);
  const contestant = start(canvas, size);
  // Shaders and buffers of nothing are made beforehand: the first draw is that of the points.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const begin = performance.now();
  await contestant.draw(cloud);
  const firstMs = performance.now() - begin;
  const framesMs: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const before = performance.now();
    await contestant.frame(Math.sin(frame) * 0.1, Math.cos(frame) * 0.1, 2 - 0.02 * frame);
    framesMs.push(performance.now() - before);
  }
  const movesMs: number[] = [];
  const movedPoints: number[] = [];
  const moves = contestant.move ? frames : 0;
  for (let frame = 0; frame < moves; frame++) {
    const [x, y] = [Math.cos(frame) * 0.1, Math.sin(frame) * 0.1];
    const before = performance.now();
    movedPoints.push((await contestant.move?.(x, y, 2 - 0.02 * frame)) ?? 0);
    movesMs.push(performance.now() - before);
  }
  // Still in the task that drew: a moment later the pixels are handed on.
  const lit = litShare(canvas);
  if (lit < 0.05) throw new Error(`${name} lit ${lit} of the picture: it draws nothing`);
  contestant.dispose();
  canvas.remove();
  return { firstMs, framesMs, movesMs, movedPoints };
};

Object.assign(globalThis, { measureDrawing: measure });

/** Share of the pixels that are not empty. */
function litShare(canvas: HTMLCanvasElement): number {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext('2d');
  if (context === null) throw new Error('No canvas to look at the picture with');
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let lit = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) lit++;
  return lit / (data.length / 4);
}

/** Forty round heaps of different width. */
function cloudOf(count: number): Cloud {
  const random = seededRandom(7);
  const heaps = Array.from({ length: 40 }, () => ({
    x: 1.6 * random() - 0.8,
    y: 1.6 * random() - 0.8,
    width: 0.02 + 0.1 * random(),
  }));
  const xy = new Float32Array(2 * count);
  const categories = new Uint16Array(count);
  for (let index = 0; index < count; index++) {
    const heap = Math.floor(random() * heaps.length);
    const { x, y, width } = heaps[heap]!;
    xy[2 * index] = x + (random() + random() + random() - 1.5) * width;
    xy[2 * index + 1] = y + (random() + random() + random() - 1.5) * width;
    categories[index] = heap % categoryCount;
  }
  return { xy, categories };
}
