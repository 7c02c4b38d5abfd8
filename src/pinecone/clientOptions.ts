import type { KeyAnswer } from '../model/keys/keyAnswer.ts';
import type { UsageUnits } from '../model/usageUnits.ts';
import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import type { Fetch } from './proxyAwareFetch.ts';
import type { IndexHosts } from './indexHosts.ts';
import type { RetryLimits } from './retryBudget.ts';
import type { AcceptedApiVersions } from './acceptedApiVersions.ts';

/** How a client is created: address, key, access, limits and log. */
export type ClientOptions = {
  /** Address of the control plane, and its key. */
  readonly endpoint: { readonly url: string; readonly key: Secret };
  /** Index hosts returned by control planes earlier. Default: only those returned to this client. */
  readonly indexHosts?: IndexHosts;
  /** API versions that hosts accepted in earlier clients. */
  readonly versions?: AcceptedApiVersions;
  /**
   * `read`: the client refuses every request that changes something, before it is sent. `Connections.openForWriting`
   * creates clients that write. Default: `read`.
   */
  readonly access?: Access;
  readonly log: Log;
  readonly limits?: Partial<ClientLimits>;
  /** Receives what each successful request used. */
  readonly onUsage?: ((units: UsageUnits) => void) | undefined;
  /** Receives how the service answered each request. */
  readonly onAnswer?: ((answer: KeyAnswer) => void) | undefined;
  /** Awaited before each request, also before one that is repeated. */
  readonly pace?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** How requests are sent. Default: the global `fetch`. */
  readonly fetch?: Fetch;
};

export type Access = 'read' | 'write';

/** Time and size limits of calls. */
export type ClientLimits = {
  readonly controlTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  /** For the vectors of a batch of texts: the local engine loads its model first. */
  readonly embedTimeoutMs: number;
  /** For a call that copies a whole index. */
  readonly copyTimeoutMs: number;
  readonly retry: RetryLimits;
  readonly maxResponseBytes: number;
};

export const defaultLimits: ClientLimits = {
  controlTimeoutMs: 10_000,
  readTimeoutMs: 30_000,
  writeTimeoutMs: 60_000,
  embedTimeoutMs: 60_000,
  copyTimeoutMs: 30 * 60_000,
  retry: { attempts: 4, firstDelayMs: 250, budgetMs: 30_000 },
  // The service limits query responses to 4 MB; a thousand fetched vectors of 1,536 values take about 20 MB.
  maxResponseBytes: 64 * 2 ** 20,
};
