import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import { recognizeStoredKeys } from '../../../../src/services/keys/storedKeys.ts';

const environment = (id: string): Environment => ({ ...localEnvironment, id, kind: 'cloud' });
const keys = new Map([
  ['one', 'pcsk_one-4f09b3d1'],
  ['two', 'pcsk_one-4f09b3d1'],
  ['short', 'test'],
]);

it('recognizes stored keys by their fingerprints alone', async () => {
  const asked: string[] = [];
  const ownerOf = await recognizeStoredKeys(
    [...keys.keys(), 'keyless'].map(environment),
    ({ id }) => {
      const key = keys.get(id);
      return Promise.resolve([undefined, key === undefined ? undefined : new Secret(key)]);
    },
    (text) => {
      asked.push(text);
      return createHash('sha256').update(`salt${text}`).digest('hex');
    },
  );
  expect(['pcsk_one-4f09b3d1', 'pcsk_two-4f09b3d1', 'test', 'other'].map(ownerOf)).toEqual([
    'one',
    undefined,
    undefined,
    undefined,
  ]);
  expect(asked.includes('other')).toBe(false);
});
