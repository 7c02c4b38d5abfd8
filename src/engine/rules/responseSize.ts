import { Failure } from '../../common/failure.ts';

/** What Pinecone answers at most. */
export const maxResponseBytes = 4 * 1024 * 1024;

/** The fewest bytes of a number in a list: a digit and a comma. */
const numberBytes = 2;
/** The fewest bytes of a record without its numbers: `{"id":"a"},`. */
const recordBytes = 11;
/** The fewest bytes of a sparse value: an index and a number. */
const sparseValueBytes = 2 * numberBytes;

/** What of a record makes an answer long; sizes that are not given count as nothing. */
export type ResponseRecord = {
  readonly values?: number | undefined;
  readonly sparseValues?: number | undefined;
  readonly metadataBytes?: number | undefined;
};

/**
 * The fewest bytes that an answer takes, as far as its records are known. An answer that has to be too long is refused
 * before its records are read, ranked or printed.
 */
export class ResponseSize {
  #bytes = 0;

  /** Counts records of this size. Throws `badInput` once the answer has to be longer than it may be. */
  add({ values = 0, sparseValues = 0, metadataBytes = 0 }: ResponseRecord, count = 1): void {
    const numbers = values * numberBytes + sparseValues * sparseValueBytes;
    this.#bytes += count * (recordBytes + numbers + metadataBytes);
    if (this.#bytes > maxResponseBytes) throw responseTooLong();
  }
}

export function responseTooLong(): Failure {
  const message = `The answer exceeds ${maxResponseBytes} bytes: ask for fewer records, or leave out values or metadata`;
  return new Failure('badInput', message);
}
