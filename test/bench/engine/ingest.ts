import { encodeRecordFrame } from '../../../src/model/recordFrame.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { mixture, flatSpectrum } from '../data/mixture.ts';

const dimension = 768;
const batchSize = 100;

/** Requests that are under way at the same time. */
const concurrency = 4;

const namespace = 'bench';

/** Rows a second that the engine has on disk, from the first request to the last answer, in batches of 100. */
export type Ingest = { readonly binary: number; readonly json: number };

/** Through HTTP, with ready-made bodies: the way that pulls take, in bytes, and that of Pinecone's clients. */
export async function measureIngest(rowCount: number): Promise<Ingest> {
  const engine = await startEngine();
  try {
    const next = mixture(flatSpectrum(dimension), 1);
    const batches = Array.from({ length: rowCount / batchSize }, (_, batch) =>
      Array.from({ length: batchSize }, (_, at) => ({
        id: String(batch * batchSize + at),
        values: Array.from(next()),
        metadata: { bucket: at },
      })),
    );
    const encoder = new TextEncoder();
    const encodeText = (text: string): Uint8Array => encoder.encode(text);
    const binary = batches.map((batch) =>
      encodeRecordFrame({ index: 'binary', namespace, dimension }, batch, encodeText),
    );
    const json = batches.map((vectors) => JSON.stringify({ vectors, namespace }));
    return {
      binary: await rate(engine, 'binary', '/_vectorscope/records', binary),
      json: await rate(engine, 'json', '/_i/json/vectors/upsert', json),
    };
  } finally {
    await engine.stop();
  }
}

async function rate(
  engine: EngineProcess,
  index: string,
  path: string,
  bodies: readonly BodyInit[],
): Promise<number> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(index, dimension));
  const waiting = [...bodies];
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let body = waiting.pop(); body !== undefined; body = waiting.pop())
        await post(engine, path, body);
    }),
  );
  return (bodies.length * batchSize) / ((performance.now() - begin) / 1000);
}

async function post({ url, key }: EngineProcess, path: string, body: BodyInit): Promise<void> {
  const reply = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'api-key': key, 'x-pinecone-api-version': '2026-07' },
    body,
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text.slice(0, 500)}`);
}
