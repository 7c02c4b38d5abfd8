import type { ApiVersion } from '../schemas/apiVersion.ts';

/** What an operation on an index needs to know of its request, in any encoding. */
export type IndexCall = {
  readonly index: string;
  readonly version: ApiVersion;
  /** Aborts when the client no longer waits for the response. */
  readonly signal: AbortSignal;
};
