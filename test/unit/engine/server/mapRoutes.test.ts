import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MapCache } from '../../../../src/engine/map/cache/mapCache.ts';
import { MapAnalyses } from '../../../../src/engine/map/analysis/mapAnalyses.ts';
import type { MapThreadCalls } from '../../../../src/engine/map/mapThreadCalls.ts';
import { runMap } from '../../../../src/engine/map/runMap.ts';
import { startMapThread } from '../../../../src/engine/map/startMapThread.ts';
import { createSample } from '../../../../src/engine/samples/createSample.ts';
import { spawnWorker } from '../../../../src/engine/workers/spawnWorker.ts';
import {
  defaultMapParameters,
  type MapFrame,
  type MapFrameOf,
} from '../../../../src/model/map/map.ts';
import { FrameReader } from '../../../../src/model/map/mapFrame.ts';
import { defaultNamespace } from '../../../../src/model/vectorIndex.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';
import { openEngine, samplesFolder, type OpenEngine } from '../samples/openEngine.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let engine: OpenEngine;

beforeAll(async () => {
  engine = await openEngine();
  for (const name of ['fiori-docs', 'english-words']) {
    await createSample({
      store: engine.store.calls,
      samplesFolder,
      name,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  }
});
afterAll(() => engine[Symbol.asyncDispose]());

const request = (index: string, parameters = {}, namespace = defaultNamespace) => ({
  index,
  namespace,
  parameters: { ...defaultMapParameters, ...parameters },
});

const ask = (body: unknown, signal?: AbortSignal): Promise<Response> =>
  engine.fetch('/_vectorscope/maps', body, signal);

async function* framesOf(reply: Response): AsyncGenerator<MapFrame> {
  const decoder = new TextDecoder();
  const reader = new FrameReader((bytes) => decoder.decode(bytes));
  for await (const chunk of reply.body!) yield* reader.push(chunk);
  reader.end();
}

async function readFrames(reply: Response): Promise<MapFrame[]> {
  const frames: MapFrame[] = [];
  for await (const frame of framesOf(reply)) frames.push(frame);
  return frames;
}

const allFrames = async (body: unknown): Promise<MapFrame[]> => readFrames(await ask(body));

const ofType = <T extends MapFrame['type']>(frames: readonly MapFrame[], type: T) =>
  frames.filter((one): one is MapFrameOf<T> => one.type === type);

describe('a map of an index', () => {
  it('arrives as frames, from the points to the end, and its thread is gone then', async () => {
    const reply = await ask(request('fiori-docs'));
    expect(reply.headers.get('content-type')).toBe('application/octet-stream');
    const frames = await readFrames(reply);
    expect(frames[0]).toMatchObject({ type: 'points', total: 778 });
    expect(ofType(frames, 'column').map(({ column }) => column.name)).toEqual([
      'category',
      'tags',
      'words',
    ]);
    const pictures = ofType(frames, 'positions');
    expect(pictures.at(-1)).toMatchObject({ epoch: 650 });
    expect(pictures.every(({ data }) => data.byteLength === 778 * 8)).toBe(true);
    expect(frames.at(-1)).toMatchObject({ type: 'done', tookMs: expect.any(Number) });
    expect(engine.mapThreads.at(-1)?.threadId).toBe(-1);
  });

  it('is the same twice', async () => {
    const body = request('fiori-docs', { neighbours: 5 });
    const [a, b] = await Promise.all([allFrames(body), allFrames(body)]);
    const last = (frames: MapFrame[]) =>
      new Float32Array(ofType(frames, 'positions').at(-1)?.data ?? []);
    expect(last(a)).toEqual(last(b));
    expect(a[0]).toEqual(b[0]);
  });

  it('is of a seeded sample if there are more records', async () => {
    const idsOf = async (seed: number): Promise<readonly string[]> => {
      const frames = await allFrames(request('fiori-docs', { sample: 30, seed }));
      const [points] = ofType(frames, 'points');
      expect([points?.ids.length, points?.total]).toEqual([30, 778]);
      return points!.ids;
    };
    expect(await idsOf(1)).toEqual(await idsOf(1));
    expect(await idsOf(1)).not.toEqual(await idsOf(2));
  });

  it('of an empty namespace fails with a reason', async () => {
    const frames = await allFrames(request('fiori-docs', {}, 'nowhere'));
    expect(frames).toEqual([
      {
        type: 'failed',
        kind: 'badInput',
        message: 'The namespace “nowhere” of “fiori-docs” has no records to map',
      },
    ]);
  });

  it('is refused before it begins if the index or the request is wrong', async () => {
    const bodies = [
      request('no-such-index'),
      request('fiori-docs', { neighbours: 1 }),
      request('fiori-docs', { minDistance: 2 }),
      request('fiori-docs', { seed: 0.5 }),
      request('fiori-docs', { sample: 0 }),
      request('fiori-docs', { method: 't-sne' }),
      request('fiori-docs', { method: 'umap-js', sample: 50_001 }),
      request('fiori-docs', { method: 'pca', detail: 'fine' }),
      request('fiori-docs', { detail: 'finest' }),
      request('fiori-docs', { sample: 1_000_001 }),
      { index: 'fiori-docs' },
    ];
    const replies = await Promise.all(bodies.map((body) => ask(body)));
    expect(replies.map(({ status }) => status)).toEqual([404, ...Array<number>(10).fill(400)]);
    expect(await replies[0]?.json()).toMatchObject({ error: { code: 'NOT_FOUND' }, status: 404 });
  });
});

describe('a map whose client goes away', () => {
  it.each(['neighbours', 'layout'])(
    'ends its thread in the middle of the stage %s',
    async (stage) => {
      const stop = new AbortController();
      const frames = framesOf(await ask(request('english-words', { sample: 5000 }), stop.signal));
      for (let isThere = false; !isThere;) {
        const { value } = await frames.next();
        const frame = value!;
        isThere = frame.type === 'progress' && frame.progress.stage === stage;
      }
      const ended = once(engine.mapThreads.at(-1)!, 'exit');
      stop.abort();
      // A thread that comes to its end by itself leaves with 0.
      expect(await ended).toEqual([1]);
    },
  );

  it('leaves the engine ready for the next one', async () => {
    const stop = new AbortController();
    const frames = framesOf(await ask(request('english-words'), stop.signal));
    await frames.next();
    stop.abort();
    const next = await allFrames(request('fiori-docs', { sample: 50 }));
    expect(next.at(-1).type).toBe('done');
  });
});

describe('a map whose thread dies', () => {
  it('fails instead of waiting for ever', async () => {
    const reply = await ask(request('english-words'));
    const frames: MapFrame[] = [];
    for await (const frame of framesOf(reply)) {
      if (frames.length === 0) void engine.mapThreads.at(-1)!.terminate();
      frames.push(frame);
    }
    expect(frames.at(-1)).toEqual({
      type: 'failed',
      kind: 'internal',
      message: 'The engine failed; see its log',
    });
  });

  it('reports a lack of memory', async () => {
    const resources = {
      store: engine.store.calls,
      maps: new MapCache(path.join(tmpdir(), 'vectorscope-no-maps')),
      log: new RecordingLog(),
      startMapThread: () =>
        spawnWorker<MapThreadCalls>({
          name: 'map',
          source: new URL('../../../../src/engine/map/mapThread.ts', import.meta.url),
          bundle: 'engine-map.js',
          resourceLimits: { maxOldGenerationSizeMb: 60 },
        }),
    };
    const { signal } = new AbortController();
    await expect(
      runMap(resources, request('english-words', { method: 'umap-js' }), signal, () => undefined),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'A map of 10000 records needs more memory than there is: choose a smaller sample',
    });
  });
});

describe('a map that is done', () => {
  it('is cached although its client leaves at the last frame', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-left-'));
    try {
      const { store } = engine;
      const maps = new MapCache(folder);
      const resources = { store: store.calls, maps, log: new RecordingLog(), startMapThread };
      const key = request('fiori-docs', { seed: 6 });
      const leave = new AbortController();
      await runMap(resources, key, leave.signal, ({ type }) => {
        if (type === 'done') leave.abort();
      });
      expect(await new MapAnalyses(resources).outliers(key, 3, 'distance')).toHaveLength(3);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('answers questions at once, though it is still being written', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-asked-'));
    try {
      const { store } = engine;
      const maps = new MapCache(folder);
      const resources = { store: store.calls, maps, log: new RecordingLog(), startMapThread };
      const key = request('fiori-docs', { seed: 5 });
      const { signal } = new AbortController();
      let asked: Promise<unknown> | undefined;
      await runMap(resources, key, signal, ({ type }) => {
        if (type === 'done') asked = new MapAnalyses(resources).outliers(key, 3, 'distance');
      });
      expect(await asked).toHaveLength(3);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
