import { Hono } from 'hono';
import { isCancelled } from '../../../common/failure.ts';
import type { Log } from '../../../common/log.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { MapFrame } from '../../../model/map/map.ts';
import type { MapKey } from '../../../model/map/mapAnalysis.ts';
import { encodeFrame } from '../../../model/map/mapFrame.ts';
import { jobFailure } from '../../workers/jobFailure.ts';
import { jobStream, streamResponse } from './jobStream.ts';
import { MapCache } from '../../map/cache/mapCache.ts';
import { MapAnalyses } from '../../map/analysis/mapAnalyses.ts';
import { runMap, type MapResources } from '../../map/runMap.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { readJson } from './body.ts';
import {
  decodeAlign,
  decodeContaining,
  decodeDuplicates,
  decodeMapKey,
  decodeMatching,
  decodeOutliers,
  decodePlace,
  decodeScores,
} from '../schemas/mapRequests.ts';

/** The routes for maps and analyses of stored maps. Failures before a stream are thrown for the app's error handler. */
export function mapRoutes(deps: MapDeps): Hono {
  const routes = new Hono();
  const resources: MapResources = { ...deps, maps: new MapCache(deps.dataFolder) };
  const analyses = new MapAnalyses(resources);

  routes.post('/_vectorscope/maps', async (context) => {
    const key = decodeMapKey(await readJson(context));
    await deps.store.call('index.describe', { name: key.index });
    return streamResponse(mapStream(resources, key), 'application/octet-stream');
  });

  routes.post('/_vectorscope/maps/duplicates', async (context) => {
    const { maxDistance, ...key } = decodeDuplicates(await readJson(context));
    return context.json(await analyses.duplicates(key, maxDistance));
  });

  routes.post('/_vectorscope/maps/outliers', async (context) => {
    const { limit, by, ...key } = decodeOutliers(await readJson(context));
    return context.json({ outliers: await analyses.outliers(key, limit, by) });
  });

  routes.post('/_vectorscope/maps/align', async (context) => {
    const { from, to } = decodeAlign(await readJson(context));
    return context.json(await analyses.align(from, to));
  });

  routes.post('/_vectorscope/maps/place', async (context) => {
    const { vector, neighbours, ...key } = decodePlace(await readJson(context));
    return context.json(await analyses.place(key, Float32Array.from(vector), neighbours));
  });

  routes.post('/_vectorscope/maps/matching', async (context) => {
    const { key, filter } = decodeMatching(await readJson(context));
    const { bits, total } = await analyses.matching(key, filter, context.req.raw.signal);
    return context.json({ points: inBase64(bits), total });
  });

  routes.post('/_vectorscope/maps/containing', async (context) => {
    const { words, ...key } = decodeContaining(await readJson(context));
    const bits = await analyses.containing(key, words, context.req.raw.signal);
    return context.json({ points: inBase64(bits) });
  });

  routes.post('/_vectorscope/maps/scores', async (context) => {
    const { vector, ...key } = decodeScores(await readJson(context));
    const scores = await analyses.scores(key, Float32Array.from(vector), context.req.raw.signal);
    return context.json({ scores: inBase64(scores) });
  });

  return routes;
}

export type MapDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly dataFolder: string;
  /** Starts a thread that serves `MapThreadCalls`. */
  readonly startMapThread: MapResources['startMapThread'];
  readonly log: Log;
};

/** Encodes little-endian bytes as base64. */
function inBase64({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Streams map frames. Newer positions and progress replace older ones that a slow client has not read. */
function mapStream(resources: MapResources, key: MapKey): ReadableStream<Uint8Array> {
  return jobStream(async (output, signal) => {
    try {
      await runMap(resources, key, signal, ({ type, bytes }) => {
        const isTransient = type === 'positions' || type === 'progress';
        output.write(bytes, isTransient ? type : undefined);
      });
    } catch (error) {
      if (isCancelled(error)) return;
      const { kind, message } = jobFailure(error, `Mapping “${key.index}”`, resources.log);
      const frame: MapFrame = { type: 'failed', kind, message };
      output.write(encodeFrame(frame, (text) => Buffer.from(text)));
    }
  });
}
