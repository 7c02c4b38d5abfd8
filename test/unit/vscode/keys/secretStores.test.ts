import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import type { KeySlot } from '../../../../src/services/keys/keySlots.ts';
import type { RotationState } from '../../../../src/services/keys/rotationState.ts';
import { loadFingerprint } from '../../../../src/vscode/keys/keyFingerprints.ts';
import { SecretRotationStore } from '../../../../src/vscode/keys/rotationStore.ts';
import { SecretServiceAccountStore } from '../../../../src/vscode/keys/serviceAccountStore.ts';
import { SecretKeyStore } from '../../../../src/vscode/secretStore.ts';
import { MemorySecrets } from '../../../support/vscode/memorySecrets.ts';

const secret = (text: string): Secret => new Secret(`${text}-canary`);
const common = { token: 't', startedMs: 5, address: 'https://x' };
const slot: KeySlot = { environmentId: 'one', purpose: 'apiKey' };
const old = { id: 'a', name: 'first' };
const successor = { id: 'b', name: 'first-2' };

const states: readonly RotationState[] = [
  { step: 'creating', ...common, old, newName: 'first-2' },
  { step: 'created', ...common, old, successor, next: secret('n'), previous: secret('p') },
  { step: 'swapped', ...common, old, successor, previous: secret('p'), swappedIn: [slot] },
  { step: 'swapped', ...common, previous: secret('p'), swappedIn: [] },
];

describe('the rotation store', () => {
  it.each(states)('keeps the step “$step” with its keys', async (state) => {
    const store = new SecretRotationStore(new MemorySecrets());
    await store.set(slot, state);
    const read = await store.get(slot);
    expect(read).toEqual(state);
    const keys = [state, read].map((one) =>
      [one && 'next' in one && one.next, one && 'previous' in one && one.previous].map(
        (key) => key && key.reveal(),
      ),
    );
    expect(keys[0]).toEqual(keys[1]);
    expect(inspect(read)).not.toContain('canary');
  });

  it('keeps the rotations of both keys of an environment apart, and fires for each', async () => {
    const store = new SecretRotationStore(new MemorySecrets());
    let changes = 0;
    store.onDidChange(() => changes++);
    await store.set({ ...slot, purpose: 'writingKey' }, states[0]!);
    expect([await store.get(slot), changes]).toEqual([undefined, 1]);
  });

  it.each(['', '{}', '{"step":"created"}', 'null'])('has no rotation where %j is', async (text) => {
    const secrets = new MemorySecrets();
    await secrets.store('environment/one/rotation', text);
    expect(await new SecretRotationStore(secrets).get(slot)).toBeUndefined();
  });
});

it('the store of service accounts keeps them, and fires for the environment', async () => {
  const store = new SecretServiceAccountStore(new MemorySecrets());
  const changed: string[] = [];
  store.onDidChange((id) => changed.push(id));
  const project = { id: 'p', name: 'Search' };
  const account = { clientId: 'c', clientSecret: secret('s'), address: 'https://x', project };
  await store.set('one', account);
  const read = await store.get('one');
  expect([read, read?.clientSecret.reveal()]).toEqual([account, 's-canary']);
  await store.delete('one');
  expect([await store.get('one'), changed]).toEqual([undefined, ['one', 'one']]);
});

it('everything secret of an environment goes with it', async () => {
  const secrets = new MemorySecrets();
  const names = ['apiKey', 'serviceAccount', 'rotation', 'writingKeyRotation'].map(
    (name) => `environment/one/${name}`,
  );
  for (const name of [...names, 'environment/one2/apiKey']) await secrets.store(name, '{}');
  await new SecretKeyStore(secrets).forget('one');
  expect([...secrets.values.keys()]).toEqual(['environment/one2/apiKey']);
});

it('fingerprints are the same after a restart, and of no use on another machine', async () => {
  const secrets = new MemorySecrets();
  const [first, again] = [await loadFingerprint(secrets), await loadFingerprint(secrets)];
  const elsewhere = await loadFingerprint(new MemorySecrets());
  expect(again('key')).toBe(first('key'));
  expect([first('other'), elsewhere('key')]).not.toContain(first('key'));
});
