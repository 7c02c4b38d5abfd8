import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Layout } from '../../../../src/engine/map/layout/layout.ts';
import { makeMap } from '../../../../src/engine/map/makeMap.ts';
import type { MapInput } from '../../../../src/engine/map/mapThreadCalls.ts';
import { startUmap } from '../../../../src/engine/map/layout/umap.ts';
import { startUmapJs } from '../../../../src/engine/map/layout/umapJs.ts';
import { vectorsOf } from '../../../../src/engine/map/workers/sharedVectors.ts';
import { normalizeVectors } from '../../../../src/engine/map/workers/vectors.ts';
import {
  defaultMapParameters,
  type MapFrame,
  type MapMethod,
} from '../../../../src/model/map/map.ts';
import { firstOf, inputOf, randomVectors, rowsOf, sampleInput } from './mapInput.ts';
import { alignPoints } from '../../../../src/model/map/mapAlignment.ts';
import { trustworthiness } from './trustworthiness.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

type Emitted = { readonly frame: MapFrame; readonly data: Float32Array };

/** Returns all frames of a map; the clock advances by `tickMs` per call. */
async function framesOf(
  input: MapInput,
  { startLayout = startUmap, tickMs = 10, threads = 1 } = {},
): Promise<Emitted[]> {
  const frames: Emitted[] = [];
  let now = 0;
  const copy: MapInput = { ...input, rows: rowsOf(vectorsOf(input.rows)) };
  await makeMap(
    copy,
    (frame) => {
      const numbers = frame.type === 'positions' ? frame.data : new ArrayBuffer(0);
      frames.push({ frame, data: new Float32Array(numbers) });
    },
    { layouts: { umap: startLayout, 'umap-js': startUmapJs }, now: () => (now += tickMs), threads },
  );
  return frames;
}

const typesOf = (frames: readonly Emitted[]): string[] =>
  frames.map(({ frame }) => frame.type).filter((type, at, all) => type !== all[at - 1]);

const positionFrames = (frames: readonly Emitted[]): Emitted[] =>
  frames.filter(({ frame }) => frame.type === 'positions');

const lastPositions = (frames: readonly Emitted[]): number[] => [
  ...(positionFrames(frames).at(-1)?.data ?? []),
];

/** Returns a layout that never moves points and counts its steps. */
const stillLayout = (epochs: number) => {
  let epoch = 0;
  return ({ start }: { start: Float64Array }): Layout => ({
    epochs,
    get epoch() {
      return epoch;
    },
    get isDone() {
      return epoch === epochs;
    },
    step: () => {
      epoch++;
      return Promise.resolve();
    },
    positions: () => Float32Array.from(start),
  });
};

describe('a map of fiori-docs', () => {
  let input: MapInput;
  let frames: Emitted[];
  beforeAll(async () => {
    input = await sampleInput('fiori-docs');
    frames = await framesOf(input);
  });

  it('emits points, columns, positions with progress, and done', () => {
    const types = typesOf(frames);
    expect(types.slice(0, 4)).toEqual(['points', 'column', 'positions', 'progress']);
    expect(types.at(-1)).toBe('done');
    expect(new Set(types.slice(2, -1))).toEqual(
      new Set(['positions', 'progress', 'positionAccuracy']),
    );
  });

  it('names every point and truncates long texts', () => {
    const [{ frame }] = frames as [Emitted];
    if (frame.type !== 'points') throw new Error('no points');
    expect([frame.ids.length, frame.texts.length, frame.total]).toEqual([778, 778, 778]);
    expect(Math.max(...frame.texts.map((text) => text.length))).toBe(301);
  });

  it('reports each stage from start to end', () => {
    const progress = frames.flatMap(({ frame }) =>
      frame.type === 'progress' ? [frame.progress] : [],
    );
    const ends = ['neighbours', 'layout', 'done'].map((stage) =>
      progress.findLast((one) => one.stage === stage),
    );
    expect(ends).toEqual([
      { stage: 'neighbours', done: 778, of: 778 },
      { stage: 'layout', done: 650, of: 650 },
      { stage: 'done', done: 1, of: 1 },
    ]);
  });

  it('emits position buffers of exact length, by rising epoch', () => {
    const shown = positionFrames(frames);
    const epochs = shown.map(({ frame }) => (frame.type === 'positions' ? frame.epoch : NaN));
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect([epochs.at(0), epochs.at(-1)]).toEqual([0, 650]);
    expect(new Set(shown.map(({ data }) => data.length))).toEqual(new Set([2 * 778]));
    expect(shown.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it('starts the layout from the first positions', async () => {
    const [first, second] = positionFrames(await framesOf(firstOf(input, 200), { tickMs: 40 })) as [
      Emitted,
      Emitted,
    ];
    const moves = first.data.map((at, i) => Math.abs(at - second.data[i]!));
    // The extent is 10; the first step moves the median point by a few tenths at most.
    expect(moves.sort()[moves.length >> 1]).toBeLessThan(1);
  });

  it('is the same for the same seed and differs for another', async () => {
    const some = firstOf(input, 200);
    const parameters = { ...defaultMapParameters, seed: 7 };
    const [one, same, other] = await Promise.all(
      [some, some, { ...some, parameters }].map(async (of) => lastPositions(await framesOf(of))),
    );
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('is the same for any number of threads', async () => {
    expect(lastPositions(await framesOf(input, { threads: 3 }))).toEqual(lastPositions(frames));
  });

  it('differs little between seeds', async () => {
    const maps = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const parameters = { ...defaultMapParameters, seed };
        return Float32Array.from(lastPositions(await framesOf({ ...input, parameters })));
      }),
    );
    const disparities = maps.map((map, at) => alignPoints(map, maps[(at + 1) % 3]!)!.disparity);
    expect(Math.max(...disparities)).toBeLessThan(0.02);
    expect(Math.min(...disparities)).toBeGreaterThan(0);
  });

  it('differs by umap-js and by PCA', async () => {
    const of = async (method: MapMethod): Promise<number[]> => {
      const parameters = { ...defaultMapParameters, method };
      return lastPositions(await framesOf({ ...firstOf(input, 100), parameters }));
    };
    const first = positionFrames(await framesOf(firstOf(input, 100)))[0]!.data;
    expect(await of('pca')).toEqual([...first]);
    expect(await of('umap-js')).not.toEqual(await of('umap'));
  });

  it('has a trustworthiness of at least 0.91, as high as umap-js', () => {
    const vectors = vectorsOf(rowsOf(vectorsOf(input.rows)));
    normalizeVectors(vectors, 'cosine', []);
    const first = positionFrames(frames)[0]!.data;
    const last = Float32Array.from(lastPositions(frames));
    const trust = [first, last].map((xy) => trustworthiness(vectors, xy, 15));
    expect(trust[1]).toBeGreaterThan(0.91);
    expect(trust[1]).toBeGreaterThan(trust[0]!);
  });
});

describe('a map of', () => {
  it.each([1, 2, 3])('%i records shows their PCA positions', async (count) => {
    const rows = [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 3],
    ].slice(0, count);
    const frames = await framesOf(inputOf(rows));
    expect(typesOf(frames)).toEqual(['points', 'positions', 'progress', 'done']);
    expect(lastPositions(frames).every(Number.isFinite)).toBe(true);
    expect(new Set(pointsOf(lastPositions(frames))).size).toBe(count);
  });

  it('fewer records than neighbours uses all records as neighbours', async () => {
    const { values } = randomVectors(6, 4, 2);
    const rows = Array.from({ length: 6 }, (_, row) => [...values.subarray(row * 4, row * 4 + 4)]);
    const frames = await framesOf(inputOf(rows));
    expect(positionFrames(frames).at(-1)?.frame).toMatchObject({ epoch: 650 });
    expect(lastPositions(frames).every(Number.isFinite)).toBe(true);
  });

  it.each([
    [1, 'euclidean'],
    [1, 'cosine'],
    [2, 'cosine'],
    [20_000, 'cosine'],
    [20_000, 'euclidean'],
  ] as const)('vectors of dimension %i is laid out (%s)', async (dimension, metric) => {
    const { values } = randomVectors(60, dimension, 12);
    const rows = Array.from({ length: 60 }, (_, row) => [
      ...values.subarray(row * dimension, (row + 1) * dimension),
    ]);
    const xy = lastPositions(await framesOf({ ...inputOf(rows), metric }));
    expect(xy.every(Number.isFinite)).toBe(true);
    expect(new Set(pointsOf(xy)).size).toBeGreaterThan(1);
  });

  it('huge and tiny values equals the map of the same values at normal scale', async () => {
    const { values } = randomVectors(60, 5, 3);
    const scaled = (scale: number): number[][] =>
      Array.from({ length: 60 }, (_, row) =>
        Array.from(values.subarray(row * 5, row * 5 + 5), (at) => at * scale),
      );
    const [plain, huge, tiny] = await Promise.all(
      // Powers of two scale without rounding.
      [1, 2 ** 60, 2 ** -60].map(async (scale) =>
        lastPositions(await framesOf(inputOf(scaled(scale)))),
      ),
    );
    expect(huge).toEqual(plain);
    expect(tiny).toEqual(plain);
  });

  it.each(['cosine', 'euclidean', 'dotproduct'] as const)(
    'equal records shows them at one point (%s)',
    async (metric) => {
      const rows = Array.from({ length: 50 }, () => [0.1, 0.7, 0.3]);
      expect(lastPositions(await framesOf({ ...inputOf(rows), metric }))).toEqual(
        Array(100).fill(0),
      );
    },
  );

  it('mostly duplicates stays finite and places the duplicates together', async () => {
    const { values } = randomVectors(30, 4, 9);
    const rows = Array.from({ length: 90 }, (_, row) =>
      row < 60 ? [1, 2, 3, 4] : [...values.subarray((row - 60) * 4, (row - 59) * 4)],
    );
    const xy = lastPositions(await framesOf(inputOf(rows)));
    expect(xy.every(Number.isFinite)).toBe(true);
    const width = (points: readonly number[]): number => Math.max(...points) - Math.min(...points);
    const along = xy.filter((_, at) => at % 2 === 0);
    expect(width(along.slice(0, 60))).toBeLessThan(width(along));
  });

  it('some duplicates places those together and the rest apart', async () => {
    const { values } = randomVectors(120, 6, 9);
    const rowAt = (at: number): number[] => [
      ...values.subarray(6 * (at % 120), 6 * (at % 120) + 6),
    ];
    const xy = lastPositions(
      await framesOf(inputOf(Array.from({ length: 200 }, (_, at) => rowAt(at)))),
    );
    const gap = (a: number, b: number): number =>
      Math.hypot(xy[2 * a]! - xy[2 * b]!, xy[2 * a + 1]! - xy[2 * b + 1]!);
    const same = Array.from({ length: 80 }, (_, at) => gap(at, at + 120));
    expect(Math.max(...same)).toBeLessThan(0.05);
    expect(new Set(pointsOf(xy)).size).toBe(200);
    const others = Array.from({ length: 119 }, (_, at) => gap(at, at + 1)).sort((a, b) => a - b);
    expect(others[60]).toBeGreaterThan(20 * Math.max(...same));
  });

  it('duplicates with a new record keeps the previous position of their vector', async () => {
    const { values } = randomVectors(60, 6, 9);
    const rows = Array.from({ length: 60 }, (_, at) => [...values.subarray(6 * at, 6 * at + 6)]);
    const previous = inputOf(rows);
    const before = lastPositions(await framesOf(previous));
    // The new first record duplicates the vector of the old first record.
    const later = inputOf([rows[0]!, ...rows]);
    const after = lastPositions(
      await framesOf({
        ...later,
        ids: ['new', ...previous.ids],
        previous: { ids: previous.ids, positions: Float32Array.from(before).buffer },
      }),
    );
    const moved = before.map((at, i) => Math.abs(at - after[i + 2]!));
    expect(Math.max(...moved)).toBeLessThan(0.5);
    expect(Math.hypot(after[0]! - before[0]!, after[1]! - before[1]!)).toBeLessThan(0.5);
  });

  it('some zero vectors stays finite', async () => {
    const { values } = randomVectors(40, 4, 9);
    const rows = Array.from({ length: 42 }, (_, row) =>
      row < 2 ? [0, 0, 0, 0] : [...values.subarray((row - 2) * 4, (row - 1) * 4)],
    );
    expect(
      lastPositions(await framesOf({ ...inputOf(rows), metric: 'cosine' })).every(Number.isFinite),
    ).toBe(true);
  });

  it('NaN values is rejected with the id of the record', async () => {
    await expect(
      framesOf(
        inputOf([
          [1, 2],
          [3, NaN],
          [5, 6],
        ]),
      ),
    ).rejects.toMatchObject({
      kind: 'badInput',
      message: 'The vector of “1” holds what is no number',
    });
  });
});

describe('the position frames of a map', () => {
  it('are emitted at most 30 times a second, and the last one always', async () => {
    const input = inputOf(Array.from({ length: 8 }, (_, row) => [row, row * row]));
    const epochs = async (tickMs: number): Promise<number[]> =>
      positionFrames(await framesOf(input, { startLayout: stillLayout(20), tickMs })).map(
        ({ frame }) => (frame.type === 'positions' ? frame.epoch : NaN),
      );
    expect(await epochs(10)).toEqual([0, 1, 5, 9, 13, 17, 20]);
    expect(await epochs(50)).toEqual(Array.from({ length: 21 }, (_, epoch) => epoch));
    expect(await epochs(0.001)).toEqual([0, 1, 20]);
  });
});

function pointsOf(xy: readonly number[]): string[] {
  return Array.from({ length: xy.length / 2 }, (_, at) => `${xy[at * 2]} ${xy[at * 2 + 1]}`);
}
