import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import { deviationsOf } from '../../../support/keys/openApi.ts';
import {
  clientSecret,
  firstKey,
  ProjectBench,
  type Window,
} from '../../../support/keys/projectBench.ts';

const { signal } = new AbortController();

describe('project access', () => {
  let bench: ProjectBench;
  let window: Window;
  let team: Environment;
  let keyId: string;

  beforeEach(async () => {
    bench = await ProjectBench.start();
    window = bench.open();
    ({ team, keyId } = await bench.connectTeam(window));
  });
  afterEach(() => bench.cloud.stop());

  it('lists keys with their roles, when they were first seen, and which one is used', async () => {
    await window.access.known(team);
    bench.now = 9000;
    await window.access.create(team, { name: 'reader', roles: ['DataPlaneViewer'] }, signal);
    const { project, keys } = await window.access.known(team);
    expect(project).toEqual(bench.admin.project);
    expect(keys).toMatchObject([
      { name: 'first', roles: ['ProjectEditor'], firstSeenMs: 1000, uses: ['apiKey'] },
      { name: 'reader', roles: ['DataPlaneViewer'], firstSeenMs: 9000, uses: [] },
    ]);
  });

  it('asks once for a list until a key changes', async () => {
    const lists = (): number =>
      bench.admin.exchanges.filter(({ method }) => method === 'GET').length;
    await window.access.known(team);
    const before = lists();
    await window.access.known(team);
    expect(lists()).toBe(before);
    await window.access.changeRoles(team, keyId, ['ProjectViewer'], signal);
    const { keys } = await window.access.known(team);
    expect([keys[0]?.roles, lists()]).toEqual([['ProjectViewer'], before + 1]);
  });

  it('names the places that use a key, and revokes it', async () => {
    const writing = { environmentId: team.id, purpose: 'writingKey' } as const;
    await window.slots.put(writing, new Secret(firstKey), signal, keyId);
    expect(await window.access.usersOf(keyId)).toEqual([
      { environmentId: team.id, purpose: 'apiKey' },
      writing,
    ]);
    await window.access.revoke(team, keyId, signal);
    expect((await window.access.keys(team, signal)).keys).toEqual([]);
  });

  it('notices that the key in use was revoked elsewhere', async () => {
    expect((await window.access.keys(team, signal)).revoked).toEqual([]);
    bench.admin.revoke(keyId);
    expect((await window.access.keys(team, signal)).revoked).toEqual(['apiKey']);
  });

  it('stores nothing when the service account is refused', async () => {
    const other = await bench.addEnvironment(window, 'other');
    const wrong = { clientId: 'x', clientSecret: new Secret('wrong-canary') };
    await expect(window.access.projects(other, wrong, signal)).rejects.toMatchObject({
      kind: 'forbidden',
    });
    expect(await window.access.has(other)).toBe(false);
  });

  it('is gone after another address was entered, and back with the old one', async () => {
    const elsewhere = { controllerUrl: 'https://elsewhere.example' };
    await window.environments.change(team.id, elsewhere);
    const moved = window.environments.byId(team.id)!;
    expect([await window.access.has(moved), await window.access.has(team)]).toEqual([false, false]);
    await window.environments.change(team.id, { controllerUrl: bench.cloud.url });
    expect(await window.access.has(team)).toBe(true);
  });

  it('ends when it is disconnected in another window', async () => {
    await window.access.known(team);
    await bench.open().access.disconnect(team);
    await expect(window.access.known(team)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('keeps secrets out of state, settings and log, and speaks the published API', async () => {
    await window.access.create(team, { name: 'reader', roles: ['ProjectViewer'] }, signal);
    const { state, descriptors } = bench.machine;
    const texts = [state.text, descriptors.text, bench.log.text].join();
    const secrets = [clientSecret, bench.admin.valueOf('reader'), ...bench.admin.tokens];
    expect(secrets.filter((secret) => texts.includes(secret))).toEqual([]);
    expect(texts).not.toContain('canary');
    expect(bench.admin.exchanges.flatMap(deviationsOf)).toEqual([]);
  });
});
