import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unpackHits } from '../../../../src/engine/namespace/calls/storedHits.ts';
import type { Filter } from '../../../../src/model/filter/filter.ts';
import { decodeFilter } from '../../../../src/model/filter/decodeFilter.ts';
import { matchesFilter } from '../../../../src/model/filter/matchesFilter.ts';
import type { MapKey } from '../../../../src/model/map/mapAnalysis.ts';
import { namespaceField, defaultMapParameters } from '../../../../src/model/map/map.ts';
import type { MapFrame, MapParameters } from '../../../../src/model/map/map.ts';
import { FrameReader } from '../../../../src/model/map/mapFrame.ts';
import { pointKey, parsePointKey } from '../../../../src/model/map/pointKey.ts';
import { openEngine, type OpenEngine } from '../samples/openEngine.ts';
import { exactScore } from '../vectorSearch/oracle.ts';
import { blobs } from './mapInput.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** Each namespace has the same ids. */
const counts = { large: 2500, middle: 400, small: 100 } as const;
const dimension = 12;
const { values } = blobs({ count: 3000, dimension, clusters: 4, seed: 3 });
const metrics = ['cosine', 'dotproduct', 'euclidean'] as const;

let engine: OpenEngine;
beforeAll(async () => {
  engine = await openEngine();
  for (const metric of metrics) await createIndex(metric);
});
afterAll(() => engine[Symbol.asyncDispose]());

const placeOf = (namespace: string, at: number): number =>
  at + { large: 0, middle: 2500, small: 2900 }[namespace]!;
const vectorOf = (namespace: string, at: number): Float32Array => {
  const row = placeOf(namespace, at);
  return values.slice(row * dimension, (row + 1) * dimension);
};
const metadataOf = (namespace: string, at: number) => ({
  at,
  isEven: at % 2 === 0,
  shelf: `${namespace[0]}${at % 3}`,
  title: `Record ${at}`,
  text: `${'filling '.repeat(60)}${at % 100 === 7 ? 'The End (of it)' : 'and on'}`,
});

async function createIndex(metric: (typeof metrics)[number]): Promise<void> {
  await engine.store.calls.call('index.create', {
    name: metric,
    kind: 'vectors',
    vectorType: 'dense',
    dimension,
    metric,
    cloud: 'local',
    region: 'local',
    tags: {},
    isProtected: false,
  });
  for (const [namespace, count] of Object.entries(counts))
    await upsert(metric, namespace, 0, count);
}

async function upsert(index: string, namespace: string, first: number, end: number): Promise<void> {
  const numbers = Array.from({ length: end - first }, (_, at) => first + at);
  const batch = {
    ids: numbers.map((at) => `r${at}`),
    values: Float32Array.from(numbers.flatMap((at) => [...vectorOf(namespace, at)])).buffer,
    metadata: numbers.map((at) => metadataOf(namespace, at)),
  };
  await engine.store.calls.call('records.upsert', { index, namespace, batch });
}

const keyOf = (index: string, parameters: Partial<MapParameters> = {}): MapKey => ({
  index,
  namespace: 'large',
  parameters: { ...defaultMapParameters, method: 'pca', ...parameters },
});
const all = { namespaces: ['middle', 'small'] } as const;

async function make(key: MapKey) {
  const reply = await engine.fetch('/_vectorscope/maps', key);
  const decoder = new TextDecoder();
  const reader = new FrameReader((bytes) => decoder.decode(bytes));
  const frames: MapFrame[] = [];
  for await (const chunk of reply.body!) frames.push(...reader.push(chunk));
  const points = frames.find((frame) => frame.type === 'points');
  const done = frames.at(-1);
  if (points?.type !== 'points' || done?.type !== 'done') throw new Error('no map');
  const columns = frames.flatMap((frame) => (frame.type === 'column' ? [frame.column] : []));
  return { ...points, columns, cachedAtMs: done.cachedAtMs };
}

async function ask<T>(route: string, body: object): Promise<T> {
  const reply = await engine.fetch(`/_vectorscope/maps/${route}`, body);
  expect(reply.status).toBe(200);
  return (await reply.json()) as T;
}

const countOf = (ids: readonly string[]): Record<string, number> => {
  const found: Record<string, number> = { large: 0, middle: 0, small: 0 };
  for (const key of ids) found[parsePointKey(key, 'large').namespace]!++;
  return found;
};

describe('a map of several namespaces', () => {
  it('shows the records of all namespaces, with separate points for equal ids, and a namespace column', async () => {
    const { ids, total, columns } = await make(keyOf('cosine', all));
    expect([ids.length, new Set(ids).size, total]).toEqual([3000, 3000, 3000]);
    expect(countOf(ids)).toEqual(counts);
    expect(ids).toContain(pointKey({ namespace: 'small', id: 'r7' }));
    expect(columns[0]).toEqual({
      kind: 'category',
      name: namespaceField,
      labels: ['large', 'middle', 'small'],
      counts: [2500, 400, 100],
    });
  });

  it('samples each namespace in proportion', async () => {
    const shares = { large: 0, middle: 0, small: 0 };
    const seeds = 20;
    for (let seed = 0; seed < seeds; seed++) {
      const { ids, total } = await make(keyOf('cosine', { ...all, sample: 600, seed }));
      expect([ids.length, total]).toEqual([600, 3000]);
      const found = countOf(ids);
      for (const name of ['large', 'middle', 'small'] as const)
        shares[name] += found[name]! / seeds;
    }
    // The standard error of these means is 2.0, 1.9 and 1.0 records.
    expect(Math.abs(shares.large - 500)).toBeLessThan(8);
    expect(Math.abs(shares.middle - 80)).toBeLessThan(8);
    expect(Math.abs(shares.small - 20)).toBeLessThan(4);
  });

  it('is cached until one namespace changes, apart from the map of a single namespace', async () => {
    const key = keyOf('dotproduct', all);
    expect((await make(key)).cachedAtMs).toBeUndefined();
    expect((await make(key)).cachedAtMs).toBeTypeOf('number');
    expect((await make(keyOf('dotproduct'))).ids.length).toBe(2500);
    await upsert('dotproduct', 'small', 0, 1);
    expect((await make(key)).cachedAtMs).toBeUndefined();
  });

  it('has titles, and finds words beyond the beginnings of texts that views get', async () => {
    const key = keyOf('euclidean', all);
    const { ids, titles, texts } = await make(key);
    expect(titles?.[0]).toMatch(/^Record \d+$/);
    expect(texts.every((text) => text.length <= 301)).toBe(true);
    const found = async (words: readonly string[]): Promise<readonly string[]> => {
      const { points } = await ask<{ points: string }>('containing', { ...key, words });
      const bits = Buffer.from(points, 'base64');
      return ids.filter((_, at) => ((bits[at >> 3]! >> (at & 7)) & 1) === 1);
    };
    expect(countOf(await found(['(of it)', 'END']))).toEqual({ large: 25, middle: 4, small: 1 });
    expect(await found(['end', 'on'])).toEqual([]);
    expect(countOf(await found(['Record 7', 'end']))).toMatchObject({ small: 1 });
    expect(await found(['r1999'])).toEqual([pointKey({ namespace: 'large', id: 'r1999' })]);
  });

  it('refuses a search without words of a usable length', async () => {
    const key = keyOf('euclidean', all);
    const reply = await engine.fetch('/_vectorscope/maps/containing', { ...key, words: [''] });
    expect(reply.status).toBe(400);
  });

  it('names the namespaces when all are empty', async () => {
    const key = { ...keyOf('cosine', { namespaces: ['void'] }), namespace: 'nothing' };
    const reply = await engine.fetch('/_vectorscope/maps', key);
    expect(await reply.text()).toContain(
      'The namespaces “nothing”, “void” of “cosine” have no records to map',
    );
  });

  it('finds duplicates and outliers by the keys of its points', async () => {
    const key = keyOf('euclidean', { ...all, method: 'umap', sample: 400 });
    const { ids } = await make(key);
    const { outliers } = await ask<{ outliers: { id: string }[] }>('outliers', {
      ...key,
      limit: 9,
    });
    expect(outliers.filter(({ id }) => !ids.includes(id))).toEqual([]);
  });

  it('places a vector by its nearest records in all namespaces', async () => {
    const key = keyOf('euclidean', all);
    await make(key);
    const vector = [...vectorOf('small', 5)];
    const { neighbours } = await ask<{ neighbours: { id: string; score: number }[] }>('place', {
      ...key,
      vector,
      neighbours: 12,
    });
    const nearest = Object.entries(counts)
      .flatMap(([namespace, count]) =>
        Array.from({ length: count }, (_, at) => ({
          id: pointKey({ namespace, id: `r${at}` }),
          score: exactScore('euclidean', Float32Array.from(vector), vectorOf(namespace, at)),
        })),
      )
      .sort((one, other) => one.score - other.score)
      .slice(0, 12);
    expect(neighbours.map(({ id }) => id)).toEqual(nearest.map(({ id }) => id));
  });
});

describe('a filter over the points of a map', () => {
  const filters: readonly object[] = [
    { isEven: true },
    { at: { $gte: 50, $lt: 90 } },
    { $or: [{ shelf: { $in: ['s1', 'm2'] } }, { at: 3 }] },
    { nothing: 'of the kind' },
  ];

  it.each(filters)(
    'finds all matching points and counts matches that are not on the map: %j',
    async (json) => {
      const key = keyOf('cosine', { ...all, sample: 900 });
      const { ids } = await make(key);
      const { points, total } = await ask<{ points: string; total: number }>('matching', {
        ...key,
        filter: json,
      });
      const filter: Filter = decodeFilter(json);
      const expected = ids.map((point) => {
        const { namespace, id } = parsePointKey(point, 'large');
        return matchesFilter(filter, metadataOf(namespace, Number(id.slice(1))));
      });
      const bits = Buffer.from(points, 'base64');
      const found = ids.map((_, at) => ((bits[at >> 3]! >> (at & 7)) & 1) === 1);
      expect(found).toEqual(expected);
      const everywhere = Object.entries(counts).flatMap(([namespace, count]) =>
        Array.from({ length: count }, (_, at) => matchesFilter(filter, metadataOf(namespace, at))),
      );
      expect(total).toBe(everywhere.filter(Boolean).length);
    },
  );

  it('leaves out deleted records', async () => {
    const key = { ...keyOf('dotproduct'), namespace: 'middle' };
    const { ids } = await make(key);
    await engine.store.calls.call('records.delete', {
      index: 'dotproduct',
      namespace: 'middle',
      selection: { ids: ['r4'] },
    });
    const { points, total } = await ask<{ points: string; total: number }>('matching', {
      ...key,
      filter: { isEven: true },
    });
    const at = ids.indexOf('r4');
    expect((Buffer.from(points, 'base64')[at >> 3]! >> (at & 7)) & 1).toBe(0);
    expect(total).toBe(199);
  });

  it('is refused when invalid or when the map is missing', async () => {
    const wrong = await engine.fetch('/_vectorscope/maps/matching', {
      ...keyOf('cosine', all),
      filter: { at: { $gtr: 1 } },
    });
    const unknown = await engine.fetch('/_vectorscope/maps/matching', {
      ...keyOf('cosine', { seed: 999 }),
      filter: {},
    });
    expect([wrong.status, unknown.status]).toEqual([400, 404]);
  });
});

describe('the scores of the points of a map', () => {
  it.each(metrics)('equal those of a query: %s', async (metric) => {
    const key = keyOf(metric, { ...all, seed: 5 });
    const { ids } = await make(key);
    const vector = Float32Array.from(vectorOf('middle', 17), (at, axis) => at + axis / 10);
    const { scores } = await ask<{ scores: string }>('scores', { ...key, vector: [...vector] });
    const bytes = Buffer.from(scores, 'base64');
    const found = new Map(ids.map((id, at) => [id, bytes.readFloatLE(4 * at)]));
    for (const namespace of Object.keys(counts)) {
      const { hits } = await engine.store.calls.call('records.query', {
        index: metric,
        namespace,
        topK: 10_000,
        by: { vector },
        includeValues: false,
        includeMetadata: false,
      });
      const gaps = unpackHits(hits).map(({ id, score }) => {
        const point = found.get(pointKey({ namespace, id }))!;
        return Math.abs(point - score) / Math.max(1, Math.abs(score));
      });
      // The last bit may differ because sums are accumulated in another order.
      expect(Math.max(...gaps)).toBeLessThan(1.3e-7);
    }
  });

  it('are NaN for deleted records', async () => {
    const key = { ...keyOf('dotproduct', { seed: 6 }), namespace: 'small' };
    const { ids } = await make(key);
    await engine.store.calls.call('records.delete', {
      index: 'dotproduct',
      namespace: 'small',
      selection: { ids: ['r9'] },
    });
    const { scores } = await ask<{ scores: string }>('scores', {
      ...key,
      vector: [...vectorOf('small', 1)],
    });
    const bytes = Buffer.from(scores, 'base64');
    const missing = ids.filter((_, at) => Number.isNaN(bytes.readFloatLE(4 * at)));
    expect(missing).toEqual(['r9']);
  });

  it('are refused for a vector of another dimension', async () => {
    await make(keyOf('cosine'));
    const reply = await engine.fetch('/_vectorscope/maps/scores', {
      ...keyOf('cosine'),
      vector: [1, 2],
    });
    expect(reply.status).toBe(400);
  });
});
