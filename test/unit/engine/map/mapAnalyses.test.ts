import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MapKey } from '../../../../src/model/map/mapAnalysis.ts';
import { alignPoints, type MapAlignment } from '../../../../src/model/map/mapAlignment.ts';
import {
  defaultMapParameters,
  type MapFrame,
  type MapParameters,
} from '../../../../src/model/map/map.ts';
import { FrameReader } from '../../../../src/model/map/mapFrame.ts';
import { createRandom } from '../../../../src/common/random.ts';
import { openEngine, type OpenEngine } from '../samples/openEngine.ts';
import { blobs } from './mapInput.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const dimension = 16;
const { values } = blobs({ count: 660, dimension, clusters: 5, seed: 8 });
const vectorOf = (record: number): Float32Array =>
  values.slice(record * dimension, (record + 1) * dimension);

let engine: OpenEngine;
beforeAll(async () => {
  engine = await openEngine();
  await create('blobs');
  await upsert('blobs', 0, 600);
  // Three copies of a record and one isolated record.
  await upsertVectors('blobs', ['copy 1', 'copy 2'], [vectorOf(7), vectorOf(7)]);
  await upsertVectors(
    'blobs',
    ['alone'],
    [Float32Array.from(vectorOf(0), (at, d) => (d % 2 ? 9 : -9) - at)],
  );
});
afterAll(() => engine[Symbol.asyncDispose]());

const create = (name: string): Promise<void> =>
  engine.store.calls.call('index.create', {
    name,
    kind: 'vectors',
    vectorType: 'dense',
    dimension,
    metric: 'euclidean',
    cloud: 'local',
    region: 'local',
    tags: {},
    isProtected: false,
  });

async function upsertVectors(
  index: string,
  ids: readonly string[],
  vectors: readonly Float32Array[],
): Promise<void> {
  const rows = Float32Array.from(vectors.flatMap((vector) => [...vector]));
  const batch = { ids, values: rows.buffer, metadata: ids.map(() => ({})) };
  await engine.store.calls.call('records.upsert', { index, namespace: '', batch });
}

const upsert = (index: string, first: number, end: number): Promise<void> => {
  const records = Array.from({ length: end - first }, (_, at) => first + at);
  return upsertVectors(
    index,
    records.map((record) => `r${record}`),
    records.map(vectorOf),
  );
};

const keyOf = (index: string, parameters: Partial<MapParameters> = {}): MapKey => ({
  index,
  namespace: '',
  parameters: { ...defaultMapParameters, ...parameters },
});

type ReceivedMap = {
  readonly ids: readonly string[];
  readonly xy: Float32Array;
  readonly done: Extract<MapFrame, { type: 'done' }>;
  readonly frames: readonly MapFrame[];
};

async function make(key: MapKey): Promise<ReceivedMap> {
  const reply = await engine.fetch('/_vectorscope/maps', key);
  const decoder = new TextDecoder();
  const reader = new FrameReader((bytes) => decoder.decode(bytes));
  const frames: MapFrame[] = [];
  for await (const chunk of reply.body!) frames.push(...reader.push(chunk));
  const points = frames.find((frame) => frame.type === 'points');
  const positions = frames.findLast((frame) => frame.type === 'positions');
  const done = frames.at(-1);
  if (points?.type !== 'points' || done?.type !== 'done') throw new Error('no map');
  return { ids: points.ids, xy: new Float32Array(positions!.data), done, frames };
}

async function ask(route: string, body: unknown): Promise<{ status: number; answer: unknown }> {
  const reply = await engine.fetch(`/_vectorscope/maps/${route}`, body);
  return { status: reply.status, answer: await reply.json() };
}

/** Returns the alignment of two maps by the points with the same ids. */
function alignmentOf(one: ReceivedMap, other: ReceivedMap): MapAlignment {
  const indexOfId = new Map(other.ids.map((id, at) => [id, at]));
  const shared = one.ids.flatMap((id, at) => (indexOfId.has(id) ? [[at, indexOfId.get(id)!]] : []));
  const pick = (xy: Float32Array, side: number): Float32Array =>
    Float32Array.from(shared.flatMap((pair) => [xy[pair[side]! * 2]!, xy[pair[side]! * 2 + 1]!]));
  return alignPoints(pick(one.xy, 0), pick(other.xy, 1))!;
}

describe('a finished map', () => {
  it('reports its quality and the accuracy of each position', async () => {
    const { done, frames, ids } = await make(keyOf('blobs'));
    expect(done.quality).toMatchObject({ neighbours: 14, recall: 1 });
    expect(done.quality!.trustworthiness).toBeGreaterThan(0.85);
    const shares = frames.find((frame) => frame.type === 'positionAccuracy')!;
    expect(shares.data.byteLength).toBe(4 * ids.length);
  });

  it('is served from the cache with the same positions', async () => {
    const key = keyOf('blobs', { seed: 5 });
    const first = await make(key);
    const threads = engine.mapThreads.length;
    const again = await make(key);
    expect(engine.mapThreads.length).toBe(threads);
    expect(again.done.cachedAtMs).toBeTypeOf('number');
    expect([again.ids, again.xy, again.done.quality]).toEqual([
      first.ids,
      first.xy,
      first.done.quality,
    ]);
    expect(first.done.cachedAtMs).toBeUndefined();
  });

  it('is made again from its previous positions when records were added', async () => {
    await create('growing');
    await upsert('growing', 0, 600);
    const before = await make(keyOf('growing'));
    await upsert('growing', 600, 660);
    const after = await make(keyOf('growing'));
    expect([after.ids.length, after.done.cachedAtMs]).toEqual([660, undefined]);
    const { disparity, transform } = alignmentOf(before, after);
    expect(disparity).toBeLessThan(0.01);
    // Compared in place, without alignment.
    expect([transform.a, transform.b, transform.mirror]).toEqual([
      expect.closeTo(1, 0),
      expect.closeTo(0, 0),
      1,
    ]);
    expect(after.done.quality!.trustworthiness).toBeGreaterThan(
      before.done.quality!.trustworthiness - 0.02,
    );
  });

  it('starts from previous positions also when it shows a sample', async () => {
    await create('sampled');
    await upsert('sampled', 0, 600);
    const before = await make(keyOf('sampled', { sample: 300 }));
    await upsert('sampled', 600, 660);
    const after = await make(keyOf('sampled', { sample: 300 }));
    const { disparity, shared } = alignmentOf(before, after);
    expect(shared).toBeGreaterThan(240);
    expect(disparity).toBeLessThan(0.01);
  });

  it('is deleted with its index and not served to a new index of the same name', async () => {
    await create('short-lived');
    await upsert('short-lived', 0, 50);
    await make(keyOf('short-lived'));
    await engine.store.calls.call('index.delete', { name: 'short-lived' });
    await create('short-lived');
    await upsert('short-lived', 0, 50);
    expect((await make(keyOf('short-lived'))).done.cachedAtMs).toBeUndefined();
  });

  it('shows the records that were read when the index changes meanwhile, and is made again next time', async () => {
    await create('changing');
    await upsert('changing', 0, 600);
    const key = keyOf('changing', { neighbours: 40 });
    const [made] = await Promise.all([
      make(key),
      vi
        .waitUntil(() => engine.mapThreads.at(-1)!.threadId > 0, { timeout: 5000, interval: 1 })
        .then(() => upsert('changing', 600, 610)),
    ]);
    const next = await make(key);
    expect([made.ids.length, next.ids.length]).toEqual([600, 610]);
    expect(next.done.cachedAtMs).toBeUndefined();
    expect((await make(key)).done.cachedAtMs).toBeTypeOf('number');
  });

  it('is sent but not cached when the index is deleted meanwhile', async () => {
    await create('deleted');
    await upsert('deleted', 0, 600);
    const [made] = await Promise.all([
      make(keyOf('deleted', { neighbours: 50 })),
      vi
        .waitUntil(() => engine.mapThreads.at(-1)!.threadId > 0, { timeout: 5000, interval: 1 })
        .then(() => engine.store.calls.call('index.delete', { name: 'deleted' })),
    ]);
    expect(made.ids.length).toBe(600);
    expect(
      (await ask('outliers', { ...keyOf('deleted', { neighbours: 50 }), limit: 1 })).status,
    ).toBe(404);
  });
});

describe('a PCA map', () => {
  it.each([2, 3] as const)('has %i components', async (components) => {
    const { xy, ids, frames, done } = await make(keyOf('blobs', { method: 'pca', components }));
    expect(xy.length).toBe(components * ids.length);
    const shown = frames.flatMap((frame) => (frame.type === 'positions' ? [frame] : []));
    expect(shown).toEqual([
      {
        type: 'positions',
        epoch: 0,
        ...(components === 3 && { components }),
        explained: expect.any(Array) as number[],
        data: expect.any(ArrayBuffer) as ArrayBuffer,
      },
    ]);
    const explained = shown[0]?.explained ?? [];
    expect(explained.length).toBe(components);
    expect(explained.toSorted((a, b) => b - a)).toEqual(explained);
    expect(done.quality).toBeUndefined();
  });

  it('is the only map with three components', async () => {
    const reply = await engine.fetch('/_vectorscope/maps', keyOf('blobs', { components: 3 }));
    expect(reply.status).toBe(400);
  });
});

describe('analyses of a map', () => {
  const key = keyOf('blobs', { seed: 11 });
  let map: ReceivedMap;
  beforeAll(async () => {
    map = await make(key);
  });

  it('duplicates are records at a small distance', async () => {
    expect(await ask('duplicates', { ...key, maxDistance: 0 })).toEqual({
      status: 200,
      answer: { groups: [['copy 1', 'copy 2', 'r7']] },
    });
  });

  it.each([
    ['are all the same', 1],
    ['have three vectors among them', 3],
  ])('duplicates are found among 300 records that %s', async (_, distinct) => {
    const name = `same-${distinct}`;
    await create(name);
    const ids = Array.from({ length: 300 }, (_, at) => `s${String(at).padStart(3, '0')}`);
    await upsertVectors(
      name,
      ids,
      ids.map((_, at) => vectorOf(at % distinct)),
    );
    await make(keyOf(name));
    const { status, answer } = await ask('duplicates', { ...keyOf(name), maxDistance: 0 });
    const groups = Array.from({ length: distinct }, (_, rest) =>
      ids.filter((_, at) => at % distinct === rest),
    );
    expect([status, answer]).toEqual([200, { groups }]);
    const outliers = await ask('outliers', { ...keyOf(name), limit: 5 });
    expect(outliers.status).toBe(200);
  });

  it('a map of one record has neither duplicates nor outliers', async () => {
    await create('single');
    await upsert('single', 0, 1);
    await make(keyOf('single'));
    const key = keyOf('single');
    expect(await ask('duplicates', { ...key, maxDistance: 1 })).toEqual({
      status: 200,
      answer: { groups: [] },
    });
    expect((await ask('outliers', { ...key, limit: 5 })).answer).toEqual({ outliers: [] });
  });

  it('the first outlier is the isolated record, with its distance in index units', async () => {
    const { answer } = await ask('outliers', { ...key, limit: 3 });
    const { outliers } = answer as { outliers: { id: string; distance: number; factor: number }[] };
    expect([outliers.length, outliers[0]?.id]).toEqual([3, 'alone']);
    const gaps = Array.from({ length: 600 }, (_, record) =>
      Math.hypot(...vectorOf(record).map((at, d) => at - ((d % 2 ? 9 : -9) - vectorOf(0)[d]!))),
    );
    const nearest = gaps.sort((a, b) => a - b).slice(0, 14);
    expect(outliers[0]!.distance).toBeCloseTo(nearest.reduce((sum, gap) => sum + gap, 0) / 14, 3);
    expect(outliers[0]!.factor).toBeGreaterThan(3);
  });

  it.each(['factor', 'distance'] as const)('outliers are sorted by falling %s', async (by) => {
    const { answer } = await ask('outliers', { ...key, limit: 1000, by });
    const { outliers } = answer as { outliers: { id: string; distance: number; factor: number }[] };
    const numbers = outliers.map((outlier) => outlier[by]);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect([outliers.length, outliers[0]!.id]).toEqual([map.ids.length, 'alone']);
  });

  it('a record that is not on the map is placed next to its neighbours', async () => {
    const random = createRandom(3);
    const width = Math.max(...map.xy) - Math.min(...map.xy);
    for (const record of [3, 57, 411]) {
      const vector = Array.from(vectorOf(record), (at) => at + 0.01 * random.normal());
      const { answer } = await ask('place', { ...key, vector, neighbours: 10 });
      const { placement, neighbours } = answer as {
        placement: { x: number; y: number; isTorn: boolean };
        neighbours: { id: string }[];
      };
      const at = map.ids.indexOf(`r${record}`);
      const gap = Math.hypot(placement.x - map.xy[at * 2]!, placement.y - map.xy[at * 2 + 1]!);
      expect(gap / width).toBeLessThan(0.1);
      expect([neighbours.length, neighbours[0]!.id]).toEqual([10, `r${record}`]);
    }
  });

  it('two maps are aligned by their shared records', async () => {
    const other = await make(keyOf('blobs', { seed: 12, sample: 400 }));
    const { answer } = await ask('align', {
      from: key,
      to: keyOf('blobs', { seed: 12, sample: 400 }),
    });
    const expected = alignmentOf(map, other);
    expect(answer).toEqual(expected);
    expect(expected.shared).toBe(400);
  });

  it('are refused for a missing map and for invalid parameters', async () => {
    const unknown = keyOf('blobs', { seed: 999 });
    const replies = await Promise.all([
      ask('duplicates', { ...unknown, maxDistance: 0 }),
      ask('outliers', { ...unknown, limit: 5 }),
      ask('align', { from: key, to: unknown }),
      ask('place', { ...unknown, vector: [...vectorOf(0)], neighbours: 5 }),
      ask('place', { ...key, vector: [1, 2], neighbours: 5 }),
      ask('outliers', { ...key, limit: 0 }),
      ask('outliers', { ...key, limit: 5, by: 'name' }),
      ask('duplicates', { ...keyOf('nowhere'), maxDistance: 0 }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400, 400, 400, 404]);
    expect(replies[0].answer).toMatchObject({
      error: { message: 'There is no such map of “” in “blobs” yet: make it first' },
    });
  });
});
