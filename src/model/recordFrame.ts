import { Failure } from '../common/failure.ts';
import type { Metadata, SparseValues, VectorRecord } from './record.ts';

/**
 * Records in bulk on the wire: the header's length (u32, little endian), the header as JSON in UTF-8, spaces up to a
 * multiple of four, then numbers of four bytes, little endian: the dense values row after row (float32), all indices
 * of the sparse values (u32), and all their values (float32).
 */
const prefixBytes = 4;
const numberBytes = 4;

export type RecordFrameHeader = {
  readonly index: string;
  readonly namespace: string;
  readonly dimension: number;
  readonly ids: readonly string[];
  readonly metadata: readonly Metadata[];
  /** How many sparse values each record has; absent where none has any. */
  readonly sparseCounts?: readonly number[];
};

export type RecordFrame = {
  /** As it came: to be checked before use, but for `ids`, `dimension` and `sparseCounts`, which fit the numbers. */
  readonly header: Readonly<Record<string, unknown>> &
    Pick<RecordFrameHeader, 'dimension' | 'ids'> & { readonly sparseCounts?: readonly number[] };
  readonly values: Float32Array<ArrayBuffer>;
  readonly sparseIndices: Uint32Array<ArrayBuffer>;
  readonly sparseValues: Float32Array<ArrayBuffer>;
};

/** The frame's bytes; every record has `dimension` dense values. The codec of UTF-8 text comes from the caller. */
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

/** Reads a frame, whose numbers are views of `bytes`. Throws `badInput` where it is none, or is cut off. */
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
    // Told below like any other header that is not ours.
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
  return new Failure('badInput', 'The records cannot be read: they are cut off or of another form');
}
