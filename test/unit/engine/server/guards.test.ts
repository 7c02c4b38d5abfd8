import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from '../testEngine.ts';

describe('the door', () => {
  let engine: TestEngine;
  beforeEach(() => (engine = new TestEngine()));
  afterEach(() => engine.close());

  it.each(['127.0.0.1:4567', 'localhost:4567', 'LOCALHOST:4567', '[::1]:4567'])(
    'opens to the host %s',
    async (host) => {
      expect(await engine.send('GET', '/indexes', undefined, { host })).toMatchObject({
        status: 200,
      });
    },
  );

  it.each([
    'evil.example:4567',
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:80',
    'localhost.evil:4567',
  ])('stays closed to the host %s, even with the key', async (host) => {
    for (const url of ['/indexes', '/healthz']) {
      const reply = await engine.send('GET', url, undefined, { host });
      expect(reply).toMatchObject({ status: 403, json: undefined });
    }
  });

  it.each(['', 'pclocal_of-a-tes', 'pclocal_of-a-test2', 'PCLOCAL_OF-A-TEST'])(
    'refuses the key “%s” in plain text',
    async (key) => {
      const headers = { 'api-key': key };
      for (const url of ['/indexes', '/_vectorscope/samples', '/nothing']) {
        expect(await engine.send('GET', url, undefined, headers)).toMatchObject({
          status: 401,
          text: 'Invalid API Key',
        });
      }
      for (const url of ['/_i/a/namespaces', '/_i/none/nothing']) {
        expect(await engine.send('GET', url, undefined, headers)).toMatchObject({
          status: 403,
          text: 'Wrong API key',
        });
      }
    },
  );

  it('opens to any key but none if every key is accepted', async () => {
    const open = new TestEngine(undefined, undefined, { acceptsAnyKey: true });
    const answers = async (url: string): Promise<readonly number[]> =>
      Promise.all(
        [TestEngine.key, 'other', 'other, another', '', ' '].map(
          async (key) => (await open.send('GET', url, undefined, { 'api-key': key })).status,
        ),
      );
    const all = [await answers('/indexes'), await answers('/_i/none/namespaces')];
    open.close();
    expect(all).toEqual([
      [200, 200, 200, 401, 401],
      [404, 404, 404, 403, 403],
    ]);
  });

  it('gives no web page the permission to send a key if every key is accepted', async () => {
    const open = new TestEngine(undefined, undefined, { acceptsAnyKey: true });
    const preflight = {
      'api-key': '',
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'api-key',
    };
    const reply = await open.send('OPTIONS', '/indexes', undefined, preflight);
    open.close();
    const names = [...reply.headers.keys()].filter((name) => name.startsWith('access-control'));
    expect([reply.status, names]).toEqual([401, []]);
  });

  it.each([
    ['/indexes', '2025-10', 'Invalid API Key'],
    ['/_i/a/namespaces', '2026-07', 'Wrong API key'],
    ['/indexes', undefined, 'Invalid API Key'],
  ])('tells the version and the reason at %s in version %s', async (url, version, reason) => {
    const headers = {
      'api-key': 'wrong',
      ...(version === undefined ? {} : { 'x-pinecone-api-version': version }),
    };
    const reply = await engine.send('GET', url, undefined, headers);
    expect(reply.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(reply.headers.get('x-pinecone-api-version')).toBe(version ?? '2024-07');
    expect(reply.headers.get('x-pinecone-auth-rejected-reason')).toBe(reason);
  });

  it('counts equal values of a repeated header once', async () => {
    const headers = {
      'api-key': `${TestEngine.key}, ${TestEngine.key}`,
      'x-pinecone-api-version': '2025-10, 2025-10',
    };
    expect(await engine.send('GET', '/indexes', undefined, headers)).toMatchObject({ status: 200 });
    const version = { 'x-pinecone-api-version': '2025-10, 2025-04' };
    expect(await engine.send('GET', '/indexes', undefined, version)).toMatchObject({ status: 400 });
    const key = { 'api-key': `${TestEngine.key}, other` };
    expect(await engine.send('GET', '/indexes', undefined, key)).toMatchObject({ status: 401 });
  });

  it('answers health checks without a key, and reveals nothing else', async () => {
    const reply = await engine.send('GET', '/healthz', undefined, { 'api-key': '' });
    expect(reply.json).toEqual({ status: 'ok', pid: process.pid, version: '1.2.3' });
  });

  it('lets no other origin read its answers', async () => {
    const origin = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    const reply = await engine.send('OPTIONS', '/indexes', undefined, origin);
    expect(reply.headers.get('access-control-allow-origin')).toBe(null);
  });

  it('refuses bodies that are too large, in the shape of the surface', async () => {
    const headers = { 'content-length': String(17 * 1024 * 1024) };
    expect(await engine.send('POST', '/_i/a/vectors/upsert', '{}', headers)).toMatchObject({
      status: 413,
      json: { code: 11 },
    });
    expect(await engine.send('POST', '/indexes', '{}', headers)).toMatchObject({
      status: 413,
      json: { error: { code: 'PAYLOAD_TOO_LARGE' } },
    });
  });

  it('logs requests without key, vector and metadata', async () => {
    await engine.createIndex('words', 2);
    const metadata = { secret: 'a-metadata-value' };
    await engine.upsert('words', [{ id: 'a', values: [0.123456, 1], metadata }]);
    await engine.query('words', { topK: 1, vector: [0.123456, 1] });
    expect(engine.log.text).toMatch(/POST \/_i\/words\/vectors\/upsert 200 [\d.]+ ms/);
    for (const private_ of [TestEngine.key, 'a-metadata-value', '0.123456'])
      expect(engine.log.text).not.toContain(private_);
  });
});
