import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/common/secret.ts';
import { createAdminClient } from '../../../src/pinecone/admin/restAdminClient.ts';
import { adminAddressesOf } from '../../../src/pinecone/admin/adminAddresses.ts';
import type { AdminClient } from '../../../src/pinecone/admin/adminClient.ts';
import { FakeCloud } from '../../support/fakeCloud.ts';
import { FakeAdmin } from '../../support/keys/fakeAdmin.ts';
import { deviationsOf } from '../../support/keys/openApi.ts';
import { RecordingLog } from '../../support/recordingLog.ts';

const { signal } = new AbortController();
const secret = 'secret-canary-81c2';

describe('the admin client', () => {
  let cloud: FakeCloud;
  let admin: FakeAdmin;
  let log: RecordingLog;
  let client: AdminClient;
  let now = 0;

  const connect = (clientSecret: string): AdminClient =>
    createAdminClient({
      controllerUrl: cloud.url,
      clientId: admin.clientId,
      clientSecret: new Secret(clientSecret),
      log,
      now: () => now,
      limits: { retry: { attempts: 2, firstDelayMs: 1, budgetMs: 100 } },
    });

  beforeEach(async () => {
    now = 0;
    log = new RecordingLog();
    cloud = await FakeCloud.start('pcsk_first-canary');
    admin = new FakeAdmin(secret, cloud.keyRoles);
    cloud.answerFirst = (seen) => admin.answer(seen);
    client = connect(secret);
  });
  afterEach(() => cloud.stop());

  it('lists, creates, changes and revokes keys as the published API describes it', async () => {
    const [project] = await client.listProjects(signal);
    const { key, value } = await client.createKey(
      project!.id,
      { name: 'reader', roles: ['DataPlaneViewer'] },
      signal,
    );
    expect(value.reveal()).toBe(admin.valueOf('reader'));
    await client.changeKey(key.id, { roles: ['ProjectViewer'] }, signal);
    expect(await client.listKeys(project!.id, signal)).toEqual([
      { ...key, roles: ['ProjectViewer'] },
    ]);
    await client.deleteKey(key.id, signal);
    await client.deleteKey(key.id, signal);
    expect(await client.listKeys(project!.id, signal)).toEqual([]);
    expect(admin.exchanges.flatMap(deviationsOf)).toEqual([]);
    expect(admin.exchanges.length).toBe(8);
    expect(admin.tokens.length).toBe(1);
  });

  it('sends the secret to the token endpoint alone, and the token to the admin API alone', async () => {
    await client.listProjects(signal);
    const places = (text: string): string[] =>
      cloud.requests
        .filter((request) => JSON.stringify(request).includes(text))
        .map(({ path }) => path);
    expect([places(secret), places(admin.tokens[0]!)]).toEqual([
      ['/oauth/token'],
      ['/admin/projects'],
    ]);
    expect(cloud.requests.some(({ headers }) => 'api-key' in headers)).toBe(false);
  });

  it('requests a token again before it expires, and after it was refused', async () => {
    await client.listProjects(signal);
    now = (admin.lifetimeS - 61) * 1000;
    await client.listProjects(signal);
    expect(admin.tokens.length).toBe(1);
    now += 2000;
    await client.listProjects(signal);
    expect(admin.tokens.length).toBe(2);
    admin.expireTokens();
    await client.listProjects(signal);
    expect(admin.tokens.length).toBe(3);
  });

  it('reports that the service account was refused, without its secret', async () => {
    const error = await connect('wrong-canary').listProjects(signal).catch(String);
    expect(error).toBe(
      `Failure: Could not sign in with the service account: ${new URL(cloud.url).host} refused its client id or secret; connect the project again`,
    );
    expect(log.text).not.toContain('canary');
  });

  it('reports that the role of the service account does not allow it', async () => {
    admin.isViewer = true;
    const creating = client.createKey(admin.project.id, { name: 'x', roles: [] }, signal);
    await expect(creating).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Could not create the key “x”: the role of the service account does not allow it',
    });
  });

  it('never repeats the creation of a key', async () => {
    cloud.script(`POST /admin/projects/${admin.project.id}/api-keys`, 'reset');
    const creating = client.createKey(admin.project.id, { name: 'x', roles: [] }, signal);
    await expect(creating).rejects.toMatchObject({ kind: 'network' });
    expect(cloud.requests.filter(({ method }) => method === 'POST').length).toBe(2);
  });

  it('follows no redirect with the secret or the token', async () => {
    const elsewhere = { location: 'http://127.0.0.1:9/elsewhere' };
    cloud.script('POST /oauth/token', { status: 307, headers: elsewhere });
    await expect(client.listProjects(signal)).rejects.toMatchObject({ kind: 'network' });
    cloud.script('GET /admin/projects', { status: 302, headers: elsewhere });
    await expect(client.listProjects(signal)).rejects.toMatchObject({ kind: 'network' });
  });
});

describe('adminAddressesOf', () => {
  it('names the host for tokens of Pinecone', () => {
    expect(adminAddressesOf('https://api.pinecone.io')).toEqual({
      admin: 'https://api.pinecone.io/admin',
      token: 'https://login.pinecone.io/oauth/token',
    });
  });

  it('stays at the origin of another controller', () => {
    expect(adminAddressesOf('https://gateway.example/pinecone')).toEqual({
      admin: 'https://gateway.example/pinecone/admin',
      token: 'https://gateway.example/oauth/token',
    });
  });

  it('refuses plain http beyond this machine', () => {
    expect(() => adminAddressesOf('http://gateway.example')).toThrow('https');
  });
});
