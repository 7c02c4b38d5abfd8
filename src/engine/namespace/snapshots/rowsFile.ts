import type { Metric } from '../../../model/vectorIndex.ts';
import type { RowIdsImage } from '../../structures/rowIds.ts';
import type { RowsOnDiskImage } from '../../vectorSearch/disk/rowsOnDisk.ts';
import type { PrefixBasis } from '../../vectorSearch/quantize/prefixBasis.ts';
import type { PrefixesImage } from '../../vectorSearch/rows/rowPrefixes.ts';
import { ArrayFileReader, encodeArrays, type ArrayFileHeader } from './arrayFile.ts';

/** The rows of a namespace in a cache file: what the codes were made with, and the rows. */
export type RowsFile = { readonly kind: CodesKind; readonly image: RowsImage };

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

/** The version of this file's format; `codesVersion` is that of the codes. */
const formatVersion = 4;

type PrefixesHeader = Omit<PrefixesImage, 'basis'> & {
  readonly basis?: Omit<PrefixBasis, 'directions'>;
};

type Header = ArrayFileHeader & {
  readonly kind: CodesKind;
  readonly count: number;
  readonly ids: Pick<RowIdsImage, 'used' | 'count' | 'liveBytes'>;
  readonly prefixes?: PrefixesHeader;
  /** Of the file of vectors. */
  readonly stamp?: string;
};

/** The bytes as parts of a file. */
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
  };
  return encodeArrays(header, arrays);
}

/** Decodes a file; its arrays are views of the bytes. Throws `damaged` for another version. */
export function decodeRowsFile(bytes: Uint8Array<ArrayBuffer>): RowsFile {
  const file = new ArrayFileReader<Header>(bytes, formatVersion);
  const { kind, count, ids, prefixes, stamp } = file.header;
  const live = file.next(Uint32Array);
  const pks = file.next(Float64Array);
  const starts = file.next(Uint32Array);
  const lengths = file.next(Uint16Array);
  const table = file.next(Int32Array);
  const idBytes = file.next(Uint8Array);
  const directions = file.next(Float32Array);
  const rows = file.next(Uint32Array);
  const image: RowsImage = {
    count,
    live,
    pks,
    ids: { ...ids, starts, lengths, table, bytes: idBytes },
    prefixes: prefixes && prefixesOf(prefixes, directions),
    filed: stamp === undefined ? undefined : { stamp, rows },
  };
  return { kind, image };
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
