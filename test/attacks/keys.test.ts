import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/common/secret.ts';
import type { PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import { FakeCloud } from '../support/fakeCloud.ts';
import { RecordingLog } from '../support/recordingLog.ts';

// Each test names an attack on keys, or on the trust in what a service says; the line above it says what it found.

const key = 'pcsk_attack-canary';
const never = new AbortController().signal;

let cloud: FakeCloud;
let stranger: FakeCloud;
let log: RecordingLog;

beforeAll(async () => {
  [cloud, stranger] = [await FakeCloud.start(key), await FakeCloud.start(key)];
  await cloud.makeOrders();
});
afterAll(() => Promise.all([cloud.stop(), stranger.stop()]));
beforeEach(() => {
  log = new RecordingLog();
});

function clientOf(url: string): PineconeClient {
  return createPineconeClient({ endpoint: { url, key: new Secret(key) }, log });
}

describe('a key', () => {
  // Found: the key of one program of this machine went to any other port of this machine.
  it('does not go to a port of this machine that its service has not named', () => {
    const elsewhere = `${stranger.url}/_i/orders`;
    expect(() => clientOf(cloud.url).index(elsewhere)).toThrow(/has named no index there/);
  });

  // Found: a custom environment's key went to any host under pinecone.io, at any port.
  it.each(['orders-1a2b.svc.pinecone.io', 'api.pinecone.io'])(
    'of a custom environment does not go to %s, which its service names',
    async (host) => {
      cloud.script('GET /indexes/orders', { status: 200, body: description(host) });
      const client = clientOf(cloud.url);
      const index = await client.describeIndex('orders', never);
      expect(() => client.index(index.host)).toThrow(/it was entered for/);
    },
  );

  // Found nothing: redirects are not followed.
  it.each([301, 302, 303, 307, 308])('does not follow a redirect with %i', async (status) => {
    const location = `${stranger.url}/indexes`;
    cloud.script('GET /indexes', { status, headers: { location } });
    await expect(clientOf(cloud.url).listIndexes(never)).rejects.toMatchObject({ kind: 'network' });
    expect(stranger.requests).toEqual([]);
  });

  // Found: the message quoted the whole address, with the password in it.
  it('and a password in an address are not quoted where the address cannot be used', () => {
    const failing = (): unknown => clientOf(`https://user:${key}@host:99999`);
    expect(failing).toThrow(/looks like/);
    expect(failing).not.toThrow(key);
  });
});

describe('a list', () => {
  const page = { status: 200, body: { data: [], pagination: { next: 'again' } } };

  // Found: backups were asked for again and again, for as long as the service named the same page.
  it('of backups that names the same page again ends with an error', async () => {
    cloud.script('GET /backups', page, page, page, page);
    await expect(clientOf(cloud.url).backups.list(never)).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Could not list the backups: the service names the same page again and again',
    });
  });
});

function description(host: string): object {
  return {
    name: 'orders',
    host,
    dimension: 2,
    metric: 'cosine',
    vector_type: 'dense',
    status: { ready: true, state: 'Ready' },
    spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
  };
}
