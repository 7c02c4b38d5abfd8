import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import type { Fetch } from './proxyAwareFetch.ts';
import type { IndexHosts } from './indexHosts.ts';
import type { RetryLimits } from './retryBudget.ts';
import type { AcceptedApiVersions } from './acceptedApiVersions.ts';

/** How long calls may take, and how much they may bring. */
export type ClientLimits = {
  readonly controlTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  /** Of a call that copies a whole index. */
  readonly copyTimeoutMs: number;
  readonly retry: RetryLimits;
  readonly maxAnswerBytes: number;
};

export const defaultLimits: ClientLimits = {
  controlTimeoutMs: 10_000,
  readTimeoutMs: 30_000,
  writeTimeoutMs: 60_000,
  copyTimeoutMs: 30 * 60_000,
  retry: { attempts: 4, firstDelayMs: 250, budgetMs: 30_000 },
  // The service keeps answers of queries under 4 MB; a thousand fetched vectors of 1,536 values have about 20.
  maxAnswerBytes: 64 * 2 ** 20,
};

export type ClientOptions = {
  /** Where the control plane answers, and the key that opens it. */
  readonly endpoint: { readonly url: string; readonly key: Secret };
  /** What control planes have named before; where it is absent, what this client's own names. */
  readonly indexHosts?: IndexHosts;
  /** The API versions that hosts speak, as clients before this one learned. */
  readonly versions?: AcceptedApiVersions;
  readonly log: Log;
  readonly limits?: Partial<ClientLimits>;
  /** How requests travel; the global `fetch` where it is absent. */
  readonly fetch?: Fetch;
};
