import { toBinary, create } from '@bufbuild/protobuf';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';
import { calls, GrpcClient } from '../support/grpc/grpcClient.ts';
import { UpsertRequestSchema } from '../support/grpc/vectorService_pb.ts';

const version = { 'x-pinecone-api-version': '2026-07' };

async function hostOf(engine: EngineProcess, name: string, userAgent = 'test'): Promise<string> {
  const headers = { 'api-key': engine.key, ...version, 'user-agent': userAgent };
  const response = await fetch(`${engine.url}/indexes/${name}`, { headers });
  return ((await response.json()) as { host: string }).host;
}

async function createIndex(engine: EngineProcess, name: string): Promise<string> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(name, 3));
  return hostOf(engine, name);
}

describe('gRPC', () => {
  let engine: EngineProcess;
  let host: string;
  let client: GrpcClient;

  beforeAll(async () => {
    engine = await startEngine();
    host = await createIndex(engine, 'films');
    client = new GrpcClient(host, { 'api-key': engine.key, ...version });
  });
  afterAll(async () => {
    client.close();
    await engine.stop();
  });

  it('writes and reads what REST writes and reads', async () => {
    const namespace = 'calls';
    const vectors = [
      { id: 'a-1', values: [1, 2, 3], metadata: { year: 1990, tags: ['x'] } },
      { id: 'a-2', values: [1, 2, 4], metadata: { year: 2000 } },
      { id: 'b-1', values: [3, 2, 1] },
    ];
    const upserted = await client.call(calls.upsert, { namespace, vectors });
    expect(upserted.message.upsertedCount).toBe(3);
    const counter = String(upserted.metadata['x-pinecone-request-lsn']);

    const found = await client.call(calls.query, {
      namespace,
      topK: 2,
      vector: [1, 2, 3],
      includeValues: true,
      includeMetadata: true,
      filter: { year: { $lt: 2010 } },
    });
    expect(found.metadata['x-pinecone-max-indexed-lsn']).toBe(counter);
    expect(found.message).toMatchObject({ namespace, usage: { readUnits: 1 } });
    const rest = await askFor<{ matches: { id: string; score: number }[] }>(
      engine,
      'POST',
      '/_i/films/query',
      { namespace, topK: 2, vector: [1, 2, 3], filter: { year: { $lt: 2010 } } },
    );
    expect(found.message.matches.map(({ id, score }) => ({ id, score }))).toEqual(
      rest.matches.map(({ id, score }) => ({ id, score: Math.fround(score) })),
    );
    expect(found.message.matches[0]).toMatchObject(vectors[0]!);

    const setMetadata = { year: 2001 };
    await client.call(calls.update, { namespace, id: 'b-1', values: [3, 2, 2], setMetadata });
    const fetched = await client.call(calls.fetch, { namespace, ids: ['b-1', 'none'] });
    expect(fetched.message.vectors).toMatchObject({
      'b-1': { id: 'b-1', values: [3, 2, 2], metadata: setMetadata },
    });
    const filter = { year: { $gte: 2000 } };
    const counted = await client.call(calls.update, { namespace, filter, dryRun: true });
    expect(counted.message.matchedRecords).toBe(2);
    const page = await client.call(calls.fetchByMetadata, { namespace, filter, limit: 1 });
    expect(Object.keys(page.message.vectors)).toEqual(['a-2']);
    const paginationToken = page.message.pagination?.next;
    const rest2 = await client.call(calls.fetchByMetadata, { namespace, filter, paginationToken });
    expect(Object.keys(rest2.message.vectors)).toEqual(['b-1']);

    const listed = await client.call(calls.list, { namespace, prefix: 'a-', limit: 1 });
    expect(listed.message.vectors.map(({ id }) => id)).toEqual(['a-1']);
    expect(listed.message.pagination?.next).toBeTypeOf('string');
    await client.call(calls.delete, { namespace, ids: ['a-1'] });
    const stats = await client.call(calls.describeIndexStats, {});
    expect(stats.message).toMatchObject({
      namespaces: { calls: { vectorCount: 2 } },
      dimension: 3,
      totalVectorCount: 2,
      metric: 'euclidean',
      vectorType: 'dense',
    });
    await client.call(calls.delete, { namespace, deleteAll: true });
  });

  it('creates, describes, lists and deletes namespaces', async () => {
    const schema = { fields: { year: { filterable: true } } };
    const created = await client.call(calls.createNamespace, { name: 'made', schema });
    expect(created.message).toMatchObject({ name: 'made', schema, recordCount: 0n });
    const listed = await client.call(calls.listNamespaces, { prefix: 'ma' });
    expect(listed.message).toMatchObject({ totalCount: 1, namespaces: [{ name: 'made' }] });
    const described = await client.call(calls.describeNamespace, { namespace: 'made' });
    expect(described.message.indexedFields?.fields).toEqual(['year']);
    await client.call(calls.deleteNamespace, { namespace: 'made' });
    expect(await client.failure(calls.describeNamespace, { namespace: 'made' })).toMatchObject({
      code: 5,
    });
  });

  it('answers a mistake with the message of REST and the code of gRPC', async () => {
    const query = { topK: 1, vector: [1, 2] };
    const { json } = await ask(engine, 'POST', '/_i/films/query', query);
    expect(await client.failure(calls.query, query)).toEqual({
      code: 3,
      message: (json as { message: string }).message,
    });
    expect(await client.failure(calls.createNamespace, { name: '__default__' })).toMatchObject({
      code: 3,
    });
    const none = { namespace: 'none', deleteAll: true };
    expect(await client.failure(calls.delete, none)).toMatchObject({ code: 5 });
    const unknown = { ...calls.delete, name: 'Drop' };
    expect(await client.failure(unknown, {})).toMatchObject({ code: 12 });
    const values = Array.from({ length: 1_100_000 }, () => 1);
    expect(await client.failure(calls.query, { topK: 1, vector: values })).toEqual({
      code: 11,
      message: 'Error, message length too large: found 4400007 bytes, the limit is: 4194304 bytes',
    });
  });

  it('shows messages that are not ASCII', async () => {
    const failure = await client.failure(calls.upsert, { vectors: [{ id: 'a', values: [1] }] });
    expect(failure.message).toContain('does not match the dimension');
    const zero = await client.failure(calls.upsert, { vectors: [{ id: 'ü', values: [1, 2, 3] }] });
    expect(zero).toEqual({ code: 3, message: "Vector ID must be ASCII, but got 'ü'" });
  });

  it('needs the key', async () => {
    for (const metadata of [{}, { 'api-key': 'wrong' }, { 'api-key': `${engine.key}x` }]) {
      const stranger = new GrpcClient(host, metadata);
      expect(await stranger.failure(calls.describeIndexStats, {})).toMatchObject({
        code: 7,
        message: 'Wrong API key',
      });
      stranger.close();
    }
  });

  it('works without a version and refuses one that it does not know', async () => {
    const old = new GrpcClient(host, { 'api-key': engine.key });
    expect((await old.call(calls.listNamespaces, {})).message.totalCount).toBeGreaterThan(0);
    old.close();
    const metadata = { 'api-key': engine.key, 'x-pinecone-api-version': '2020-01' };
    const odd = new GrpcClient(host, metadata);
    expect(await odd.failure(calls.listNamespaces, {})).toMatchObject({ code: 3 });
    odd.close();
  });

  it('answers REST at the same port', async () => {
    const headers = { 'api-key': engine.key, ...version };
    const stats = await fetch(`${host}/describe_index_stats`, { headers });
    expect(await stats.json()).toMatchObject({ dimension: 3, metric: 'euclidean' });
    const doubled = await fetch(`${host}//describe_index_stats`, { headers });
    expect(doubled.status).toBe(200);
    const namespaces = await fetch(`${host}/namespaces/none`, { headers });
    expect(namespaces.status).toBe(404);
    expect((await fetch(`${host}/indexes`, { headers })).status).toBe(404);
    expect((await fetch(`${host}/describe_index_stats`)).status).toBe(403);
    const rebound = { ...headers, host: `evil.example:${new URL(host).port}` };
    const socket = connect(Number(new URL(host).port), '127.0.0.1');
    socket.write(
      `GET /describe_index_stats HTTP/1.1\r\n${Object.entries(rebound)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}connection: close\r\n\r\n`,
    );
    const answer = Buffer.concat((await socket.toArray()) as Uint8Array[]).toString();
    expect(answer.split('\r\n')[0]).toContain('403');
  });

  it('tells the protocols apart however their first bytes arrive', async () => {
    const port = Number(new URL(host).port);
    for (const [begin, rest] of [
      ['P', 'OST /query HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
      ['PRI * HTTP/2', '.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ]) {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.write(begin!);
      await once(socket, 'connect');
      socket.write(rest!);
      const answer = Buffer.concat((await socket.toArray()) as Uint8Array[]).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 4/);
    }
    const tls = connect(port, '127.0.0.1');
    tls.write(Buffer.of(0x16, 3, 1));
    await once(tls, 'close');
  });

  it('gives Java a host without scheme, and every index a port of its own', async () => {
    const other = await createIndex(engine, 'other');
    const java = await hostOf(engine, 'films', 'lang=java; pineconeClientVersion=v6.1.0');
    expect(`http://${java}`).toBe(host);
    expect(new Set([new URL(engine.url).port, new URL(host).port, new URL(other).port]).size).toBe(
      3,
    );
    await ask(engine, 'DELETE', '/indexes/other');
    await expect(fetch(other)).rejects.toThrow('fetch failed');
    const third = await createIndex(engine, 'third');
    expect(await createIndex(engine, 'other')).toBe(other);
    expect(third).not.toBe(other);
  });

  it('answers calls of HTTP/2 that are not gRPC, and continues', async () => {
    const session = connectHttp2(host);
    const ends = [
      { ':method': 'GET', ':path': '/describe_index_stats' },
      { ':method': 'POST', ':path': '/VectorService/Query', 'content-type': 'application/json' },
      {
        ':method': 'POST',
        ':path': '/VectorService/Query',
        'content-type': 'application/grpc',
        ':authority': 'evil.example',
      },
    ].map(async (headers) => {
      const stream = session.request(headers);
      stream.on('error', () => {});
      const [response] = (await once(stream, 'response')) as [Record<string, unknown>];
      return response[':status'];
    });
    expect(await Promise.all(ends)).toEqual([415, 415, 403]);
    session.destroy();
    expect((await client.call(calls.describeIndexStats, {})).message.dimension).toBe(3);
  });

  it('serves many large calls at once', async () => {
    const vectors = Array.from({ length: 300 }, (_, at) => ({
      id: `${at}`,
      values: [at, 1, 2],
      metadata: { text: 'x'.repeat(5000) },
    }));
    const bytes = toBinary(
      UpsertRequestSchema,
      create(UpsertRequestSchema, { vectors, namespace: 'many' }),
    );
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => client.send(calls.upsert, bytes)),
    );
    expect(replies.every(({ message }) => message.upsertedCount === 300)).toBe(true);
  });
});

it('keeps the port of an index over restarts', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-ports-'));
  const first = await startEngine({ dataDir });
  const host = await createIndex(first, 'films');
  await first.stop();
  const next = await startEngine({ dataDir });
  // Without being described again.
  const client = new GrpcClient(host, { 'api-key': next.key, ...version });
  expect((await client.call(calls.describeIndexStats, {})).message.dimension).toBe(3);
  expect(await hostOf(next, 'films')).toBe(host);
  client.close();
  expect(await next.stop()).toBe(0);
});

it('rejects the share of calls that --simulate-429 asks for, with code 8', async () => {
  const engine = await startEngine({ args: ['--simulate-429', '0.5'] });
  await ask(engine, 'POST', '/indexes', newIndexBody('films', 3));
  await ask(engine, 'POST', '/indexes', newIndexBody('films', 3));
  let host: string | undefined;
  while (host === undefined) host = await hostOf(engine, 'films');
  const client = new GrpcClient(host, { 'api-key': engine.key, ...version });
  const outcomes: number[] = [];
  for (let round = 0; round < 4; round++) {
    outcomes.push(
      await client.call(calls.describeIndexStats, {}).then(
        () => 0,
        ({ code }: { code: number }) => code,
      ),
    );
  }
  expect(outcomes.toSorted((a, b) => a - b)).toEqual([0, 0, 8, 8]);
  client.close();
  await engine.stop();
});
