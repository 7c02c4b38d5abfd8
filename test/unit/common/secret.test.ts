import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';

const key = 'pcsk_canary_7f3a';

describe('Secret', () => {
  it('reveals the key only when asked to', () => {
    expect(new Secret(key).reveal()).toBe(key);
  });

  it.each([
    ['text', (secret: Secret) => String(secret)],
    ['JSON', (secret: Secret) => JSON.stringify({ secret })],
    ['joining', (secret: Secret) => [secret].join()],
    [
      'inspection',
      (secret: Secret) => inspect({ nested: { secret } }, { depth: 9, showHidden: true }),
    ],
    ['formatting', (secret: Secret) => format('%s %o %j', secret, secret, secret)],
    [
      'a failure that carries it',
      (secret: Secret) => inspect(new Failure('internal', 'x', { cause: { secret } })),
    ],
  ])('does not slip into %s', (_, print) => {
    expect(print(new Secret(key))).not.toContain(key);
  });
});
