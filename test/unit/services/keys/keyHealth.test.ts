import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import { KeyHealth } from '../../../../src/services/keys/keyHealth.ts';
import { MemoryState } from '../../../support/memoryStores.ts';

const dayMs = 24 * 60 * 60_000;
const environment = (id: string): Environment => ({ ...localEnvironment, id, kind: 'cloud' });

describe('the health of keys', () => {
  const keys = new Map<string, string>();
  let state: MemoryState;
  let health: KeyHealth;
  let reminded: string[];
  let now = 0;
  let days = 90;

  beforeEach(() => {
    now = 1000;
    days = 90;
    keys.clear();
    keys.set('one', 'pcsk_shared-canary').set('two', 'pcsk_shared-canary').set('three', 'other');
    state = new MemoryState();
    reminded = [];
    health = new KeyHealth({
      environments: {
        all: () => [...keys.keys()].map(environment),
        byId: (id) => (keys.has(id) ? environment(id) : undefined),
        keyOf: ({ id }) => Promise.resolve(new Secret(keys.get(id) ?? '')),
      },
      fingerprint: () =>
        Promise.resolve((text) => createHash('sha256').update(`salt${text}`).digest('hex')),
      state,
      now: () => now,
      oldAfterDays: () => days,
    });
    health.onDidAge(({ id }) => reminded.push(id));
  });

  const accepted = { isRecordWrite: false };
  const refused = { isRecordWrite: false, failure: 'unauthorized' } as const;

  it('says when a key was first seen, last used and last refused', async () => {
    await health.note('one', accepted);
    now = 100_000;
    await health.note('one', refused);
    const [one, two] = await health.report();
    expect(one?.facts).toMatchObject({
      firstSeenMs: 1000,
      lastUsedMs: 1000,
      lastRefusedMs: 100_000,
    });
    expect(two?.facts).toMatchObject({ firstSeenMs: 100_000 });
  });

  it('names the environments that share a key, and stores no part of a key', async () => {
    const shared = (await health.report()).map(({ sharedWith }) => sharedWith.map(({ id }) => id));
    expect(shared).toEqual([['two'], ['one'], []]);
    expect(state.text).not.toContain('canary');
  });

  it('begins anew with another key', async () => {
    await health.note('one', accepted);
    keys.set('one', 'pcsk_new-canary');
    now = 5000;
    expect((await health.report())[0]?.facts).toMatchObject({ firstSeenMs: 5000 });
  });

  it('reminds of an old key once in 14 days, and never if the setting is 0', async () => {
    await health.note('one', accepted);
    now += 91 * dayMs;
    await health.note('one', accepted);
    now += dayMs;
    await health.note('one', accepted);
    expect(reminded).toEqual(['one']);
    now += 14 * dayMs;
    await health.note('one', accepted);
    expect(reminded).toEqual(['one', 'one']);
    days = 0;
    now += 30 * dayMs;
    await health.note('one', accepted);
    expect(reminded.length).toBe(2);
  });
});
