import { Failure } from '../common/failure.ts';
import type { Metadata, SparseValues, VectorRecord } from './record.ts';

/** A decoded batch of records; its arrays are in the order of the ids. */
export type RecordFrame = {
  /** The header as received. `ids`, `dimension` and `sparseCounts` match the numbers; other fields are unchecked. */
  readonly header: Readonly<Record<string, unknown>> &
    Pick<RecordFrameHeader, 'dimension' | 'ids'> & { readonly sparseCounts?: readonly number[] };
  readonly values: Float32Array<ArrayBuffer>;
  readonly sparseIndices: Uint32Array<ArrayBuffer>;
  readonly sparseValues: Float32Array<ArrayBuffer>;
};

/**
 * Wire format of record batches: header length (u32, little endian), header as UTF-8 JSON, padding with spaces to a
 * multiple of four, then 4-byte little endian numbers: dense values row by row (float32), all sparse indices (u32), all
 * sparse values (float32).
 */
const prefixBytes = 4;
const numberBytes = 4;

export type RecordFrameHeader = {
  readonly index: string;
  readonly namespace: string;
  readonly dimension: number;
  readonly ids: readonly string[];
  readonly metadata: readonly Metadata[];
  /** Number of sparse values of each record; absent if there are none. */
  readonly sparseCounts?: readonly number[];
};

/** Encodes a batch; every record has `dimension` dense values. The UTF-8 encoder is an argument. */
export function encodeRecordFrame(
  target: Pick<RecordFrameHeader, 'index' | 'namespace' | 'dimension'>,
  records: readonly VectorRecord[],
  encodeText: (text: string) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const sparse = records.map(({ sparseValues }) => sparseValues ?? noSparseValues);
  const sparseCounts = sparse.map(({ indices }) => indices.length);
  const sparseTotal = sparseCounts.reduce((sum, count) => sum + count, 0);
  const header: RecordFrameHeader = {
    ...target,
    ids: records.map(({ id }) => id),
    metadata: records.map(({ metadata }) => metadata),
    ...(sparseTotal > 0 ? { sparseCounts } : {}),
  };
  const text = encodeText(JSON.stringify(header));
  const start = padded(prefixBytes + text.length);
  const denseTotal = records.length * target.dimension;
  const bytes = new Uint8Array(start + (denseTotal + 2 * sparseTotal) * numberBytes);
  new DataView(bytes.buffer).setUint32(0, start - prefixBytes, true);
  bytes.fill(0x20, prefixBytes, start);
  bytes.set(text, prefixBytes);
  const { values, sparseIndices, sparseValues } = viewsOf(bytes.buffer, start, {
    denseTotal,
    sparseTotal,
  });
  let place = 0;
  for (const [at, record] of records.entries()) {
    values.set(record.values, at * target.dimension);
    sparseIndices.set(sparse[at]?.indices ?? [], place);
    sparseValues.set(sparse[at]?.values ?? [], place);
    place += sparseCounts[at] ?? 0;
  }
  return bytes;
}

/** Decodes a batch; its numbers are views of `bytes`. Throws `badInput` for other or truncated data. */
export function decodeRecordFrame(
  bytes: ArrayBuffer,
  decodeText: (bytes: Uint8Array) => string,
): RecordFrame {
  if (bytes.byteLength < prefixBytes) throw unreadable();
  const start = prefixBytes + new DataView(bytes).getUint32(0, true);
  if (start > bytes.byteLength || start % numberBytes !== 0) throw unreadable();
  const header = parse(decodeText(new Uint8Array(bytes, prefixBytes, start - prefixBytes)));
  const { ids, dimension, sparseCounts } = header;
  if (!isList(ids, isText) || !isCount(dimension)) throw unreadable();
  if (sparseCounts !== undefined && !isList(sparseCounts, isCount)) throw unreadable();
  if (sparseCounts !== undefined && sparseCounts.length !== ids.length) throw unreadable();
  const denseTotal = ids.length * dimension;
  const sparseTotal = (sparseCounts ?? []).reduce((sum, count) => sum + count, 0);
  if (bytes.byteLength !== start + (denseTotal + 2 * sparseTotal) * numberBytes) throw unreadable();
  const optional = sparseCounts === undefined ? {} : { sparseCounts };
  return {
    header: { ...header, ids, dimension, ...optional },
    ...viewsOf(bytes, start, { denseTotal, sparseTotal }),
  };
}

const noSparseValues: SparseValues = { indices: [], values: [] };

function viewsOf(
  buffer: ArrayBuffer,
  start: number,
  { denseTotal, sparseTotal }: { readonly denseTotal: number; readonly sparseTotal: number },
): Omit<RecordFrame, 'header'> {
  const indicesAt = start + denseTotal * numberBytes;
  const valuesAt = indicesAt + sparseTotal * numberBytes;
  return {
    values: new Float32Array(buffer, start, denseTotal),
    sparseIndices: new Uint32Array(buffer, indicesAt, sparseTotal),
    sparseValues: new Float32Array(buffer, valuesAt, sparseTotal),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Reported below like any other invalid header.
  }
  throw unreadable();
}

function padded(length: number): number {
  return Math.ceil(length / numberBytes) * numberBytes;
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function unreadable(): Failure {
  return new Failure('badInput', 'The records cannot be read: the data is truncated or invalid');
}
