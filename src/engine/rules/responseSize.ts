import { Failure } from '../../common/failure.ts';

/**
 * A lower bound of a response's size. Responses that must be too long are rejected before their records are read,
 * ranked or serialized.
 */
export class ResponseSize {
  #bytes = 0;

  /** Counts records of this size. Throws `badInput` if the response must exceed the limit. */
  add({ values = 0, sparseValues = 0, metadataBytes = 0 }: ResponseRecord, count = 1): void {
    const numbers = values * numberBytes + sparseValues * sparseValueBytes;
    this.#bytes += count * (recordBytes + numbers + metadataBytes);
    if (this.#bytes > maxResponseBytes) throw responseTooLong();
  }
}

/** Pinecone's limit for one response. */
export const maxResponseBytes = 4 * 1024 * 1024;

/** The minimum bytes of a number in a list: a digit and a comma. */
const numberBytes = 2;
/** The minimum bytes of a record without numbers: `{"id":"a"},`. */
const recordBytes = 11;
/** The minimum bytes of a sparse value: an index and a number. */
const sparseValueBytes = 2 * numberBytes;

/** The parts of a record that count toward the size. Absent parts count 0. */
export type ResponseRecord = {
  readonly values?: number | undefined;
  readonly sparseValues?: number | undefined;
  readonly metadataBytes?: number | undefined;
};

/** Returns the failure of a response over the limit. */
export function responseTooLong(): Failure {
  const message = `The answer exceeds ${maxResponseBytes} bytes: ask for fewer records, or leave out values or metadata`;
  return new Failure('badInput', message);
}
