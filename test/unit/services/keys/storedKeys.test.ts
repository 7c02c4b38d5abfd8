import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { otherOwner, recognizeStoredKeys } from '../../../../src/services/keys/storedKeys.ts';

const stored = [
  { owner: 'one', secret: new Secret('pcsk_one-4f09b3d1') },
  { owner: 'two', secret: new Secret('pcsk_one-4f09b3d1') },
  { owner: 'short', secret: new Secret('test') },
  { owner: otherOwner, secret: new Secret('sk-provider') },
];

it('recognizes stored keys by their fingerprints alone', async () => {
  const asked: string[] = [];
  const ownerOf = await recognizeStoredKeys(stored, () =>
    Promise.resolve((text) => {
      asked.push(text);
      return createHash('sha256').update(`salt${text}`).digest('hex');
    }),
  );
  const texts = ['pcsk_one-4f09b3d1', 'pcsk_two-4f09b3d1', 'sk-provider', 'test', 'other'];
  expect(texts.map(ownerOf)).toEqual(['one', undefined, otherOwner, undefined, undefined]);
  expect(asked.includes('other')).toBe(false);
});

it('reads no salt if nothing is stored', async () => {
  const ownerOf = await recognizeStoredKeys([], () => Promise.reject(new Error('salt was read')));
  expect(ownerOf('pcsk_one-4f09b3d1')).toBeUndefined();
});
