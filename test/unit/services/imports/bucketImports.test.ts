import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { silentLog } from '../../../../src/common/log.ts';
import type { ImportState } from '../../../../src/model/importState.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { BucketImports, parseBucketUri } from '../../../../src/services/imports/bucketImports.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { clientOf } from '../../../support/pull/pullParts.ts';
import { staging } from '../fakeProject.ts';

const { signal } = new AbortController();
const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
const target = { environment: staging, index: 'films' };

/** The engine has Pinecone's import routes for files of this machine. */
describe('imports that the service runs', { timeout: 60_000 }, () => {
  let engine: EngineProcess;
  let folder: string;
  const invalidated: string[] = [];

  beforeAll(async () => {
    engine = await startEngine();
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-bucket-'));
    await clientOf(engine).createIndex({ name: target.index, ...settings }, signal);
  }, 30_000);
  afterAll(() => engine?.stop());

  const imports = (): BucketImports =>
    new BucketImports({
      connections: {
        open: async () => clientOf(engine, 'read'),
        openForWriting: async () => clientOf(engine),
      },
      catalog: {
        invalidate: (id) => void invalidated.push(id ?? ''),
      },
      pollMs: 5,
    });
  const fileOf = async (name: string, count: number): Promise<string> => {
    const file = path.join(folder, name);
    const lines = Array.from({ length: count }, (_, at) => `{"id":"r${at}","values":[1,2]}`);
    await writeFile(file, lines.join('\n'));
    return pathToFileURL(file).href;
  };

  it('are started, followed to their end and listed', async () => {
    const uri = await fileOf('films.jsonl', 30);
    const id = await imports().start(target, { uri, skipsBadRecords: false }, signal);
    const states: ImportState[] = [];
    const end = await imports().follow(target, id, (state) => states.push(state), signal);
    expect(end).toMatchObject({ state: 'completed', imported: 30, refused: 0 });
    expect(states.at(-1)).toEqual(end);
    expect(invalidated).toEqual([staging.id]);
    const [listed] = await imports().list(target, signal);
    expect(listed).toMatchObject({ id, uri, state: 'completed', imported: 30 });
    expect(listed?.createdAtMs).toBeGreaterThan(Date.UTC(2020, 0));
  });

  it('continue without a follower, and end when they are cancelled', async () => {
    const uri = await fileOf('many.jsonl', 200_000);
    const id = await imports().start(target, { uri, skipsBadRecords: false }, signal);
    const stop = new AbortController();
    const following = imports().follow(target, id, () => stop.abort(), stop.signal);
    await expect(following).rejects.toMatchObject({ kind: 'cancelled' });
    const [running] = await imports().list(target, signal);
    expect(running).toMatchObject({ id, state: 'running' });
    await imports().cancel(target, id, signal);
    const end = await imports().follow(target, id, () => undefined, signal);
    expect(end.state).toBe('cancelled');
  });
});

it('sends the storage integration, and what happens with records that cannot be read', async () => {
  const bodies: unknown[] = [];
  const client = createPineconeClient({
    endpoint: { url: 'http://127.0.0.1:5080', key: new Secret('pc-1') },
    access: 'write',
    log: silentLog,
    fetch: async (_, options) => {
      bodies.push(JSON.parse(options?.body as string));
      return new Response('{"id":"1"}');
    },
  });
  const { imports } = client.index('http://127.0.0.1:5080');
  await imports.start('s3://b/f', 'continue', signal, 'integration-1');
  await imports.start('s3://b/f', 'abort', signal);
  expect(bodies).toEqual([
    { uri: 's3://b/f', integrationId: 'integration-1', errorMode: { onError: 'continue' } },
    { uri: 's3://b/f', errorMode: { onError: 'abort' } },
  ]);
});

it.each([
  's3://bucket/folder',
  ' gs://my-bucket/a/b/ ',
  'https://account.blob.core.windows.net/container/folder',
])('takes the address %s', (text) => {
  expect(parseBucketUri(text)).toBe(text.trim());
});

it.each([
  ['an empty address', ''],
  ['a bucket alone', 's3://bucket'],
  ['a file of this machine', 'file:///a/b'],
  ['another host', 'https://example.com/a/b'],
  ['spaces', 's3://bucket/a b'],
  ['more than 1,500 characters', `s3://b/${'x'.repeat(1500)}`],
])('refuses %s', (_, text) => {
  expect(() => parseBucketUri(text)).toThrow(expect.objectContaining({ kind: 'badInput' }));
});
