import { Errors, Pinecone, type Index } from '@pinecone-database/pinecone';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/common/log.ts';
import { Secret } from '../../src/common/secret.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';

/** What the engine can be asked to do as the cloud does it, so that programs can be tested against that. */
describe('the engine, asked to be like the cloud', () => {
  let dataDir: string;
  const engines: EngineProcess[] = [];
  beforeEach(async () => (dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-simulation-'))));
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function started(...args: string[]): Promise<EngineProcess> {
    const engine = await startEngine({ dataDir, args });
    engines.push(engine);
    return engine;
  }

  function indexOf({ url, key }: EngineProcess): Index {
    const pinecone = new Pinecone({ apiKey: key, controllerHostUrl: url });
    return pinecone.index({ host: `${url}/_i/films` });
  }

  it('rejects a share of the requests: the official client reports them, ours retries', async () => {
    const engine = await started('--simulate-429', '0.5');
    const pinecone = new Pinecone({ apiKey: engine.key, controllerHostUrl: engine.url });
    const outcomes = [];
    for (let time = 0; time < 10; time++)
      outcomes.push(
        await pinecone.listIndexes().then(
          () => 'answered',
          (error: unknown) => error,
        ),
      );
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(5);
    expect(
      outcomes.filter((outcome) => outcome instanceof Errors.PineconeUnmappedHttpError),
    ).toHaveLength(5);
    const endpoint = { url: engine.url, key: new Secret(engine.key) };
    const ours = createPineconeClient({ access: 'write', endpoint, log: silentLog });
    for (let time = 0; time < 4; time++)
      expect(await ours.listIndexes(new AbortController().signal)).toEqual([]);
  });

  it('refuses in the form of each surface, and never what is its own', async () => {
    const engine = await started('--simulate-429', '1');
    const { status, json } = await ask(engine, 'GET', '/indexes');
    expect([status, json]).toMatchObject([
      429,
      { error: { code: 'RESOURCE_EXHAUSTED' }, status: 429 },
    ]);
    expect((await ask(engine, 'POST', '/_i/films/query', {})).json).toMatchObject({ code: 8 });
    for (const own of ['/healthz', '/_vectorscope/samples'])
      expect((await ask(engine, 'GET', own)).status).toBe(200);
  });

  it('lets a write be seen later, and keeps it when it ends before', async () => {
    const engine = await started('--freshness-delay', '600000');
    await askFor(engine, 'POST', '/indexes', newIndexBody('films', 1, 'cosine'));
    await indexOf(engine).upsert({ records: [{ id: 'a', values: [1] }] });
    expect((await indexOf(engine).fetch({ ids: ['a'] })).records).toEqual({});
    expect(await engine.stop()).toBe(0);
    const { records } = await indexOf(await started()).fetch({ ids: ['a'] });
    expect(Object.keys(records)).toEqual(['a']);
  });

  it('counts writes and what reads see of them', async () => {
    const engine = await started('--freshness-delay', '50');
    await askFor(engine, 'POST', '/indexes', newIndexBody('films', 1, 'cosine'));
    const headers = { 'api-key': engine.key };
    const upsert = (id: string): Promise<Response> =>
      fetch(`${engine.url}/_i/films/vectors/upsert`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ vectors: [{ id, values: [1] }] }),
      });
    await upsert('a');
    const written = Number((await upsert('b')).headers.get('x-pinecone-request-lsn'));
    expect(written).toBe(2);
    let ids: unknown[] = [];
    let seen = 0;
    while (seen < written) {
      await sleep(10);
      const reply = await fetch(`${engine.url}/_i/films/vectors/list`, { headers });
      seen = Number(reply.headers.get('x-pinecone-max-indexed-lsn'));
      ids = ((await reply.json()) as { vectors: { id: string }[] }).vectors.map(({ id }) => id);
      expect(ids).toHaveLength(seen);
    }
    expect(ids).toEqual(['a', 'b']);
  });
});
