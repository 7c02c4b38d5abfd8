import { Failure } from '../../../common/failure.ts';
import type { Metric } from '../../../model/vectorIndex.ts';
import type { RowIdsImage } from '../../structures/rowIds.ts';
import type { RowsOnDiskImage } from '../../vectorSearch/disk/rowsOnDisk.ts';
import type { PrefixBasis } from '../../vectorSearch/quantize/prefixBasis.ts';
import type { PrefixesImage } from '../../vectorSearch/rows/rowPrefixes.ts';

/** What rows hold beside their codes: a copy of a moment. */
export type RowsImage = {
  /** Rows that were ever used. */
  readonly count: number;
  /** Those that are in use, as bits. */
  readonly live: Uint32Array;
  /** Numbers of their records. */
  readonly pks: Float64Array;
  readonly ids: RowIdsImage;
  /** Undefined where prefixes were not tried yet. */
  readonly prefixes: PrefixesImage | undefined;
  /** Rows whose vectors are in the file of vectors; undefined where there is no such file. */
  readonly filed: RowsOnDiskImage | undefined;
};

/** What has to be the same for codes to be of use. */
export type CodesKind = {
  readonly codesVersion: number;
  readonly dimension: number;
  readonly metric: Metric;
};

/** The rows of a namespace in a cache file: what the codes were made with, and the rows. */
export type RowsFile = { readonly kind: CodesKind; readonly image: RowsImage };

/** The version of this file's format; `codesVersion` is that of the codes. */
const formatVersion = 4;

type PrefixesHeader = Omit<PrefixesImage, 'basis'> & {
  readonly basis?: Omit<PrefixBasis, 'directions'>;
};

type Header = {
  readonly formatVersion: number;
  readonly kind: CodesKind;
  readonly count: number;
  readonly ids: Pick<RowIdsImage, 'used' | 'count' | 'liveBytes'>;
  readonly prefixes?: PrefixesHeader;
  /** Of the file of vectors. */
  readonly stamp?: string;
  /** Of the arrays, in the order in which they follow. */
  readonly lengths: readonly number[];
};

/** Returns the bytes in parts: a length, a header of JSON, arrays that begin at multiples of 8. */
export function encodeRowsFile({ kind, image }: RowsFile): readonly Uint8Array[] {
  const { count, live, pks, ids, prefixes, filed } = image;
  const directions = prefixes?.basis?.directions ?? new Float32Array(0);
  const filedRows = filed?.rows ?? new Uint32Array(0);
  const { starts, lengths, table, bytes: idBytes } = ids;
  const arrays = [live, pks, starts, lengths, table, idBytes, directions, filedRows];
  const header: Header = {
    formatVersion,
    kind,
    count,
    ids: { used: ids.used, count: ids.count, liveBytes: ids.liveBytes },
    ...(prefixes && { prefixes: prefixesHeader(prefixes) }),
    ...(filed && { stamp: filed.stamp }),
    lengths: arrays.map(({ length }) => length),
  };
  const text = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeUInt32LE(text.byteLength);
  const parts = [text, ...arrays].flatMap((array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    return [bytes, new Uint8Array(padding(bytes.byteLength))];
  });
  return [start, ...parts];
}

/** Decodes a file; its arrays are views of the bytes. Throws `damaged` for another version. */
export function decodeRowsFile(bytes: Uint8Array<ArrayBuffer>): RowsFile {
  const { buffer } = bytes;
  const headerBytes = new DataView(buffer).getUint32(0, true);
  const text = Buffer.from(buffer, 8, headerBytes).toString();
  const header = JSON.parse(text) as Header;
  if (header.formatVersion !== formatVersion)
    throw new Failure('damaged', 'A cache on disk has another version: it is built again');
  let at = 8 + headerBytes + padding(headerBytes);
  const next = <T extends ArrayBufferView>(
    ArrayType: (new (buffer: ArrayBuffer, at: number, length: number) => T) & {
      readonly BYTES_PER_ELEMENT: number;
    },
    length = 0,
  ): T => {
    const array = new ArrayType(buffer, at, length);
    at += array.byteLength + padding(array.byteLength);
    return array;
  };
  const [live, pks, starts, lengths, table, idBytes, directions, filedRows] = header.lengths;
  const image: RowsImage = {
    count: header.count,
    live: next(Uint32Array, live),
    pks: next(Float64Array, pks),
    ids: {
      ...header.ids,
      starts: next(Uint32Array, starts),
      lengths: next(Uint16Array, lengths),
      table: next(Int32Array, table),
      bytes: next(Uint8Array, idBytes),
    },
    prefixes: header.prefixes && prefixesOf(header.prefixes, next(Float32Array, directions)),
    filed:
      header.stamp === undefined
        ? undefined
        : { stamp: header.stamp, rows: next(Uint32Array, filedRows) },
  };
  return { kind: header.kind, image };
}

function prefixesHeader({ basis, ...rest }: PrefixesImage): PrefixesHeader {
  if (basis === undefined) return rest;
  const { width, stride, spread } = basis;
  return { ...rest, basis: { width, stride, spread } };
}

/** The directions are copied: threads are sent them, and would be sent the whole file. */
function prefixesOf({ basis, ...rest }: PrefixesHeader, directions: Float32Array): PrefixesImage {
  return { ...rest, basis: basis && { ...basis, directions: directions.slice() } };
}

function padding(sizeBytes: number): number {
  return (8 - (sizeBytes % 8)) % 8;
}
