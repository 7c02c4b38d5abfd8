import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import type { FakeCloud, Step } from '../../support/fakeCloud.ts';
import { Bench, failureOf, key, limits, until, words } from './bench.ts';

const busy: Step = { status: 503, body: 'upstream is busy' };

let bench: Bench;
let cloud: FakeCloud;
let client: PineconeClient;
let signal: AbortSignal;

beforeEach(async () => {
  bench = await Bench.start();
  ({ cloud, client, signal } = bench);
});

afterEach(async () => {
  vi.useRealTimers();
  await cloud.stop();
});

/** Timers that the test advances. The network goes on by itself. */
function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

describe('a refusal', () => {
  it.each<[string, Step, object]>([
    [
      'of the key, in plain text',
      { status: 401, body: 'Invalid API Key\n' },
      {
        kind: 'unauthorized',
        status: 401,
        message: expect.stringMatching(/the key was refused by 127/),
      },
    ],
    [
      'of the key by an index, in plain text',
      { status: 403, body: 'Wrong API key' },
      {
        kind: 'unauthorized',
        status: 403,
        message: expect.stringMatching(/the key was refused by 127/),
      },
    ],
    [
      'for want of a right',
      {
        status: 403,
        body: {
          error: { code: 'FORBIDDEN', message: 'Deletion protection is enabled for this index.' },
        },
      },
      {
        kind: 'forbidden',
        status: 403,
        message: 'Could not list the indexes: Deletion protection is enabled for this index',
      },
    ],
    [
      'of something unknown',
      {
        status: 404,
        body: { error: { code: 'NOT_FOUND', message: 'Resource x not found' }, status: 404 },
      },
      {
        kind: 'notFound',
        status: 404,
        message: 'Could not list the indexes: Resource x not found',
      },
    ],
    [
      'of what exists already, in the form of google.rpc',
      { status: 409, body: { code: 6, message: 'exists', details: [] } },
      { kind: 'conflict', status: 409, message: 'Could not list the indexes: exists' },
    ],
    [
      'at the quota',
      { status: 403, body: { error: { code: 'QUOTA_EXCEEDED', message: 'max indexes' } } },
      { kind: 'quota', status: 403 },
    ],
    ['to be paid', { status: 402, body: 'pay' }, { kind: 'quota', status: 402 }],
    [
      'with the page of a proxy',
      { status: 403, body: '<html><body>Blocked by policy</body></html>' },
      {
        kind: 'forbidden',
        message: 'Could not list the indexes: the key’s role does not allow it',
      },
    ],
    [
      'of a damaged index',
      { status: 500, body: { code: 15, message: 'its data file is damaged', details: [] } },
      {
        kind: 'damaged',
        status: 500,
        message: 'Could not list the indexes: its data file is damaged',
      },
    ],
    [
      'of something not built',
      { status: 501, body: { code: 12, message: 'not yet' } },
      { kind: 'unavailable' },
    ],
    [
      'by a redirect, which is not followed',
      { status: 307, headers: { location: 'https://evil.example/indexes' } },
      {
        kind: 'network',
        status: 307,
        message: expect.stringMatching(/redirects to evil\.example/),
      },
    ],
    [
      'in something other than JSON',
      { status: 200, body: '<html>Please sign in</html>' },
      { kind: 'network', message: expect.stringMatching(/other than JSON/) },
    ],
    [
      'in JSON of another service',
      { status: 200, body: { indexes: [{ title: 'secret text' }] } },
      {
        kind: 'internal',
        message: expect.stringMatching(/does not match Pinecone’s API \(indexes\.0/),
      },
    ],
    [
      'without an end',
      'endless',
      { kind: 'badInput', message: expect.stringMatching(/exceeds 1 MB/) },
    ],
  ])('%s becomes a failure that says why, at once', async (_, step, expected) => {
    cloud.script('GET /indexes', step);
    const failure = await failureOf(client.listIndexes(signal));
    expect({ failure, requests: cloud.requests.length }).toEqual({
      failure: expect.objectContaining(expected),
      requests: 1,
    });
  });

  it('of a vector names the sizes', async () => {
    const index = await bench.filledIndex();
    const failure = await failureOf(index.upsert('', [{ id: 'c', values: [1] }], signal));
    expect(failure).toMatchObject({
      kind: 'badInput',
      message:
        'Could not write the record: Vector dimension 1 does not match the dimension of the index 3',
    });
  });
});

describe('repeating', () => {
  it('waits as long as the service asks, then succeeds', async () => {
    cloud.script('GET /indexes', {
      status: 429,
      headers: { 'retry-after': '0.15' },
      body: 'slow down',
    });
    fakeTimers();
    const listing = client.listIndexes(signal);
    await until(() => bench.log.text.includes('again in 150 ms'));
    await vi.advanceTimersByTimeAsync(149);
    expect(cloud.requests.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await listing;
    expect(cloud.requests.length).toBe(2);
  });

  it('gives up at once when the service asks for more time than there is', async () => {
    cloud.script('GET /indexes', { status: 429, headers: { 'retry-after': '60' } });
    const failure = await failureOf(client.listIndexes(signal));
    expect({ failure, requests: cloud.requests.length }).toMatchObject({
      failure: { kind: 'rateLimited', status: 429, retryAfterMs: 60_000 },
      requests: 1,
    });
  });

  it('is not tried if the disk of the engine is full', async () => {
    cloud.script('GET /indexes', {
      status: 507,
      body: { error: { code: 'RESOURCE_EXHAUSTED', message: 'The disk is full' }, status: 507 },
    });
    const failure = await failureOf(client.listIndexes(signal));
    expect({ message: failure.message, requests: cloud.requests.length }).toEqual({
      message: 'Could not list the indexes: The disk is full',
      requests: 1,
    });
  });

  it('reads a date as the time to wait', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    cloud.script('GET /indexes', { status: 429, headers: { 'retry-after': date } });
    const { retryAfterMs = 0 } = await failureOf(client.listIndexes(signal));
    expect(Math.abs(retryAfterMs - 3_600_000)).toBeLessThan(5000);
  });

  it.each<[string, Step]>([
    ['the service is busy', busy],
    ['the service fails', { status: 500, body: 'oops' }],
    ['the connection is reset', 'reset'],
    ['the answer breaks off', 'cut'],
  ])('succeeds after %s', async (_, step) => {
    cloud.script('GET /indexes', step, step);
    const indexes = await client.listIndexes(signal);
    expect({ indexes, requests: cloud.requests.length }).toEqual({ indexes: [], requests: 3 });
  });

  it('ends after four attempts with what the service said', async () => {
    cloud.script('GET /indexes', busy, busy, busy, busy);
    const failure = await failureOf(client.listIndexes(signal));
    expect({ failure, requests: cloud.requests.length }).toMatchObject({
      failure: {
        kind: 'unavailable',
        status: 503,
        message: expect.stringMatching(/upstream is busy$/),
      },
      requests: 4,
    });
  });

  it('includes upserts and deletions of records, which are idempotent', async () => {
    const index = await bench.filledIndex();
    cloud.script('POST /_i/words/vectors/upsert', busy);
    cloud.script('POST /_i/words/vectors/delete', 'reset');
    await index.upsert('', [{ id: 'c', values: [0, 0, 1] }], signal);
    await index.delete({ namespace: '', ids: ['a'] }, signal);
    const { totalRecordCount } = await index.stats(signal);
    expect(totalRecordCount).toBe(2);
  });

  it('excludes creating and deleting an index', async () => {
    await client.createIndex(words, signal);
    cloud.script('POST /indexes', busy);
    cloud.script('DELETE /indexes/words', busy);
    const created = await failureOf(client.createIndex(words, signal));
    const deleted = await failureOf(client.deleteIndex('words', signal));
    expect([created.kind, deleted.kind, cloud.requests.length]).toEqual([
      'unavailable',
      'unavailable',
      3,
    ]);
  });
});

describe('the end of a call', () => {
  it('comes by cancelling, and the connection is dropped', async () => {
    cloud.script('GET /indexes', 'hang');
    const failing = failureOf(client.listIndexes(signal));
    await until(() => cloud.openAnswers === 1);
    bench.abort();
    expect((await failing).kind).toBe('cancelled');
    await until(() => cloud.openAnswers === 0);
  });

  it('comes by cancelling while it waits to repeat', async () => {
    cloud.script('GET /indexes', { status: 429, headers: { 'retry-after': '2' } });
    const failing = failureOf(client.listIndexes(signal));
    await until(() => bench.log.text.includes('again in 2000 ms'));
    bench.abort();
    expect((await failing).kind).toBe('cancelled');
  });

  it('makes no request for a signal that is aborted already', async () => {
    bench.abort();
    expect((await failureOf(client.listIndexes(signal))).kind).toBe('cancelled');
    expect(cloud.requests).toEqual([]);
  });

  it('comes when the service is silent for too long, without another attempt', async () => {
    cloud.script('GET /indexes', 'hang');
    fakeTimers();
    const failing = failureOf(client.listIndexes(signal));
    await until(() => cloud.openAnswers === 1);
    await vi.advanceTimersByTimeAsync(limits.controlTimeoutMs);
    expect({ failure: await failing, requests: cloud.requests.length }).toMatchObject({
      failure: {
        kind: 'timeout',
        message: expect.stringMatching(/did not respond within 60 s; check the network/),
      },
      requests: 1,
    });
  });

  it('comes later while texts are embedded, because a model may have to be loaded', async () => {
    cloud.script('POST /embed', 'hang');
    fakeTimers();
    const failing = failureOf(client.embed('model', ['text'], signal));
    await until(() => cloud.openAnswers === 1);
    await vi.advanceTimersByTimeAsync(limits.embedTimeoutMs);
    expect(await failing).toMatchObject({
      kind: 'timeout',
      message: expect.stringMatching(/did not respond within 90 s/),
    });
  });

  it('comes at once if nothing listens', async () => {
    const { url } = cloud;
    await cloud.stop();
    const failure = await failureOf(bench.clientFor(url).listIndexes(signal));
    expect(failure).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(
        /^Could not list the indexes: nothing answers at 127\.0\.0\.1:\d+; check/,
      ),
    });
  });

  it('comes if a host cannot be found', async () => {
    const lost = bench.clientFor('https://no-such-host.invalid');
    expect((await failureOf(lost.listIndexes(signal))).kind).toMatch(/network|timeout/);
  });
});

describe('the key', () => {
  it('travels in its header and nowhere else', async () => {
    const index = await bench.filledIndex();
    await index.fetch('', ['a'], signal);
    const [request] = cloud.requests.slice(-1);
    const { method, path, query, headers, body } = request!;
    const { 'api-key': sent, ...others } = headers;
    expect(sent).toBe(key);
    expect(JSON.stringify([method, path, query.toString(), others, body])).not.toContain(key);
  });

  it.each<[string, Step]>([
    ['quotes it', { status: 400, body: `unknown key ${key} in request` }],
    ['quotes it escaped', { status: 400, body: `{"message":"key pckey_\\u0063anary_5e1f0c"}` }],
    ['refuses it', { status: 401, body: `Invalid key ${key}` }],
    ['sends us on with it', { status: 302, headers: { location: `/?key=${key}` } }],
    ['resets the connection', 'reset'],
    ['answers with noise', { status: 200, body: `{"${key}` }],
  ])('is in no part of a failure and in no log when the service %s', async (_, step) => {
    cloud.script('GET /indexes', step, step, step, step);
    const failure = await failureOf(client.listIndexes(signal));
    const everything = inspect(failure, { depth: 20, showHidden: true, getters: true });
    expect(`${everything}${failure.stack}${bench.log.text}`).not.toContain(key);
    expect(bench.log.text).toContain('GET 127.0.0.1');
  });

  it.each(['', ' ', 'two\nlines', 'clé'])('%j is refused before anything is sent', (text) => {
    expect(() => bench.clientFor(cloud.url, text)).toThrow(
      expect.objectContaining({
        kind: 'unauthorized',
        message: expect.stringMatching(/enter it again$/),
      }),
    );
  });

  it('is not sent to an index off the service’s hosts', async () => {
    cloud.hostOf = () => 'https://evil.example';
    const { host } = await client.createIndex(words, signal);
    expect(() => client.index(host)).toThrow(expect.objectContaining({ kind: 'forbidden' }));
  });

  it('is not sent over plain http beyond this machine', () => {
    expect(() => bench.clientFor('http://api.pinecone.io')).toThrow(
      expect.objectContaining({ kind: 'forbidden', message: expect.stringMatching(/https:\/\//) }),
    );
  });
});
