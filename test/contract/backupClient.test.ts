import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/common/log.ts';
import { Secret } from '../../src/common/secret.ts';
import type { PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';

const { signal } = new AbortController();
const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;

describe('the backups of our client', () => {
  let engine: EngineProcess;
  let client: PineconeClient;

  beforeAll(async () => {
    engine = await startEngine();
    const endpoint = { url: engine.url, key: new Secret(engine.key) };
    client = createPineconeClient({ access: 'write', endpoint, log: silentLog });
    const { host } = await client.createIndex({ name: 'docs', ...settings }, signal);
    const records = ['a', 'b'].map((id, at) => ({ id, values: [1, at] }));
    await client.index(host).upsert('tickets', records, signal);
  });
  afterAll(() => engine?.stop());

  it('save an index, and restore it as a new one', async () => {
    const backup = await client.backups.create('docs', 'before the change', signal);
    const { host } = await client.describeIndex('docs', signal);
    await client.index(host).delete({ namespace: 'tickets', ids: ['a'] }, signal);
    await client.backups.restore(backup, 'docs-2', signal);
    const restored = await client.describeIndex('docs-2', signal);
    const { value } = await client.index(restored.host).fetch('tickets', ['a', 'b'], signal);
    expect(backup).toMatchObject({
      index: 'docs',
      name: 'before the change',
      recordCount: 2,
      isReady: true,
    });
    expect(backup.sizeBytes).toBeGreaterThan(0);
    expect(Math.abs(Date.now() - backup.createdAtMs)).toBeLessThan(60_000);
    expect(value.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('are listed over all pages, the newest first, and outlive their index', async () => {
    await client.createIndex({ name: 'short-lived', ...settings }, signal);
    const names = Array.from({ length: 101 }, (_, at) => `backup ${at}`);
    for (const name of names) await client.backups.create('short-lived', name, signal);
    await client.deleteIndex('short-lived', signal);
    const all = (await client.backups.list(signal)).filter(({ index }) => index === 'short-lived');
    const times = all.map(({ createdAtMs }) => createdAtMs);
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(names));
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    await Promise.all(all.map((backup) => client.backups.delete(backup, signal)));
    const left = await client.backups.list(signal);
    expect(left.map(({ index }) => index)).toEqual(['docs']);
  });

  it('are not restored under a name that is taken', async () => {
    const backup = await client.backups.create('docs', 'again', signal);
    await expect(client.backups.restore(backup, 'docs', signal)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('“docs”'),
    });
  });
});
