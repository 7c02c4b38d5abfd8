import type { SparseRowsImage } from '../../sparseSearch/sparseRows.ts';
import { ArrayFileReader, encodeArrays, type ArrayFileHeader } from './arrayFile.ts';

/** The bytes of sparse rows as parts of a file. */
export function encodeSparseFile({
  records,
  vectors,
  blocks,
}: SparseRowsImage): readonly Uint8Array[] {
  const { pks, ids } = records;
  const header: Header = { formatVersion, ids, firstRows: blocks.map(({ firstRow }) => firstRow) };
  return encodeArrays(header, [
    pks,
    vectors.starts,
    vectors.indices,
    vectors.values,
    ...blocks.flatMap(({ indices, starts, rows, values }) => [indices, starts, rows, values]),
  ]);
}

/** Increase it with every change of the file or of what its numbers mean. */
const formatVersion = 1;

type Header = ArrayFileHeader & {
  /** By row. */
  readonly ids: readonly string[];
  /** By block of postings. */
  readonly firstRows: readonly number[];
};

/** Decodes the sparse rows of a file; their arrays are views of the bytes. Throws `damaged` for another version. */
export function decodeSparseFile(bytes: Uint8Array<ArrayBuffer>): SparseRowsImage {
  const file = new ArrayFileReader<Header>(bytes, formatVersion);
  const { ids, firstRows } = file.header;
  return {
    records: { pks: file.next(Float64Array), ids },
    vectors: {
      starts: file.next(Uint32Array),
      indices: file.next(Uint32Array),
      values: file.next(Float32Array),
    },
    blocks: firstRows.map((firstRow) => ({
      firstRow,
      indices: file.next(Uint32Array),
      starts: file.next(Uint32Array),
      rows: file.next(Uint32Array),
      values: file.next(Float32Array),
    })),
  };
}
