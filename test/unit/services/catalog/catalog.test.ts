import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { Secret } from '../../../../src/common/secret.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { Catalog } from '../../../../src/services/catalog/catalog.ts';
import { FakeCloud } from '../../../support/fakeCloud.ts';
import { MemoryState } from '../../../support/memoryStores.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';

const key = 'pcsk_catalog-canary';
const never = new AbortController().signal;

let cloud: FakeCloud;
let client: PineconeClient;
let staging: Environment;
let state: MemoryState;
let catalog: Catalog;
let now: number;
let isOnline: boolean;

beforeEach(async () => {
  cloud = await FakeCloud.start(key);
  const endpoint = { url: cloud.url, key: new Secret(key) };
  client = createPineconeClient({ access: 'write', endpoint, log: new RecordingLog() });
  staging = {
    id: 's',
    name: 'staging',
    kind: 'custom',
    role: 'staging',
    colour: 'blue',
    controllerUrl: cloud.url,
  };
  state = new MemoryState();
  now = 1000;
  isOnline = true;
  catalog = newCatalog();
  for (const name of ['zebra', 'ant']) await createIndex(name);
  cloud.requests.length = 0;
});

afterEach(() => cloud.stop());

function newCatalog(): Catalog {
  return new Catalog({
    open: () =>
      isOnline
        ? Promise.resolve(client)
        : Promise.reject(new Failure('network', 'No way to the host')),
    state,
    now: () => now,
  });
}

async function createIndex(name: string): Promise<void> {
  const place = { cloud: 'aws', region: 'us-east-1' };
  const index = await client.createIndex({ name, dimension: 2, metric: 'cosine', ...place }, never);
  await client.index(index.host).upsert('', [{ id: 'a', values: [1, 2] }], never);
}

const paths = (): string[] => cloud.requests.map(({ method, path }) => `${method} ${path}`);

describe('the catalog', () => {
  it('lists indexes by name and counts their records, by free calls alone', async () => {
    const indexes = await catalog.indexes(staging, never);
    const stats = await catalog.stats(staging, indexes[0]!, never);
    expect(indexes.map(({ name }) => name)).toEqual(['ant', 'zebra']);
    expect(stats.totalRecordCount).toBe(1);
    expect(paths()).toEqual(['GET /indexes', 'POST /_i/ant/describe_index_stats']);
  });

  it('shares one request between equal calls at the same time', async () => {
    await Promise.all([1, 2, 3].map(() => catalog.indexes(staging, never)));
    expect(paths()).toEqual(['GET /indexes']);
  });

  it('continues for the others when one of them gives up', async () => {
    const stop = new AbortController();
    const givenUp = catalog.indexes(staging, stop.signal);
    const kept = catalog.indexes(staging, never);
    stop.abort();
    await expect(givenUp).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await kept).toHaveLength(2);
  });

  it('drops the request when the last one gives up', async () => {
    cloud.script('GET /indexes', 'hang');
    const stop = new AbortController();
    const asking = catalog.indexes(staging, stop.signal);
    await expect.poll(() => cloud.requests.length).toBe(1);
    stop.abort();
    await expect(asking).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await catalog.indexes(staging, never)).toHaveLength(2);
  });

  it('gives an answer again for half a minute', async () => {
    await catalog.indexes(staging, never);
    now += 30_000;
    await catalog.indexes(staging, never);
    await catalog.index(staging, 'ant', never);
    expect(paths()).toHaveLength(1);
    now += 1;
    await catalog.indexes(staging, never);
    expect(paths()).toHaveLength(2);
  });

  it('describes an index that the list does not have yet', async () => {
    await catalog.indexes(staging, never);
    await createIndex('new');
    expect((await catalog.index(staging, 'new', never)).name).toBe('new');
  });

  it('throws notFound for an index that is not there', async () => {
    await expect(catalog.index(staging, 'none', never)).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('reads again after it was invalidated, and notifies its listeners', async () => {
    const told: (string | undefined)[] = [];
    catalog.onDidInvalidate((id) => told.push(id));
    await catalog.indexes(staging, never);
    catalog.invalidate('s');
    await catalog.indexes(staging, never);
    expect([told, paths()]).toEqual([['s'], ['GET /indexes', 'GET /indexes']]);
  });

  it('does not take an answer for new that was asked for before it was invalidated', async () => {
    const whole = client;
    client = Object.create(whole, {}) as PineconeClient;
    client.listIndexes = async (signal) => {
      const indexes = await whole.listIndexes(signal);
      catalog.invalidate();
      return indexes;
    };
    await catalog.indexes(staging, never);
    await catalog.indexes(staging, never);
    expect(paths()).toHaveLength(2);
  });
});

describe('what the catalog remembers', () => {
  const remember = async (): Promise<void> => {
    const [ant] = await catalog.indexes(staging, never);
    await catalog.stats(staging, ant!, never);
  };

  it('is there after a restart and without a network, with its age', async () => {
    await remember();
    isOnline = false;
    catalog = newCatalog();
    const known = catalog.snapshotOf(staging);
    expect(known?.indexes.map(({ name }) => name)).toEqual(['ant', 'zebra']);
    expect(known?.stats['ant']).toMatchObject({ at: 1000, namespaceCount: 1 });
    await expect(catalog.indexes(staging, never)).rejects.toMatchObject({ kind: 'network' });
    expect(catalog.snapshotOf(staging)?.at).toBe(1000);
  });

  it('is forgotten for another address', async () => {
    await remember();
    expect(catalog.snapshotOf({ ...staging, controllerUrl: 'https://x.example.com' })).toBe(
      undefined,
    );
  });

  it('is forgotten with its environment', async () => {
    await remember();
    catalog.forget('s');
    expect([catalog.snapshotOf(staging), newCatalog().snapshotOf(staging)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('holds no key', async () => {
    await remember();
    expect(state.text).toContain('zebra');
    expect(state.text).not.toContain(key);
  });

  it('loses the counts of an index that is gone', async () => {
    await remember();
    await client.deleteIndex('ant', never);
    catalog.invalidate();
    await catalog.indexes(staging, never);
    expect(catalog.snapshotOf(staging)?.stats).toEqual({});
  });

  it.each([undefined, null, 7, 'text', {}, { version: 2 }, { version: 1, at: 1, indexes: [{}] }])(
    'is nothing where %j was stored',
    (value) => {
      state.set('catalog/s', value);
      expect(newCatalog().snapshotOf(staging)).toBeUndefined();
    },
  );
});
