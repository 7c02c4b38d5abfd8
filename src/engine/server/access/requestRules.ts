import type { Log } from '../../../common/log.ts';
import type { Secret } from '../../../common/secret.ts';
import { ByteBudget } from '../bounds/byteBudget.ts';
import { Throttle } from '../bounds/throttle.ts';
import { isAnyKey, matches } from './keyCheck.ts';
import { RejectedRequests } from './rejectedRequests.ts';

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
