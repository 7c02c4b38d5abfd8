import { Failure } from '../../../common/failure.ts';

/** What Pinecone lets one request write: counted in float32 numbers and metadata, not in the digits of JSON. */
const maxWrittenBytes = 2 * 1024 * 1024;

/** Index and value. */
const sparseValueBytes = 8;

/** What of a record counts. */
type Sized = {
  readonly id: string;
  readonly metadataBytes: number;
  readonly valueBytes: number;
  readonly sparseValues: number;
};

/** Throws `badInput`, answered with 413, where the records of one request are too much together. */
export function checkWrittenSize(records: Iterable<Sized>): void {
  let sizeBytes = 0;
  for (const { id, metadataBytes, valueBytes, sparseValues } of records)
    sizeBytes += id.length + metadataBytes + valueBytes + sparseValues * sparseValueBytes;
  if (sizeBytes <= maxWrittenBytes) return;
  const message = `Request size ${sizeBytes} exceeds the maximum supported size of ${maxWrittenBytes} bytes: send fewer records at once`;
  throw new Failure('badInput', message, { status: 413 });
}
