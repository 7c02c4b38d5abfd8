import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';

type Reply = { readonly status: number; readonly text: string; readonly json: unknown };

/** Requests as older clients and strangers send them, over real connections. */
describe('the engine over HTTP', () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: OutgoingHttpHeaders = {},
  ): Promise<Reply> {
    const outgoing = request(`${engine.url}${path}`, {
      method,
      agent: false,
      headers: { 'api-key': engine.key, ...headers },
    });
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const text = (await incoming.setEncoding('utf8').toArray()).join('');
    const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
    return {
      status: incoming.statusCode ?? 0,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  }

  it.each(['2024-07', '2024-10', '2025-01', '2025-04', '2025-10', '2026-04', undefined])(
    'serves the whole life of an index to clients of the legacy shape (%s)',
    async (version) => {
      const headers = version === undefined ? {} : { 'x-pinecone-api-version': version };
      const created = await send(
        'POST',
        '/indexes',
        {
          name: 'older',
          dimension: 2,
          metric: 'euclidean',
          spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
        },
        headers,
      );
      expect(created).toMatchObject({
        status: 201,
        json: {
          name: 'older',
          dimension: 2,
          metric: 'euclidean',
          host: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown,
          spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
          status: { ready: true, state: 'Ready' },
        },
      });
      const vectors = [
        { id: 'a', values: [1, 1] },
        { id: 'b', values: [3, 1] },
      ];
      expect(await send('POST', '/_i/older/vectors/upsert', { vectors }, headers)).toMatchObject({
        json: { upsertedCount: 2 },
      });
      const query = { vector: [2.5, 1], topK: 2 };
      expect(await send('POST', '/_i/older/query', query, headers)).toMatchObject({
        json: {
          matches: [
            { id: 'b', score: 0.25 },
            { id: 'a', score: 2.25 },
          ],
        },
      });
      expect(await send('GET', '/_i/older/namespaces', undefined, headers)).toMatchObject({
        json: { namespaces: [{ name: '__default__', record_count: 2 }] },
      });
      expect(await send('DELETE', '/indexes/older', undefined, headers)).toMatchObject({
        status: 202,
      });
    },
  );

  it('counts a header that is sent twice with one value once', async () => {
    const twice = (name: string, value: string): OutgoingHttpHeaders => ({
      [name.toUpperCase()]: [value, value],
    });
    const headers = { ...twice('api-key', engine.key), 'X-Pinecone-Api-Version': '2025-10' };
    expect(await send('GET', '/indexes', undefined, headers)).toMatchObject({ status: 200 });
    const version = twice('x-pinecone-api-version', '2025-10');
    expect(await send('GET', '/indexes', undefined, version)).toMatchObject({ status: 200 });
  });

  it('answers to its own address only', async () => {
    const { port } = new URL(engine.url);
    const statuses = await Promise.all(
      [`127.0.0.1:${port}`, `localhost:${port}`, `evil.example:${port}`, '127.0.0.1'].map(
        async (host) => (await send('GET', '/indexes', undefined, { host })).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 403, 403]);
  });

  it('reads bodies that come in chunks, up to a bound', async () => {
    const headers = { 'transfer-encoding': 'chunked' };
    expect(await send('POST', '/_i/none/query', { topK: 1, id: 'a' }, headers)).toMatchObject({
      status: 404,
    });
    expect(await send('POST', '/indexes', ' '.repeat(17 * 1024 * 1024), headers)).toMatchObject({
      status: 413,
      json: { error: { code: 'PAYLOAD_TOO_LARGE' } },
    });
  });

  it('answers on the same connection after a body in chunks over the bound', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const statuses: (number | undefined)[] = [];
    for (const size of [3, 1, 9].map((megabytes) => megabytes * 1024 * 1024)) {
      const outgoing = request(`${engine.url}/_i/none/query`, {
        method: 'POST',
        agent,
        headers: { 'api-key': engine.key, 'transfer-encoding': 'chunked' },
      });
      outgoing.end(`{"topK":1,"id":"${'a'.repeat(size)}"}`);
      const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
      await incoming.toArray();
      statuses.push(incoming.statusCode);
    }
    agent.destroy();
    expect(statuses).toEqual([413, 404, 413]);
  });

  it('reads a compressed body that comes in chunks', async () => {
    const outgoing = request(`${engine.url}/_i/none/query`, {
      method: 'POST',
      headers: {
        'api-key': engine.key,
        'content-encoding': 'gzip',
        'transfer-encoding': 'chunked',
      },
    });
    outgoing.end(gzipSync('{"topK":1,"id":"a"}'));
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const text = (await incoming.setEncoding('utf8').toArray()).join('');
    expect(JSON.parse(text)).toMatchObject({ message: 'Resource none not found' });
  });

  it('keeps a connection open for longer than the pools of clients do', async () => {
    const outgoing = request(`${engine.url}/healthz`, { agent: new Agent({ keepAlive: true }) });
    const [{ headers }] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
    expect(headers['keep-alive']).toBe('timeout=65');
  });

  it('admits a new connection however many stay open without a request', async () => {
    const { port } = new URL(engine.url);
    const health = `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`;
    const sockets: Socket[] = [];
    for (let at = 0; at < 1600; at++) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
      sockets.push(socket);
      socket.write(health);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toContain('200 OK');
    }
    for (const socket of sockets) socket.destroy();
  });

  it('lives through what no client should send', async () => {
    const { port } = new URL(engine.url);
    for (const noise of [
      'nonsense\r\n\r\n',
      `GET /${'%'.repeat(3)} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`,
      `POST /indexes HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{`,
      `GET http://[ HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`,
      `GET / HTTP/1.1\r\nhost: \u0000\r\n\r\n`,
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {}).resume();
      socket.end(noise);
      await once(socket, 'close');
    }
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const filter = `{"topK":1,"id":"a","filter":${'{"$and":['.repeat(5000)}${']}'.repeat(5000)}}`;
    for (const body of [deep, filter, '"', 'null', '[]', '7'])
      expect((await send('POST', '/_i/none/query', body)).status).toBeGreaterThanOrEqual(400);
    expect(await send('GET', '/indexes')).toMatchObject({ status: 200 });
  });
});
