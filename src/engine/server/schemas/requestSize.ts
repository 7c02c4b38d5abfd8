import { Failure } from '../../../common/failure.ts';

/** Throws `badInput` with status 413 if the records of one request are too large in total. */
export function checkWrittenSize(records: Iterable<Sized>): void {
  let sizeBytes = 0;
  for (const { id, metadataBytes, valueBytes, sparseValues } of records)
    sizeBytes += id.length + metadataBytes + valueBytes + sparseValues * sparseValueBytes;
  if (sizeBytes <= maxWrittenBytes) return;
  const message = `Request size ${sizeBytes} exceeds the maximum supported size of ${maxWrittenBytes} bytes: send fewer records at once`;
  throw new Failure('badInput', message, { status: 413 });
}

/** Pinecone's limit for one write request, counted in float32 numbers and metadata, not in digits of JSON. */
const maxWrittenBytes = 2 * 1024 * 1024;

/** The bytes of an index and a value. */
const sparseValueBytes = 8;

/** The sizes of a record that count toward the limit. */
type Sized = {
  readonly id: string;
  readonly metadataBytes: number;
  readonly valueBytes: number;
  readonly sparseValues: number;
};
