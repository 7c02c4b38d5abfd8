import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readLines } from '../../../../src/pinecone/readLines.ts';
import { openEngine, type OpenEngine } from '../samples/openEngine.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const url = '/_vectorscope/events';

describe('the events of the engine', () => {
  let engine: OpenEngine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  /** Follows the events, past the first one: a body that nobody reads yet is cancelled with its response. */
  const follow = async (signal: AbortSignal): Promise<AsyncGenerator<string>> => {
    const { body, status } = await engine.fetch(url, undefined, signal);
    expect(status).toBe(200);
    const lines = readLines(body!);
    expect(await lines.next()).toMatchObject({ value: '{"event":"open"}' });
    return lines;
  };
  const create = async (name: string): Promise<number> => {
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    return (await engine.fetch('/indexes', { name, dimension: 2, metric: 'cosine', spec })).status;
  };

  it('tell every client of each change of the indexes, and of nothing else', async () => {
    const stop = new AbortController();
    const clients = [await follow(stop.signal), await follow(stop.signal)];
    const next = async (): Promise<string[]> =>
      Promise.all(clients.map(async (lines) => String((await lines.next()).value)));
    expect(await create('one')).toBe(201);
    expect(await next()).toEqual(Array(2).fill('{"event":"indexes"}'));
    const refused = await create('one');
    await engine.fetch('/_i/one/vectors/upsert', { vectors: [{ id: 'a', values: [1, 2] }] });
    await engine.fetch('/indexes/one/backups', { name: 'copy' });
    expect([refused, await next()]).toEqual([409, Array(2).fill('{"event":"indexes"}')]);
    stop.abort();
  });

  it('are for a bounded number of clients, and free again for others once these have left', async () => {
    const stop = new AbortController();
    const statuses = await Promise.all(
      Array.from(
        { length: 65 },
        async () => (await engine.fetch(url, undefined, stop.signal)).status,
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    stop.abort();
    const free = async (): Promise<number> => {
      const one = new AbortController();
      const { status } = await engine.fetch(url, undefined, one.signal);
      one.abort();
      return status;
    };
    await expect.poll(free).toBe(200);
  });

  it('end with the engine', async () => {
    const ending = await openEngine();
    const { body } = await ending.fetch(url);
    const lines = readLines(body!);
    await lines.next();
    const last = lines.next();
    await ending[Symbol.asyncDispose]();
    expect(await last).toEqual({ done: true, value: undefined });
  });
});
