import { Hono } from 'hono';
import * as v from 'valibot';
import type { Worker } from 'node:worker_threads';
import { Failure, isCancelled } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { mapMethods, type MapFrame, type MapParameters } from '../../model/map.ts';
import { encodeFrame } from '../../model/mapFrame.ts';
import { jobFailure } from '../jobs/jobFailure.ts';
import { jobStream } from '../jobs/jobStream.ts';
import { runMap, type MapRequest } from '../map/runMap.ts';
import { createSample, findSample, refuseExisting } from '../samples/createSample.ts';
import { readSampleCatalog } from '../samples/sampleCatalog.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { errorCode } from './apiError.ts';
import { readJson } from './body.ts';
import { decode } from './decode.ts';

export type OwnDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly samplesFolder: string;
  /** Starts a thread that answers `MapThreadCalls`. */
  readonly startMapThread: () => Worker;
  readonly log: Log;
};

const whole = v.pipe(v.number(), v.integer());

const sampleSchema = v.object({ name: v.string() });

const mapSchema = v.object({
  index: v.string(),
  namespace: v.string(),
  parameters: v.object({
    method: v.exactOptional(v.picklist(mapMethods)),
    neighbours: v.pipe(whole, v.minValue(2), v.maxValue(200)),
    minDistance: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    seed: v.pipe(whole, v.minValue(0), v.maxValue(2 ** 32 - 1)),
    sample: v.pipe(whole, v.minValue(1), v.maxValue(1_000_000)),
  }),
});

/** umap-js takes about 35 KB of memory for each record. */
const maxReferenceSample = 50_000;

/**
 * What the engine offers beyond Pinecone's API: samples and maps. Long work answers with a stream, and ends with its
 * client. Failures before the stream are thrown, for the app to answer.
 */
export function ownRoutes(deps: OwnDeps): Hono {
  const routes = new Hono();

  routes.get('/_vectorscope/samples', async (context) => {
    const catalog = await readSampleCatalog(deps.samplesFolder);
    const samples = catalog.map(({ name, title, dimension, recordCount }) => ({
      name,
      title,
      dimension,
      recordCount,
    }));
    return context.json({ samples });
  });

  routes.post('/_vectorscope/samples', async (context) => {
    const { name } = decode(sampleSchema, await readJson(context));
    await refuseExisting(deps.store, await findSample(deps.samplesFolder, name));
    return streamOf(sampleStream(deps, name), 'application/x-ndjson');
  });

  routes.post('/_vectorscope/maps', async (context) => {
    const request = decode(mapSchema, await readJson(context));
    refuseTooLarge(request.parameters);
    await deps.store.call('index.describe', { name: request.index });
    return streamOf(mapStream(deps, request), 'application/octet-stream');
  });

  return routes;
}

function refuseTooLarge({ method, sample }: MapParameters): void {
  if (method !== 'umap-js' || sample <= maxReferenceSample) return;
  const message = `umap-js lays out ${maxReferenceSample} records at most: choose a smaller sample, or the method umap`;
  throw new Failure('badInput', message);
}

function streamOf(body: ReadableStream<Uint8Array>, type: string): Response {
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-store' } });
}

/** Lines of JSON: how far it is, and at last the index or the error. */
function sampleStream(deps: OwnDeps, name: string): ReadableStream<Uint8Array> {
  return jobStream(async (output, signal) => {
    const write = (line: unknown, slot?: string): void =>
      output.write(Buffer.from(`${JSON.stringify(line)}\n`), slot);
    try {
      const onProgress = (done: number, of: number): void => write({ done, of }, 'progress');
      await createSample({ ...deps, name, signal, onProgress });
      write({ index: name });
    } catch (error) {
      if (isCancelled(error)) return;
      const failure = jobFailure(error, `Creating the sample “${name}”`, deps.log);
      write({ error: { code: errorCode(failure), message: failure.message } });
    }
  });
}

/** Frames; positions and progress that a slow client has not taken yet give way to newer ones. */
function mapStream(deps: OwnDeps, request: MapRequest): ReadableStream<Uint8Array> {
  return jobStream(async (output, signal) => {
    try {
      await runMap(deps, request, signal, ({ type, bytes }) => {
        const isPassing = type === 'positions' || type === 'progress';
        output.write(bytes, isPassing ? type : undefined);
      });
    } catch (error) {
      if (isCancelled(error)) return;
      const { kind, message } = jobFailure(error, `Mapping “${request.index}”`, deps.log);
      const frame: MapFrame = { type: 'failed', kind, message };
      output.write(encodeFrame(frame, new ArrayBuffer(0), (text) => Buffer.from(text)));
    }
  });
}
