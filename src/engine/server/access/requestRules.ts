import { createHash, timingSafeEqual } from 'node:crypto';
import type { Log } from '../../../common/log.ts';
import type { Secret } from '../../../common/secret.ts';
import { ByteBudget } from '../bounds/byteBudget.ts';
import { Throttle } from '../bounds/throttle.ts';
import { RejectedRequests } from './rejectedRequests.ts';

/** The rules that requests in all encodings share. */
export class RequestRules {
  /** Whether a text is an accepted key. */
  readonly accepts: (key: string) => boolean;
  readonly throttle: Throttle;
  readonly bodies = new ByteBudget(maxTotalBytes);
  readonly #rejected: RejectedRequests;

  constructor({ key, acceptsAnyKey = false, throttledShare = 0, log }: RuleSettings) {
    this.accepts = acceptsAnyKey ? isAnyKey : matches(key);
    this.throttle = new Throttle(throttledShare);
    this.#rejected = new RejectedRequests(log);
  }

  /** Notes a request without an accepted key, or for another host. */
  noteRejected(): void {
    this.#rejected.add();
  }
}

/** The limit of all request bodies in memory. */
const maxTotalBytes = 128 * 1024 * 1024;

export type RuleSettings = {
  readonly key: Secret;
  /** Whether every key is accepted. Default: only `key`. */
  readonly acceptsAnyKey?: boolean;
  /** The share of requests that are rejected. Default: none. */
  readonly throttledShare?: number;
  readonly log: Log;
};

/** Returns a function that tells whether a text is the key. */
function matches(key: Secret): (given: string) => boolean {
  // Digests have equal length, so comparing them does not reveal how much of a key was right.
  const expected = digest(key.reveal());
  return (given) => timingSafeEqual(digest(given), expected);
}

/** Accepts every key that is not empty. A web page cannot send one: the header needs a permission that no route gives. */
function isAnyKey(given: string): boolean {
  return given !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
