import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../../common/secret.ts';

/** Returns a function that tells whether a text is the key. */
export function matches(key: Secret): (given: string) => boolean {
  // Digests have equal length, so comparing them does not reveal how much of a key was right.
  const expected = digest(key.reveal());
  return (given) => timingSafeEqual(digest(given), expected);
}

/** Accepts every key that is not empty. A web page cannot send one: the header needs a permission that no route gives. */
export function isAnyKey(given: string): boolean {
  return given !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
