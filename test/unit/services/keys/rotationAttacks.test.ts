import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { Secret } from '../../../../src/common/secret.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import { keyPurposes, type KeyPurpose } from '../../../../src/model/keys/keyPurpose.ts';
import type { ProjectKey } from '../../../../src/model/keys/projectKey.ts';
import { FakeCloud } from '../../../support/fakeCloud.ts';
import { firstKey, ProjectBench, type Window } from '../../../support/keys/projectBench.ts';

// Each test is a way to lose access by a rotation: the machine must end with a key that works everywhere.

const { signal } = new AbortController();

describe.each(keyPurposes)('a rotation of the %s', (purpose) => {
  let bench: ProjectBench;
  let window: Window;
  let team: Environment;
  let old: ProjectKey;

  beforeEach(async () => {
    bench = await ProjectBench.start();
    window = bench.open();
    ({ team } = await bench.connectTeam(window, purpose));
    old = (await window.access.keys(team, signal)).keys[0]!;
  });
  afterEach(() => bench.cloud.stop());

  const start = (): Promise<void> => window.rotation.start(team, purpose, old, signal);
  const finish = (): Promise<void> => window.rotation.finish(team, purpose, signal);
  const undo = (): Promise<void> => window.rotation.undo(team, purpose, signal);
  const keyIn = async (environment: Environment, at: KeyPurpose): Promise<string | undefined> =>
    (await window.slots.keyIn({ environmentId: environment.id, purpose: at }))?.reveal();
  const deadKeys = async (): Promise<string[]> =>
    (await window.slots.held())
      .filter(({ key }) => !bench.cloud.keyRoles.has(key.reveal()))
      .map(({ environment, purpose: at }) => `${environment.name} ${at}`);
  const names = (): string[] => bench.admin.keys.map(({ name }) => name);

  it('ended by a crash before every environment had the successor leaves none with the old key', async () => {
    const twin = await bench.addEnvironment(window, 'twin');
    const set = bench.machine.keys.set.bind(bench.machine.keys);
    bench.machine.keys.set = (id, stored) =>
      id === twin.id ? Promise.reject(new Error('crash')) : set(id, stored);
    await expect(start()).rejects.toThrow('crash');
    bench.machine.keys.set = set;
    expect(await keyIn(twin, 'apiKey')).toBe(firstKey);
    await finish();
    expect([names(), await deadKeys()]).toEqual([['first-2'], []]);
  });

  it('gives the successor to an environment that got the old key after the swap', async () => {
    await start();
    await bench.addEnvironment(window, 'later');
    await finish();
    expect(await deadKeys()).toEqual([]);
  });

  it('gives the successor to every purpose of a key', async () => {
    const twin = await bench.addEnvironment(window, 'twin');
    const slot = { environmentId: twin.id, purpose: 'writingKey' } as const;
    await window.slots.put(slot, new Secret(firstKey), signal);
    await start();
    await finish();
    expect([await keyIn(twin, 'writingKey'), await deadKeys()]).toEqual([
      bench.admin.valueOf('first-2'),
      [],
    ]);
  });

  it('does not end after the successor was revoked elsewhere, and can be undone', async () => {
    await start();
    bench.admin.revoke(bench.admin.keys[1]!.id);
    await expect(finish()).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(names()).toEqual(['first']);
    await undo();
    expect([await deadKeys(), await keyIn(team, purpose)]).toEqual([[], firstKey]);
  });

  it('that is undone takes the successor back from an environment that was added since', async () => {
    await start();
    await bench.addEnvironment(window, 'later', bench.admin.valueOf('first-2'));
    await undo();
    expect([names(), await deadKeys()]).toEqual([['first'], []]);
  });

  it('whose undoing was interrupted can be undone again', async () => {
    await bench.addEnvironment(window, 'twin');
    await start();
    bench.cloud.script('GET /indexes', { status: 200, body: { indexes: [] } }, { status: 400 });
    await expect(undo()).rejects.toThrow('Could not');
    expect(await deadKeys()).toEqual([]);
    await undo();
    expect([names(), await deadKeys()]).toEqual([['first'], []]);
  });

  it('cannot be undone after the old key was revoked elsewhere, but ends', async () => {
    await start();
    bench.admin.revoke(old.id);
    await expect(undo()).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(await deadKeys()).toEqual([]);
    await finish();
    expect([names(), await deadKeys()]).toEqual([['first-2'], []]);
  });

  it.each([0, 1, 2])(
    'that one window ends and another undoes %i steps later leaves a key that works',
    async (steps) => {
      await start();
      const other = bench.open();
      const ending = finish();
      for (let step = 0; step < steps; step++)
        await new Promise((resolve) => setImmediate(resolve));
      const undoing = other.rotation.undo(team, purpose, signal);
      const results = await Promise.allSettled([ending, undoing]);
      const failures = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(failures.map((error) => Failure.from(error).kind)).toEqual(['conflict']);
      expect([names().length, await deadKeys()]).toEqual([1, []]);
    },
  );

  it('sends its keys to no other address than the one that they were entered for', async () => {
    await start();
    const stranger = await FakeCloud.start('another');
    const { requests } = stranger;
    await window.environments.change(team.id, { controllerUrl: stranger.url });
    const moved = window.environments.byId(team.id)!;
    const { rotation } = window;
    for (const one of [team, moved])
      for (const work of ['finish', 'undo', 'resume'] as const)
        await expect(rotation[work](one, purpose, signal)).rejects.toMatchObject({
          kind: 'conflict',
        });
    expect(requests).toEqual([]);
    await rotation.abandon(moved, purpose);
    expect(await rotation.pending(moved, purpose)).toBeUndefined();
    await stranger.stop();
  });

  it('by hand in two windows at once keeps the key of one of them and the old one', async () => {
    await window.access.disconnect(team);
    const keys = ['pcsk_one_canary-11', 'pcsk_two_canary-22'];
    for (const key of keys) bench.cloud.keyRoles.set(key, ['ProjectEditor']);
    const windows = [window, bench.open()];
    const results = await Promise.allSettled(
      windows.map(({ rotation }, at) =>
        rotation.swapByHand(team, purpose, new Secret(keys[at]!), signal),
      ),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const state = await window.rotation.pending(team, purpose);
    expect(state).toMatchObject({ step: 'swapped', previous: new Secret(firstKey) });
    expect(keys).toContain(await keyIn(team, purpose));
    await undo();
    expect(await keyIn(team, purpose)).toBe(firstKey);
  });

  it('by hand that ended before the swap is undone without a change', async () => {
    await window.access.disconnect(team);
    const next = 'pcsk_next_canary-33';
    bench.cloud.keyRoles.set(next, ['ProjectEditor']);
    const { rotations } = bench.machine;
    const set = rotations.set.bind(rotations);
    rotations.set = async (at, state) => {
      await set(at, state);
      throw new Error('crash');
    };
    const swap = window.rotation.swapByHand(team, purpose, new Secret(next), signal);
    await expect(swap).rejects.toThrow('crash');
    rotations.set = set;
    await expect(finish()).rejects.toMatchObject({ kind: 'conflict' });
    await undo();
    expect([await keyIn(team, purpose), await window.rotation.pending(team, purpose)]).toEqual([
      firstKey,
      undefined,
    ]);
  });
});
