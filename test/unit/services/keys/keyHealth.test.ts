import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import type { KeyPurpose } from '../../../../src/model/keys/keyPurpose.ts';
import { KeyHealth } from '../../../../src/services/keys/keyHealth.ts';
import type { KeySlot } from '../../../../src/services/keys/keySlots.ts';
import { MemoryState } from '../../../support/memoryStores.ts';

const dayMs = 24 * 60 * 60_000;
const environment = (id: string): Environment => ({ ...localEnvironment, id, kind: 'cloud' });

const placeOf = (name: string): { environment: Environment; purpose: KeyPurpose } => {
  const [id = '', purpose] = name.split('/');
  return {
    environment: environment(id),
    purpose: purpose === 'writingKey' ? purpose : 'apiKey',
  };
};
const first = (environmentId: string): KeySlot => ({ environmentId, purpose: 'apiKey' });

describe('the health of keys', () => {
  /** Keys by environment, and by purpose if they are for writing. */
  const keys = new Map<string, string>();
  const keyIn = ({ environmentId, purpose }: KeySlot): Secret | undefined => {
    const key = keys.get(purpose === 'apiKey' ? environmentId : `${environmentId}/${purpose}`);
    return key === undefined ? undefined : new Secret(key);
  };
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
        byId: (id) => (keys.has(id) ? environment(id) : undefined),
      },
      slots: {
        keyIn: (slot) => Promise.resolve(keyIn(slot)),
        held: () =>
          Promise.resolve(
            [...keys].map(([name, key]) => ({ ...placeOf(name), key: new Secret(key) })),
          ),
      },
      fingerprint: () =>
        Promise.resolve((text) => createHash('sha256').update(`salt${text}`).digest('hex')),
      state,
      now: () => now,
      oldAfterDays: () => days,
    });
    health.onDidAge((key) => reminded.push(key.environment.id));
  });

  const accepted = { isRecordWrite: false };
  const refused = { isRecordWrite: false, failure: 'unauthorized' } as const;

  it('reports when a key was first seen, last used and last refused', async () => {
    await health.note(first('one'), accepted);
    now = 100_000;
    await health.note(first('one'), refused);
    const [one, two] = await health.report();
    expect(one?.facts).toMatchObject({
      firstSeenMs: 1000,
      lastUsedMs: 1000,
      lastRefusedMs: 100_000,
    });
    expect(two?.facts).toMatchObject({ firstSeenMs: 100_000 });
  });

  it('notes the first use of another key also right after a use of the one before', async () => {
    await health.note(first('one'), accepted);
    keys.set('one', 'pcsk_new-canary');
    health.renew('one');
    now += 1;
    await health.note(first('one'), accepted);
    expect((await health.report())[0]?.facts).toMatchObject({ lastUsedMs: 1001 });
  });

  it('names the environments that share a key, and stores no part of a key', async () => {
    const shared = (await health.report()).map(({ sharedWith }) =>
      sharedWith.map((one) => one.environment.id),
    );
    expect(shared).toEqual([['two'], ['one'], []]);
    expect(state.text).not.toContain('canary');
  });

  it('knows the writing key of an environment apart from its other key', async () => {
    keys.set('one/writingKey', 'pcsk_writing-canary').set('two/writingKey', 'pcsk_writing-canary');
    await health.note({ environmentId: 'one', purpose: 'writingKey' }, accepted);
    now = 2000;
    const report = await health.report();
    const writing = report.filter(({ purpose }) => purpose === 'writingKey');
    expect(writing.map(({ facts }) => facts.lastUsedMs)).toEqual([1000, undefined]);
    expect(writing[0]?.sharedWith.map((one) => [one.environment.id, one.purpose])).toEqual([
      ['two', 'writingKey'],
    ]);
    expect(report[0]?.facts).toMatchObject({ firstSeenMs: 2000 });
  });

  it('starts again with another key', async () => {
    await health.note(first('one'), accepted);
    keys.set('one', 'pcsk_new-canary');
    now = 5000;
    expect((await health.report())[0]?.facts).toMatchObject({ firstSeenMs: 5000 });
  });

  it('reminds of an old key once in 14 days, and never if the setting is 0', async () => {
    await health.note(first('one'), accepted);
    now += 91 * dayMs;
    await health.note(first('one'), accepted);
    now += dayMs;
    await health.note(first('one'), accepted);
    expect(reminded).toEqual(['one']);
    now += 14 * dayMs;
    await health.note(first('one'), accepted);
    expect(reminded).toEqual(['one', 'one']);
    days = 0;
    now += 30 * dayMs;
    await health.note(first('one'), accepted);
    expect(reminded.length).toBe(2);
  });
});
