import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import {
  Environments,
  type EnvironmentDraft,
} from '../../../../src/services/environments/environments.ts';
import { isUnreachable } from '../../../../src/services/environments/isUnreachable.ts';
import { FakeCloud } from '../../../support/fakeCloud.ts';
import { MemoryDescriptors, MemoryKeys } from '../../../support/memoryStores.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';

const goodKey = 'pcsk_good-key-canary';
const badKey = 'pcsk_bad-key-canary';
const never = new AbortController().signal;

let cloud: FakeCloud;
let descriptors: MemoryDescriptors;
let keys: MemoryKeys;
let log: RecordingLog;
let environments: Environments;

beforeAll(async () => {
  cloud = await FakeCloud.start(goodKey);
});

afterAll(() => cloud.stop());

beforeEach(() => {
  let lastId = 0;
  descriptors = new MemoryDescriptors();
  keys = new MemoryKeys();
  log = new RecordingLog();
  environments = new Environments({
    descriptors,
    keys,
    newId: () => `id-${++lastId}`,
    tryKey: async (endpoint, signal) => {
      await createPineconeClient({ endpoint, log }).listIndexes(signal);
    },
  });
});

function draft(name = 'staging'): EnvironmentDraft {
  return { name, kind: 'custom', role: 'staging', colour: 'orange', controllerUrl: cloud.url };
}

const add = (name?: string, key = goodKey): ReturnType<Environments['add']> =>
  environments.add(draft(name), new Secret(key), never);

describe('a key whose environment is gone from the settings', () => {
  it('is found, and forgotten on demand, while the others stay', async () => {
    await add('one');
    await add('two');
    const [, two] = descriptors.read('user') as object[];
    descriptors.edit('user', [two]);
    const unused = await environments.unusedKeys();
    expect(unused).toEqual([{ environmentId: 'id-1', address: cloud.url }]);
    await environments.forgetKey(unused[0]!);
    expect([...keys.stored.keys()]).toEqual(['id-2']);
    expect(await environments.unusedKeys()).toEqual([]);
  });
});

describe('adding an environment', () => {
  it('stores the descriptor in the settings and the key apart from it', async () => {
    await add();
    expect(descriptors.read('user')).toEqual([{ id: 'id-1', ...draft() }]);
    expect(keys.stored.get('id-1')?.key.reveal()).toBe(goodKey);
  });

  it('stores nothing when the key is refused, and reports it', async () => {
    await expect(add('staging', badKey)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect([descriptors.read('user'), keys.stored.size]).toEqual([undefined, 0]);
  });

  it('keeps the key out of settings, log and errors', async () => {
    const error = await add('refused', badKey).catch((error: unknown) => error);
    await add();
    const { message, stack } = error as Error;
    const text = [descriptors.text, log.text, message, stack, JSON.stringify(environments.all())];
    expect(text.join('\n')).not.toContain('key-canary');
  });

  it('stores nothing when it is cancelled while the key is tried', async () => {
    cloud.script('GET /indexes', 'hang');
    const stop = new AbortController();
    const before = cloud.requests.length;
    const adding = environments.add(draft(), new Secret(goodKey), stop.signal);
    await expect.poll(() => cloud.requests.length).toBeGreaterThan(before);
    stop.abort();
    await expect(adding).rejects.toMatchObject({ kind: 'cancelled' });
    expect([descriptors.read('user'), keys.stored.size]).toEqual([undefined, 0]);
  });

  it('takes the key back when the settings cannot be written', async () => {
    descriptors.writeError = new Error('read-only file');
    await expect(add()).rejects.toMatchObject({ kind: 'internal' });
    expect(keys.stored.size).toBe(0);
  });

  it('rejects a name that is taken, in any case, before it sends the key', async () => {
    await add();
    const asked = cloud.requests.length;
    await expect(add('Staging')).rejects.toMatchObject({ kind: 'conflict' });
    await expect(add('LOCAL')).rejects.toMatchObject({ kind: 'conflict' });
    expect(cloud.requests.length).toBe(asked);
  });

  it.each([
    '',
    '  ',
    'two\nlines',
    'x'.repeat(61),
    'pro\u200bduction',
    '\u202enoitcudorp',
    'line\u2028separator',
    'half \ud800 pair',
    'pcsk_2aBcD_efGh1234',
  ])('refuses the name %j', async (name) => {
    await expect(add(name)).rejects.toMatchObject({ kind: 'badInput' });
  });

  it('keeps both of two that are added at the same time', async () => {
    await Promise.all([add('one'), add('two')]);
    expect(environments.all().map(({ name }) => name)).toEqual(['one', 'two', 'local']);
  });

  it('adds one of two of the same name that are added at the same time', async () => {
    const outcomes = await Promise.allSettled([add('one'), add('one')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(keys.stored.size).toBe(1);
  });

  it('sends no key to a host that is neither https nor this machine', async () => {
    const elsewhere = { ...draft(), controllerUrl: 'http://example.com' };
    const adding = environments.add(elsewhere, new Secret(goodKey), never);
    await expect(adding).rejects.toMatchObject({ kind: 'badInput' });
  });
});

describe('changing an environment', () => {
  it('renames it, and keeps its id, key and other fields', async () => {
    await add();
    descriptors.edit('user', [
      { ...(descriptors.read('user') as object[])[0], role: 'production' },
    ]);
    await environments.rename('id-1', ' live ');
    expect(environments.byId('id-1')).toMatchObject({ name: 'live', role: 'production' });
    expect(await environments.hasKey('id-1')).toBe(true);
  });

  it('changes role and colour and keeps the key', async () => {
    await add();
    await environments.change('id-1', { role: 'production', colour: 'red' });
    expect(environments.byId('id-1')).toMatchObject({ role: 'production', colour: 'red' });
    expect(await environments.hasKey('id-1')).toBe(true);
  });

  it('has no key for another address', async () => {
    descriptors.edit('user', [
      { id: 'own', name: 'own', kind: 'custom', controllerUrl: cloud.url },
    ]);
    await environments.updateKey('own', new Secret(goodKey), never);
    await environments.change('own', { controllerUrl: 'https://b.example.com' });
    expect(await environments.hasKey('own')).toBe(false);
    await environments.change('own', { controllerUrl: cloud.url });
    expect(await environments.hasKey('own')).toBe(true);
  });

  it('refuses an address that settings do not allow, and changes nothing', async () => {
    await add();
    const before = descriptors.read('user');
    const change = environments.change('id-1', { controllerUrl: 'http://example.com' });
    await expect(change).rejects.toMatchObject({ kind: 'badInput' });
    expect(descriptors.read('user')).toEqual(before);
  });

  it('may change nothing but the case of its own name', async () => {
    await add();
    await environments.rename('id-1', 'Staging');
    expect(environments.byName('Staging')?.id).toBe('id-1');
  });

  it('renames it in the settings of the workspace if it is defined there', async () => {
    const entry = { id: 'team', name: 'team', kind: 'cloud' };
    descriptors.edit('workspace', [entry]);
    await environments.rename('team', 'ours');
    expect(descriptors.read('workspace')).toEqual([{ ...entry, name: 'ours' }]);
    expect(descriptors.read('user')).toBeUndefined();
  });

  it('removes descriptor and key', async () => {
    await add();
    await environments.remove('id-1');
    expect([descriptors.read('user'), keys.stored.size]).toEqual([[], 0]);
  });

  it('replaces the key only by one that is accepted', async () => {
    await add();
    const refused = environments.updateKey('id-1', new Secret(badKey), never);
    await expect(refused).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(keys.stored.get('id-1')?.key.reveal()).toBe(goodKey);
  });

  it('leaves the local environment alone', async () => {
    await expect(environments.remove(localEnvironment.id)).rejects.toMatchObject({
      kind: 'badInput',
    });
    expect(environments.all()).toEqual([localEnvironment]);
  });

  it('tells of changes by hand and of keys from other windows', async () => {
    let changes = 0;
    environments.onDidChange(() => changes++);
    descriptors.edit('user', []);
    await keys.set('any', { key: new Secret('k'), address: 'https://example.com' });
    expect(changes).toBe(2);
  });
});

describe('a key', () => {
  it.each([
    ['origin', () => 'https://elsewhere.example.com'],
    ['path', () => `${cloud.url}/~mallory`],
    ['port', () => 'http://127.0.0.1:1'],
  ])('goes to no other %s than the one it was entered for', async (_, elsewhere) => {
    await add();
    const [entry] = descriptors.read('user') as object[];
    descriptors.edit('user', [{ ...entry, controllerUrl: elsewhere() }]);
    expect(await environments.keyOf(environments.byId('id-1')!)).toBeUndefined();
    expect(await environments.hasKey('id-1')).toBe(false);
  });

  it('is not given to a descriptor from before its address was edited', async () => {
    const before = await add();
    const [entry] = descriptors.read('user') as object[];
    descriptors.edit('user', [{ ...entry, controllerUrl: `${cloud.url}/` }]);
    expect((await environments.keyOf(before))?.reveal()).toBe(goodKey);
    const address = 'https://elsewhere.example.com';
    descriptors.edit('user', [{ ...entry, controllerUrl: address }]);
    await keys.set('id-1', { key: new Secret('pcsk_next-canary'), address });
    expect(await environments.keyOf(before)).toBeUndefined();
    expect((await environments.keyOf(environments.byId('id-1')!))?.reveal()).toBe(
      'pcsk_next-canary',
    );
  });

  it('is not lent to a workspace that names another address under the same id', async () => {
    await add();
    const theft = { ...draft('mine'), id: 'id-1', controllerUrl: 'https://thief.example.com' };
    descriptors.edit('workspace', [theft]);
    expect(environments.byId('id-1')?.controllerUrl).toBe(cloud.url);
    expect(environments.problems()).toMatchObject([{ scope: 'workspace', position: 0 }]);
  });

  it('is not used after its descriptor was removed by hand', async () => {
    await add();
    const removed = environments.byId('id-1')!;
    descriptors.edit('user', []);
    expect(await environments.keyOf(removed)).toBeUndefined();
  });
});

describe('settings edited by hand', () => {
  const good = { id: 'a', name: 'good', kind: 'cloud' };

  it.each([
    ['no object', 7],
    ['no id', { name: 'x', kind: 'cloud' }],
    ['an odd id', { id: '../x', name: 'x', kind: 'cloud' }],
    ['the id of the local engine', { id: 'local', name: 'x', kind: 'cloud' }],
    ['no name', { id: 'x', kind: 'cloud' }],
    ['an unknown kind', { id: 'x', name: 'x', kind: 'azure' }],
    ['a key for an id', { id: 'pcsk_2aBcD_efGh1234', name: 'x', kind: 'cloud' }],
    [
      'a key in the address',
      { id: 'x', name: 'x', kind: 'custom', controllerUrl: 'https://x/pcsk_2aBcD_efGh1234' },
    ],
    ['an unknown role', { id: 'x', name: 'x', kind: 'cloud', role: 'boss' }],
    ['an address for the cloud', { id: 'x', name: 'x', kind: 'cloud', controllerUrl: 'https://x' }],
    ['no address for a custom host', { id: 'x', name: 'x', kind: 'custom' }],
    ['plain http', { id: 'x', name: 'x', kind: 'custom', controllerUrl: 'http://example.com' }],
    [
      'a password in the address',
      { id: 'x', name: 'x', kind: 'custom', controllerUrl: 'https://a:b@example.com' },
    ],
    [
      'a script for an address',
      { id: 'x', name: 'x', kind: 'custom', controllerUrl: 'javascript:0' },
    ],
    ['a name used twice', { id: 'x', name: 'Good', kind: 'cloud' }],
  ])('show what is wrong with %s, keep it, and use the rest', async (_, bad) => {
    descriptors.edit('user', [good, bad]);
    expect(environments.problems()).toMatchObject([{ scope: 'user', position: 1 }]);
    expect(environments.all().map(({ name }) => name)).toEqual(['good', 'local']);
    await environments.rename('a', 'better');
    expect(descriptors.read('user')).toEqual([{ ...good, name: 'better' }, bad]);
  });

  it('that are no list are a problem, and are not overwritten', async () => {
    descriptors.edit('user', { good });
    expect(environments.problems()).toHaveLength(1);
    await expect(add()).rejects.toMatchObject({ kind: 'badInput' });
    expect([descriptors.read('user'), keys.stored.size]).toEqual([{ good }, 0]);
  });

  it('do not override an environment of the user settings', () => {
    const production = { ...good, role: 'production', colour: 'red' };
    descriptors.edit('user', [production]);
    descriptors.edit('workspace', [{ ...good, name: 'play', role: 'development' }]);
    expect(environments.all()).toEqual([production, localEnvironment]);
    descriptors.edit('user', [production, { ...good, id: 'b', role: 'prod' }]);
    descriptors.edit('workspace', [{ ...good, id: 'b', name: 'play' }]);
    expect(environments.all()).toEqual([production, localEnvironment]);
    expect(environments.problems()).toMatchObject([
      { scope: 'user', position: 1 },
      {
        scope: 'workspace',
        position: 0,
        message: 'Your user settings already have an entry with this id',
      },
    ]);
  });

  it('give an address that the user’s own settings know its role and colour under any id', () => {
    const address = { kind: 'custom', controllerUrl: 'https://vectors.example/team' };
    const style = { role: 'production', colour: 'red' };
    descriptors.edit('user', [{ id: 'a', name: 'live', ...address, ...style }]);
    descriptors.edit('workspace', [
      { id: 'b', name: 'play', ...address, role: 'development', colour: 'green' },
      { id: 'c', name: 'other', ...address, controllerUrl: 'https://vectors.example/other' },
    ]);
    expect(environments.byId('b')).toMatchObject(style);
    expect(environments.byId('c')).toMatchObject({ role: 'development', colour: 'blue' });
  });

  it.each(['GOOD', 'ｇｏｏｄ'])('may not name another environment %j beside “good”', (name) => {
    descriptors.edit('user', [good]);
    descriptors.edit('workspace', [{ id: 'b', name, kind: 'cloud' }]);
    expect(environments.problems()).toMatchObject([{ scope: 'workspace', position: 0 }]);
  });

  it('may say the same in the workspace as in the user settings', () => {
    descriptors.edit('user', [good]);
    descriptors.edit('workspace', [good]);
    expect([environments.all().length, environments.problems()]).toEqual([2, []]);
  });
});

describe('an environment that cannot be reached', () => {
  const offline = (): EnvironmentDraft => ({ ...draft(), controllerUrl: 'http://127.0.0.1:9' });

  it('is recognized, unlike a refused key', async () => {
    const failed = (run: Promise<unknown>): Promise<unknown> =>
      run.catch((error: unknown) => error);
    const secret = new Secret(goodKey);
    expect(isUnreachable(await failed(environments.add(offline(), secret, never)))).toBe(true);
    expect(isUnreachable(await failed(add('refused', badKey)))).toBe(false);
    expect([environments.all(), keys.stored.size]).toEqual([[localEnvironment], 0]);
  });

  it('is saved with its key on request, without a request', async () => {
    const { id } = await environments.add(offline(), new Secret(goodKey), never, 'unverified');
    expect(await environments.hasKey(id)).toBe(true);
    await environments.updateKey(id, new Secret(badKey), never, undefined, 'unverified');
    const environment = environments.byId(id)!;
    expect((await environments.keyOf(environment))?.reveal()).toBe(badKey);
  });
});

describe('the request limit', () => {
  it('is saved with the environment, and removed by 0', async () => {
    const { id } = await add();
    await environments.change(id, { requestsPerSecond: 5 });
    expect(environments.byId(id)?.requestsPerSecond).toBe(5);
    await environments.change(id, { requestsPerSecond: 0 });
    expect(descriptors.read('user')).toEqual([
      expect.not.objectContaining({ requestsPerSecond: 0 }),
    ]);
    expect(environments.byId(id)).not.toHaveProperty('requestsPerSecond');
  });

  it.each([0.5, -1, 1001, Number.NaN])('is refused as %s', async (requestsPerSecond) => {
    const { id } = await add();
    await expect(environments.change(id, { requestsPerSecond })).rejects.toMatchObject({
      kind: 'badInput',
      message: /whole number from 1 to 1,000/,
    });
  });
});
