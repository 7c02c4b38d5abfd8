import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';
import { fillIndex } from '../load/fillIndex.ts';

// Each test names how a client reads, or does not; the line above it says what it found.

describe('a client that does not read', () => {
  let engine: EngineProcess;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('many', 768));
    await fillIndex(engine, { index: 'many', count: 500, dimension: 768, metadata: () => ({}) });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await engine.stop();
  });

  function open(): Socket {
    const socket = connect(Number(new URL(engine.url).port), '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    return socket.pause();
  }
  /** Its answer has about 3 MB. */
  const query = (): string => {
    const body = JSON.stringify({ topK: 300, vector: Array(768).fill(1), includeValues: true });
    const { host } = new URL(engine.url);
    return [
      'POST /_i/many/query HTTP/1.1',
      `host: ${host}`,
      `api-key: ${engine.key}`,
      `content-length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  };
  const answered = (): number => engine.log().match(/query 200/g)?.length ?? 0;
  const isWell = async (): Promise<boolean> =>
    (await ask(engine, 'GET', '/_i/many/vectors/list?limit=1')).status === 200;

  // Found: all answers were computed and held at once: 933 MB for one connection, and others waited for 5 seconds.
  it('and sends queries ahead gets no more answers than the connection takes', async () => {
    const socket = open();
    socket.write(query().repeat(60));
    await expect.poll(answered).toBeGreaterThan(0);
    for (let count = 0; count < 20; count++) expect(await isWell()).toBe(true);
    expect(answered()).toBeLessThan(10);
    socket.destroy();
    expect(await isWell()).toBe(true);
  });

  // Found: requests were taken in without a bound.
  it('and sends more than 100 requests ahead is cut', async () => {
    const socket = open();
    const closed = once(socket.resume(), 'close');
    socket.write(query().repeat(110));
    await closed;
    expect(await isWell()).toBe(true);
  });
});
