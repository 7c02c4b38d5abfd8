import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/common/secret.ts';
import { SecretKeyStore } from '../../../src/vscode/secretStore.ts';
import { MemorySecrets } from '../../support/vscode/memorySecrets.ts';

const stored = { key: new Secret('pcsk_secret-canary'), address: 'https://api.pinecone.io' };

describe('the secret store', () => {
  it('keeps key and address as one secret of the environment', async () => {
    const secrets = new MemorySecrets();
    const store = new SecretKeyStore(secrets);
    await store.set('one', stored);
    expect([...secrets.values.keys()]).toEqual(['environment/one/apiKey']);
    const read = await store.get('one');
    expect([read?.key.reveal(), read?.address]).toEqual(['pcsk_secret-canary', stored.address]);
  });

  it('binds a key that was stored with its origin alone to the empty path there', async () => {
    const secrets = new MemorySecrets();
    const text = JSON.stringify({ key: 'pcsk_old', origin: 'https://gateway.example' });
    secrets.values.set('environment/one/apiKey', text);
    const read = await new SecretKeyStore(secrets).get('one');
    expect([read?.key.reveal(), read?.address]).toEqual(['pcsk_old', 'https://gateway.example']);
  });

  it.each(['', 'pcsk_bare', '{}', 'null', '{"key":1,"address":""}'])(
    'has no key where %j stands',
    async (text) => {
      const secrets = new MemorySecrets();
      secrets.values.set('environment/one/apiKey', text);
      expect(await new SecretKeyStore(secrets).get('one')).toBeUndefined();
    },
  );

  it('knows which environments have a key, among secrets of other kinds', async () => {
    const secrets = new MemorySecrets();
    secrets.values.set('engine/token', 'x');
    const store = new SecretKeyStore(secrets);
    await store.set('one', stored);
    expect(await store.ids()).toEqual(['one']);
  });

  it('reports which environment got or lost its key, and of no other secrets', async () => {
    const secrets = new MemorySecrets();
    const store = new SecretKeyStore(secrets);
    const told: string[] = [];
    store.onDidChange((id) => told.push(id));
    await store.set('one', stored);
    await secrets.store('something/else', 'x');
    await store.delete('one');
    expect(told).toEqual(['one', 'one']);
  });

  it('fails without quoting the key, even if the cause quotes it', async () => {
    const secrets = new MemorySecrets();
    secrets.failure = new Error('cannot write pcsk_secret-canary');
    const error = await new SecretKeyStore(secrets).set('one', stored).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'internal' });
    expect(inspect(error)).not.toContain('canary');
  });
});
