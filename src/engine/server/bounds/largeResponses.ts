import { maxResponseBytes } from '../../rules/responseSize.ts';
import { ByteBudget } from './byteBudget.ts';

/**
 * Limits the large responses that are produced at the same time, from reading their records to serializing them.
 * Large responses are produced in call order; small ones never wait.
 */
export class LargeResponses {
  readonly #budget = new ByteBudget(maxTotalBytes);

  /** Runs work that produces a response of these records. Throws `cancelled` if the signal aborts before it begins. */
  produce<T>(expected: ExpectedRecords, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const bytes = expectedBytes(expected);
    if (bytes <= smallBytes) return work();
    return this.#budget.with(Math.min(bytes, maxResponseBytes), signal, work);
  }
}

/** Responses up to this size do not wait. */
const smallBytes = 256 * 1024;

/** The limit of all large responses together: four of the maximum size. */
const maxTotalBytes = 4 * maxResponseBytes;

/** The typical bytes of an id with a score, of a record's metadata, and of a float32 number with its comma. */
const recordBytes = 64;
const metadataBytes = 512;
const numberBytes = 12;

/** What a request asks for: at most `count` records. */
export type ExpectedRecords = {
  readonly count: number;
  /** The numbers of the vector that each record shows. Default: 0. */
  readonly values?: number | undefined;
  /** Default: true. */
  readonly hasMetadata?: boolean;
};

function expectedBytes({ count, values = 0, hasMetadata = true }: ExpectedRecords): number {
  return count * (recordBytes + (hasMetadata ? metadataBytes : 0) + values * numberBytes);
}
