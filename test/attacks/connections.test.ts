import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFigure } from '../support/figures.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';
import { fillIndex } from '../load/fillIndex.ts';

// Each test names an attack on the running engine; the line above it says what it found.

const dimension = 1024;
const count = 2500;

describe('connections', () => {
  let engine: EngineProcess;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('many', dimension));
    await fillIndex(engine, { index: 'many', count, dimension, metadata: () => ({}) });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await engine.stop();
  });

  function open(): Socket {
    const socket = connect(Number(new URL(engine.url).port), '127.0.0.1');
    sockets.push(socket);
    return socket.on('error', () => {});
  }
  const head = (line: string, ...headers: readonly string[]): string => {
    const { host } = new URL(engine.url);
    return [`${line} HTTP/1.1`, `host: ${host}`, `api-key: ${engine.key}`, ...headers, '', ''].join(
      '\r\n',
    );
  };
  /** All that comes back until the engine closes the connection. */
  const answerTo = async (text: string): Promise<string> => {
    const socket = open();
    socket.write(text);
    return Buffer.concat(await socket.toArray()).toString('latin1');
  };
  const statusesIn = (text: string): string[] => text.match(/(?<=HTTP\/1\.1 )\d+/g) ?? [];
  const isWell = async (): Promise<boolean> =>
    (await ask(engine, 'GET', '/_i/many/vectors/list?limit=1')).status === 200;

  // Found: 601 MB, and about 1 GB that was kept later.
  it.skipIf(process.platform !== 'linux')(
    'of 1,000 half-open requests with long heads are cut before they fill the memory',
    async () => {
      const before = await residentMb(engine.pid);
      const half = `GET /indexes HTTP/1.1\r\nx-long: ${'x'.repeat(600_000)}`;
      const flood = Array.from({ length: 1000 }, () => open());
      const closed = flood.map(closing);
      for (const socket of flood) socket.write(half);
      expect(await isWell()).toBe(true);
      await Promise.all(closed);
      const after = await residentMb(engine.pid);
      noteFigure('memory of a flood of half-open requests', `${before} MB, then ${after} MB`);
      // All heads together are 600 MB.
      expect(after - before).toBeLessThan(450);
    },
  );

  // Found: nothing.
  it.each([
    ['two lengths', 'content-length: 2\r\ncontent-length: 40\r\n\r\n{}'],
    ['a length and chunks', 'content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a space before the colon', 'content-length : 2\r\n\r\n{}'],
    ['a header that goes on', 'x-a: b\r\n continued: c\r\ncontent-length : 2\r\n\r\n{}'],
    ['an unknown encoding', 'transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
  ])('with %s let no second request in', async (_, rest) => {
    const smuggled = head('DELETE /indexes/many', 'connection: close');
    const begin = head('POST /_i/many/query').slice(0, -2);
    const text = await answerTo(`${begin}${rest}${smuggled}`);
    expect(statusesIn(text)).toEqual(['400']);
    expect(await isWell()).toBe(true);
  });

  // Found: nothing.
  it.each(['/healthz/../indexes', '//healthz', '/HEALTHZ', '/healthz%2f..%2findexes', '/healthz/'])(
    'without a key get nothing at %s',
    async (path) => {
      const { host } = new URL(engine.url);
      const text = await answerTo(
        `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
      );
      expect(statusesIn(text)).toEqual(['401']);
    },
  );

  // Found: nothing.
  it('that name another host in their first line are refused', async () => {
    const begin = head('GET http://example.com/indexes', 'connection: close');
    const text = await answerTo(begin.replace(/host: [^\r]*/, 'host: example.com'));
    expect(statusesIn(text)).toEqual(['403']);
  });

  // Found: nothing.
  it('that leave in the middle of their upload store nothing', async () => {
    const body = JSON.stringify({ vectors: [{ id: 'half', values: Array(dimension).fill(1) }] });
    const uploads = Array.from({ length: 100 }, () => open());
    const closed = uploads.map(closing);
    for (const [at, socket] of uploads.entries()) {
      socket.write(head('POST /_i/many/vectors/upsert', `content-length: ${body.length}`));
      socket.write(body.slice(0, at));
      socket.end();
    }
    await Promise.all(closed);
    expect(await askFor(engine, 'GET', '/_i/many/vectors/fetch?ids=half')).toMatchObject({
      vectors: {},
    });
  });

  // Found: nothing.
  it('with bodies in a million chunks are answered', async () => {
    const body = JSON.stringify({ topK: 1, vector: Array(dimension).fill(1) });
    const chunks = Array.from(body, (byte) => `1;x=${'y'.repeat(10)}\r\n${byte}\r\n`).join('');
    const begin = head('POST /_i/many/query', 'transfer-encoding: chunked', 'connection: close');
    expect(statusesIn(await answerTo(`${begin}${chunks}0\r\n\r\n`))).toEqual(['200']);
  });

  // Found: nothing.
  it('with a thousand unread responses do not block others', async () => {
    const socket = open();
    socket.pause();
    socket.write(head('GET /_i/many/vectors/list?limit=100').repeat(1000));
    expect(await isWell()).toBe(true);
    socket.destroy();
    expect(await isWell()).toBe(true);
  });

  // Found: nothing.
  it('with a thousand queries at once get a thousand answers', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const body = { topK: 10, vector: Array(dimension).fill(1) };
        return (await ask(engine, 'POST', '/_i/many/query', body)).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  // Found: a long list of ids in an address is read before it is counted.
  it('with a hundred thousand ids are refused', async () => {
    const text = await answerTo(
      head(`GET /_i/many/vectors/fetch?${'ids=a&'.repeat(100_000)}`, 'connection: close'),
    );
    expect(statusesIn(text)).toEqual(['400']);
  });

  // Found: eight of them kept the engine busy for 11.4 s before they were refused for their size.
  it('that ask for too much are refused while others are answered', async () => {
    const body = { topK: 10_000, vector: Array(dimension).fill(1), includeValues: true };
    const asked = Array.from({ length: 8 }, () => ask(engine, 'POST', '/_i/many/query', body));
    expect(await isWell()).toBe(true);
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses).toEqual(Array(8).fill(400));
  });
});

// Found: 60 connections took 518 to 701 MB, and of 80 none was answered within 9 seconds.
describe.skipIf(process.platform !== 'linux')('60 connections', () => {
  const records = 1000;
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('wide', 300));
    const filling = { index: 'wide', count: records, dimension: 300, metadata: () => ({}) };
    await fillIndex(engine, filling);
  });
  afterAll(() => engine.stop());

  it('that ask for large answers at once get them in bounded memory, and small ones go first', async () => {
    const body = { topK: records, vector: Array(300).fill(1), includeValues: true };
    const query = (): Promise<number> =>
      ask(engine, 'POST', '/_i/wide/query', body).then(({ status }) => status);
    await query();
    const before = await residentMb(engine.pid);
    const answered: number[] = [];
    const all = Array.from({ length: 60 }, async () => {
      answered.push(await query());
    });
    let peak = before;
    while (answered.length < 30) {
      expect((await ask(engine, 'GET', '/_i/wide/vectors/fetch?ids=r1')).status).toBe(200);
      peak = Math.max(peak, await residentMb(engine.pid));
    }
    await Promise.all(all);
    expect(answered).toEqual(Array(60).fill(200));
    noteFigure('memory of 60 large answers at once', `${before} MB, at most ${peak} MB`);
    expect(peak - before).toBeLessThan(450);
  });
});

/** Resolves once the connection has closed, however it ends. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().once('close', () => resolve()));
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}
