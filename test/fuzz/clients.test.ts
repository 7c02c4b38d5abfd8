import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRecordFrame } from '../../src/model/recordFrame.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';

/** Clients that speak HTTP badly, slowly, in a crowd, or not to the end. */
describe('an engine with clients that', () => {
  let engine: EngineProcess;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('a', 2));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await engine.stop();
  });

  async function open(): Promise<Socket> {
    const socket = connect({
      port: Number(new URL(engine.url).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    sockets.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  const head = (line: string, ...headers: readonly string[]): string => {
    const { host } = new URL(engine.url);
    return [`${line} HTTP/1.1`, `host: ${host}`, `api-key: ${engine.key}`, ...headers, '', ''].join(
      '\r\n',
    );
  };
  const isHealthy = async (): Promise<boolean> =>
    (await ask(engine, 'GET', '/indexes')).status === 200;
  const statusesIn = (text: string): string[] => text.match(/HTTP\/1\.1 \d+/g) ?? [];

  it('are many and silent, or stay in the middle of a request, answers the others', async () => {
    const silent = await Promise.all(Array.from({ length: 400 }, open));
    const body = JSON.stringify({ topK: 1, vector: [1, 2] });
    const beginnings = [
      'P',
      'POST /indexes HTTP/1.1\r\nhost',
      head('POST /_i/a/query', 'content-length: 100') + body,
      `${head('POST /_i/a/query', 'transfer-encoding: chunked')}5\r\n{"top`,
    ];
    silent.forEach((socket, at) => socket.write(beginnings[at % beginnings.length]!));
    expect(await isHealthy()).toBe(true);
    // A byte now and then is no request either.
    for (const socket of silent.slice(0, 50)) socket.write('x');
    expect(await isHealthy()).toBe(true);
    for (const socket of silent) socket.destroy();
  });

  it('ask the next before they have read the last are answered in order', async () => {
    const socket = await open();
    socket.write(
      ['/indexes', '/none', '/indexes/a', '/_i/a/vectors/list']
        .map((path) => head(`GET ${path}`))
        .join(''),
    );
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += String(chunk)));
    while (statusesIn(text).length < 4) await sleep(5);
    expect(statusesIn(text).map((line) => line.slice(-3))).toEqual(['200', '404', '200', '200']);
  });

  it('close their half have gone for the engine, and are not waited for', async () => {
    const socket = await open();
    socket.end(head('POST /_i/a/query', 'content-length: 10'));
    await socket.toArray();
    expect(await isHealthy()).toBe(true);
    expect(engine.log()).not.toContain(' error ');
  });

  it('go away while they are answered leave nothing behind', async () => {
    const values = Array.from({ length: 500 }, (_, at) => ({ id: `v${at}`, values: [at + 1, 1] }));
    await askFor(engine, 'POST', '/_i/a/vectors/upsert', { vectors: values });
    const body = JSON.stringify({ topK: 10_000, vector: [1, 2], includeValues: true });
    for (let round = 0; round < 100; round++) {
      const socket = await open();
      socket.write(head('POST /_i/a/query', `content-length: ${body.length}`) + body);
      await sleep(round % 4);
      if (round % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    expect(await isHealthy()).toBe(true);
    expect(engine.log()).not.toContain(' error ');
  });

  it('send two lengths, or a length and chunks, are refused: what follows could be another request', async () => {
    const doubtful = [
      ['content-length: 5', 'content-length: 50'],
      ['content-length: 5', 'transfer-encoding: chunked'],
      ['transfer-encoding: chunked, identity'],
      ['content-length: -1'],
      ['content-length: 5', ' folded: a'],
    ];
    const statuses = [];
    for (const headers of doubtful) {
      const socket = await open();
      socket.end(`${head('POST /_i/a/query', ...headers)}0\r\n\r\n${head('GET /indexes')}`);
      const text = String(Buffer.concat((await socket.toArray()) as Buffer[]));
      statuses.push(statusesIn(text).map((line) => line.slice(-3)));
    }
    expect(statuses).toEqual(doubtful.map(() => ['400']));
  });

  it('send more than a body may have get 413, however they send it, and the memory stays', async () => {
    const chunk = 'x'.repeat(1024 * 1024);
    const socket = await open();
    const answered = once(socket, 'data');
    socket.write(head('POST /_i/a/query', 'transfer-encoding: chunked'));
    // Twelve times what is read at most.
    for (let sent = 0; sent < 200 && !socket.destroyed; sent++) {
      socket.write(`100000\r\n${chunk}\r\n`);
      await Promise.race([answered, sleep(2)]);
    }
    expect(statusesIn(String((await answered)[0]))).toEqual(['HTTP/1.1 413']);
    expect(await isHealthy()).toBe(true);
  });

  it('send bytes in chunks has them kept as they are', async () => {
    // As in the frames of a pull: hardly any four of them are text.
    const records = [{ id: 'in-chunks', values: [0.1, -2.5e-7], metadata: {} }];
    const target = { index: 'a', namespace: 'chunks', dimension: 2 };
    const frame = encodeRecordFrame(target, records, (text) => new TextEncoder().encode(text));
    const socket = await open();
    socket.write(
      head('POST /_vectorscope/records', 'transfer-encoding: chunked', 'connection: close'),
    );
    for (const byte of frame)
      socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]));
    socket.write('0\r\n\r\n');
    const text = String(Buffer.concat((await socket.toArray()) as Buffer[]));
    expect(statusesIn(text)).toEqual(['HTTP/1.1 200']);
    const fetched = await ask(engine, 'GET', '/_i/a/vectors/fetch?namespace=chunks&ids=in-chunks');
    expect(fetched.json).toMatchObject({ vectors: { 'in-chunks': { values: [0.1, -2.5e-7] } } });
  });
});
