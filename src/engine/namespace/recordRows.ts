import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import type { RecordRow } from '../storage/indexDatabase.ts';
import type { RecordBatch } from './calls/recordCalls.ts';
import { encodeSparse, type SparseVector } from '../sparseSearch/sparseVector.ts';

/** The records of a batch as they go to disk. An index without a dimension has sparse vectors only. */
export function recordRows(batch: RecordBatch, dimension: number | undefined): RecordRow[] {
  const { ids, values, metadata, sparse } = batch;
  const rowBytes = (dimension ?? 0) * Float32Array.BYTES_PER_ELEMENT;
  if (values.byteLength !== ids.length * rowBytes || metadata.length !== ids.length)
    throw new Failure('badInput', 'The batch does not fit the dimension of the index');
  return ids.map((id, at) => ({
    id,
    metadata: JSON.stringify(metadata[at]),
    value: dimension === undefined ? null : new Uint8Array(values, at * rowBytes, rowBytes),
    sparse: sparseBytes(sparse?.[at]),
  }));
}

/** A record's metadata holds no more, as JSON. */
export const maxMetadataBytes = 40 * 1024;

/** Dense values as they go to disk; null where there are none. */
export function floatBytes(values: Float32Array | undefined): Uint8Array | null {
  return values === undefined ? null : new Uint8Array(values.slice().buffer);
}

/** The float32 numbers in the bytes; copied where they do not begin at a multiple of four. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

/** JSON of metadata. Throws `badInput` where it is more than a record may hold. */
export function metadataJson(metadata: Metadata): string {
  const text = JSON.stringify(metadata);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes <= maxMetadataBytes) return text;
  const message = `Metadata size is ${sizeBytes} bytes, which exceeds the limit of ${maxMetadataBytes} bytes per vector`;
  throw new Failure('badInput', message);
}

/** A sparse vector as it goes to disk; null for one without values. */
export function sparseBytes(sparse: SparseVector | undefined): Uint8Array | null {
  return sparse === undefined || sparse.indices.length === 0 ? null : encodeSparse(sparse);
}
