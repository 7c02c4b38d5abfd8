import { Hono } from 'hono';
import * as v from 'valibot';
import { isCancelled } from '../../../common/failure.ts';
import { jobFailure } from '../../workers/jobFailure.ts';
import { jobStream, streamResponse } from './jobStream.ts';
import { createSample, findSample, refuseExisting } from '../../samples/createSample.ts';
import { readSampleCatalog } from '../../samples/sampleCatalog.ts';
import { errorCode } from './apiError.ts';
import { readJson } from './body.ts';
import { decode } from '../schemas/decode.ts';
import { mapRoutes, type MapDeps } from './mapRoutes.ts';

export type VectorscopeDeps = MapDeps & { readonly samplesFolder: string | undefined };

const sampleSchema = v.object({ name: v.string() });

/**
 * The routes of Vectorscope's own API: samples and maps. Long-running work streams its response and stops if the
 * client disconnects. Failures before the stream are thrown for the app's error handler.
 */
export function vectorscopeRoutes(deps: VectorscopeDeps): Hono {
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
    return streamResponse(sampleStream(deps, name), 'application/x-ndjson');
  });

  routes.route('/', mapRoutes(deps));

  return routes;
}

/** Streams lines of JSON: progress, then the index or the error. */
function sampleStream(deps: VectorscopeDeps, name: string): ReadableStream<Uint8Array> {
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
