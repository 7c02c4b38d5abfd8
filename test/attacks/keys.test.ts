import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/common/secret.ts';
import { parseAddress } from '../../src/local/engineAddress.ts';
import { IdDigester } from '../../src/model/idDigest.ts';
import type { PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import { embedWithEndpoint, type Fetch } from '../../src/embedding/openAiEmbeddings.ts';
import { decodeProviderUrl } from '../../src/services/embedding/endpointAddress.ts';
import { IdListing } from '../../src/services/transfer/idListing.ts';
import { decodeControllerUrl } from '../../src/services/environments/environmentInput.ts';
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
  return createPineconeClient({ access: 'write', endpoint: { url, key: new Secret(key) }, log });
}

describe('a key', () => {
  // Found: the key of one program of this machine went to any other port of this machine.
  it('does not go to a port of this machine that its service has not named', () => {
    const elsewhere = `${stranger.url}/_i/orders`;
    expect(() => clientOf(cloud.url).index(elsewhere)).toThrow(/has returned no index there/);
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

  // Found: the message named the host as the service gave it, with the key in it, in small letters.
  it('in the host that a redirect names is in no message', async () => {
    const location = `https://${key.toUpperCase()}.evil.example/`;
    cloud.script('GET /indexes', { status: 307, headers: { location } });
    const failure = await failureOf(clientOf(cloud.url).listIndexes(never));
    expect(shown(failure)).toContain('redirects to');
    expect(shown(failure)).not.toContain(key);
  });

  // Found: characters that are not seen kept a key that a service repeats from being found, and left it readable.
  it.each(['\u200b', '\u00ad', '\u2060'])(
    'that a service repeats with %j in it is in no message',
    async (unseen) => {
      const message = `bad key ${key.slice(0, 8)}${unseen}${key.slice(8)}`;
      cloud.script('GET /indexes', { status: 400, body: { error: { code: 'X', message } } });
      const failure = await failureOf(clientOf(cloud.url).listIndexes(never));
      expect(shown(failure).replaceAll(unseen, '')).not.toContain(key);
    },
  );

  // Found nothing: causes are told anew, without the key.
  it('in the causes of an error of the network is in no failure and in no log', async () => {
    const inner = new AggregateError(
      [new Error(`api-key: ${key}`)],
      `headers { 'api-key': '${key}' }`,
    );
    const fetch = (): Promise<Response> =>
      Promise.reject(new TypeError('fetch failed', { cause: inner }));
    const endpoint = { url: cloud.url, key: new Secret(key) };
    const client = createPineconeClient({ access: 'write', endpoint, log, fetch });
    const failure = await failureOf(client.listIndexes(never));
    expect(`${shown(failure)} ${log.text}`).not.toContain(key);
  });

  // Found nothing: what holds the key is private, and the key prints as `[secret]`.
  it('is not seen if a client or its endpoint is printed, copied or serialised', () => {
    const endpoint = { url: cloud.url, key: new Secret(key) };
    const client = clientOf(cloud.url);
    const texts = [endpoint, client, client.index(`${cloud.url}/_i/orders`)].flatMap((value) => [
      shown(value),
      JSON.stringify(value),
      Object.entries(value).join(' '),
    ]);
    expect([...texts, shown(structuredClone({ key: endpoint.key }))].join('\n')).not.toContain(key);
  });

  // Found nothing: no header is made of it, and it is not quoted.
  it.each(['a\r\nhost: evil.example', 'a\0b', 'pcsk_ключ', 'a b', 'a\tb'])(
    'of other characters than a header carries, as %j, is refused without quoting it',
    (odd) => {
      const endpoint = { url: cloud.url, key: new Secret(odd) };
      const failing = (): unknown => createPineconeClient({ access: 'write', endpoint, log });
      expect(failing).toThrow(/enter it again/);
      expect(failing).not.toThrow(odd);
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
  it('and a password in an address are not quoted if the address cannot be used', () => {
    const failing = (): unknown => clientOf(`https://user:${key}@host:99999`);
    expect(failing).toThrow(/looks like/);
    expect(failing).not.toThrow(key);
  });
});

describe('a key of an embedding provider', () => {
  const providerKey = 'sk-attack-canary';
  const failing = (fetch: Fetch): Promise<unknown> =>
    failureOf(
      embedWithEndpoint(
        {
          endpoint: { name: 'mine', url: 'https://host.example/v1', keyHeader: 'authorization' },
          key: new Secret(providerKey),
          fetch,
        },
        'small',
        ['one'],
        never,
      ),
    );

  // Found: the message quoted what the server said, the key included.
  it.each([400, 401, 404, 429, 500])(
    'that its server repeats with status %i is in no message',
    async (status) => {
      const message = `bad key ${providerKey.toUpperCase()} and sk-attack\u200b-canary`;
      const answer = Response.json({ error: { message } }, { status });
      const failure = await failing(() => Promise.resolve(answer.clone()));
      expect(shown(failure).toLowerCase()).not.toContain('canary');
    },
  );

  // Found: the cause was the error of the network as it came.
  it('in an error of the network and its causes is in no failure', async () => {
    const cause = new Error(`headers { authorization: 'Bearer ${providerKey}' }`);
    const failure = await failing(() =>
      Promise.reject(new TypeError(`fetch failed ${providerKey}`, { cause })),
    );
    expect(shown(failure)).toContain('fetch failed [secret]');
    expect(shown(failure)).not.toContain(providerKey);
  });

  // Found: the address went to the settings with the key in it.
  it.each(['key', 'api_key', 'access_token', 'subscription-key'])(
    'in the parameter %s of an address is refused without quoting it',
    (name) => {
      const address = `https://host.example/v1?${name}=${providerKey}`;
      expect(() => decodeProviderUrl(address)).toThrow('must not hold a key');
      expect(() => decodeProviderUrl(address)).not.toThrow(providerKey);
    },
  );
});

describe('an address', () => {
  // Found: port 0 was taken, and stood for whatever a later start would choose.
  it.each([
    'http://localhost.:5080',
    'http://[::ffff:127.0.0.1]:5080',
    'http://0.0.0.0:5080',
    'http://127.0.0.1.nip.example:5080',
    'https://api.example:0',
    'http://127.0.0.1:0',
  ])('%s is not one that a key may be entered for', (address) => {
    expect(() => decodeControllerUrl(address)).toThrow(/address|https only/);
  });

  // Found nothing: forms of one address are one address, and names in other scripts show what they are.
  it.each([
    ['http://2130706433:5080', 'http://127.0.0.1:5080'],
    ['http://0x7f.1:5080', 'http://127.0.0.1:5080'],
    ['https://API.Example:443/a/../b/', 'https://api.example/b'],
    ['https://api.pinecone.io\\@evil.example', 'https://api.pinecone.io/@evil.example'],
    ['https://api.pineсone.io', 'https://api.xn--pineone-1jg.io'],
  ])('%s is taken for what it is', (address, real) => {
    expect(decodeControllerUrl(address)).toBe(real);
  });

  // Found: a path and a user in the record were taken, and the key went to what stood there.
  it.each([
    'http://127.0.0.1:5080/evil',
    'http://user@127.0.0.1:5080',
    'http://127.0.0.1:5080@evil.example:80',
    'http://127.0.0.1:5080?a=b',
    'http://127.0.0.1',
    'http://localhost.:5080',
  ])('%s in a record is not that of an engine', (url) => {
    expect(parseAddress(JSON.stringify({ url, pid: 1, version: '1' }))).toBeUndefined();
  });
});

describe('a list', () => {
  const page = { status: 200, body: { data: [], pagination: { next: 'again' } } };

  // Found: backups were asked for again and again, for as long as the service named the same page.
  it('of backups that names the same page again ends with an error', async () => {
    cloud.script('GET /backups', page, page, page, page);
    await expect(clientOf(cloud.url).backups.list(never)).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Could not list the backups: the service returned the same page token twice',
    });
  });

  // Found: a pull asked, and paid, for the same pages of ids for ever.
  it.each([1, 2, 5])(
    'of ids that goes round in a circle of %i pages ends with an error',
    async (length) => {
      let asked = 0;
      const reader = {
        page: () => Promise.resolve({ items: ['a'], next: String(++asked % length) }),
      };
      const start = { isDone: false, listed: new IdDigester().digest };
      const listing = new IdListing(reader, start, never);
      const endless = listing.next(() => 1);
      await expect(endless).rejects.toMatchObject({ kind: 'unavailable' });
      expect(asked).toBeLessThan(6 * length);
    },
  );
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  );
}

/** All that printing shows, hidden fields and causes included. */
function shown(value: unknown): string {
  return inspect(value, { depth: 20, showHidden: true, getters: true });
}

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
