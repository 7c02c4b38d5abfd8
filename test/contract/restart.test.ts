import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';
import { calls, GrpcClient } from '../support/grpc/grpcClient.ts';

const names = ['films', 'books'] as const;

describe('an engine that starts again at its port', () => {
  let dataDir: string;
  let args: readonly string[];
  let hosts: readonly string[];

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-restart-'));
    const first = await startEngine({ dataDir });
    for (const name of names) {
      await askFor(first, 'POST', '/indexes', newIndexBody(name, 2));
      const vectors = [{ id: `of ${name}`, values: [1, 0] }];
      await askFor(first, 'POST', `/_i/${name}/vectors/upsert`, { vectors });
    }
    hosts = await hostsOf(first);
    args = ['--port', new URL(first.url).port];
    await first.stop();
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('serves an index at another port while a program has its port, by REST and gRPC', async () => {
    const received: Buffer[] = [];
    const program = createServer((socket) => socket.on('data', (data) => received.push(data)));
    program.listen(Number(new URL(hosts[0]!).port), '127.0.0.1');
    await once(program, 'listening');
    const engine = await startEngine({ dataDir, args });
    const [films = '', books = ''] = await hostsOf(engine);
    expect(films).not.toBe(hosts[0]);
    expect(books).toBe(hosts[1]);
    expect(await idsByRest(engine, films)).toEqual(['of films']);
    expect(await idsByGrpc(engine, films)).toEqual(['of films']);
    expect(await idsByRest(engine, books)).toEqual(['of books']);
    expect(await engine.stop()).toBe(0);
    program.close();
    expect(received).toEqual([]);
  });

  it('refuses a client with the key of the earlier engine at all of its ports', async () => {
    const env = { VECTORSCOPE_ENGINE_KEY: 'pclocal_another' };
    const engine = await startEngine({ dataDir, args, env });
    const stale = { ...engine, key: 'pclocal_engine-under-test' };
    const [films = ''] = hosts;
    expect(await ask(stale, 'GET', '/indexes')).toMatchObject({
      status: 401,
      text: 'Invalid API Key',
    });
    expect(await ask({ ...stale, url: films }, 'GET', '/vectors/list')).toMatchObject({
      status: 403,
      text: 'Wrong API key',
    });
    await expect(idsByGrpc(stale, films)).rejects.toMatchObject({ code: 7 });
    expect(await idsByGrpc(engine, films)).toEqual(['of films']);
    expect(await engine.stop()).toBe(0);
  });
});

function hostsOf(engine: EngineProcess): Promise<readonly string[]> {
  return Promise.all(
    names.map(
      async (name) => (await askFor<{ host: string }>(engine, 'GET', `/indexes/${name}`)).host,
    ),
  );
}

type Listed = { readonly vectors: readonly { readonly id: string }[] };

async function idsByRest(engine: EngineProcess, url: string): Promise<readonly string[]> {
  const { vectors } = await askFor<Listed>({ ...engine, url }, 'GET', '/vectors/list');
  return vectors.map(({ id }) => id);
}

async function idsByGrpc({ key }: EngineProcess, host: string): Promise<readonly string[]> {
  const client = new GrpcClient(host, { 'api-key': key });
  try {
    return (await client.call(calls.list, {})).message.vectors.map(({ id }) => id);
  } finally {
    client.close();
  }
}
