import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { SparseRows } from '../../sparseSearch/sparseRows.ts';
import type { TextRows } from '../../textSearch/textRows.ts';
import type { CooperativeTask } from '../../workers/cooperativeTasks.ts';
import type { DenseVectors } from '../denseVectors.ts';
import { decodeColumnsFile, encodeColumnsFile } from './columnsFile.ts';
import { decodeSparseFile, encodeSparseFile } from './sparseFile.ts';
import { decodeTextsFile, encodeTextsFile, type TextsKind } from './textsFile.ts';

/** A part of a namespace in memory that one file holds whole. */
export type FiledPart = {
  readonly part: 'sparse' | 'texts' | 'columns';
  /** Whether every write is applied to it. Once it is not, it is of no use. */
  readonly isCurrent: () => boolean;
  readonly recordCount: () => number;
  /** About the bytes of the file. */
  readonly sizeBytes: () => number;
  /** Has to be done before `encode`, with no write after its last step. Absent if there is nothing to prepare. */
  readonly prepare?: () => CooperativeTask<void>;
  /** The parts of the file. Later writes do not change them. */
  readonly encode: () => readonly Uint8Array[];
  /** Fills the part, which is empty. Throws for a file of another version or kind. */
  readonly restore: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly deletePks: (pks: ReadonlySet<number>) => void;
};

/** The columns of metadata in memory as a part that a file holds. */
export function filedColumns(dense: DenseVectors, isCurrent: () => boolean): FiledPart {
  return {
    part: 'columns',
    isCurrent,
    recordCount: () => dense.count,
    sizeBytes: () => dense.columnBytes,
    encode: () => encodeColumnsFile(dense.columnsImage()),
    restore: (bytes) => dense.restoreColumns(decodeColumnsFile(bytes)),
    // Their values are replaced when the records are read again; rows that are gone have no use.
    deletePks: () => {},
  };
}

/** Sparse vectors as a part that a file holds. */
export function filedSparse(rows: SparseRows, isCurrent: () => boolean): FiledPart {
  return {
    part: 'sparse',
    isCurrent,
    recordCount: () => rows.recordCount,
    sizeBytes: () => rows.sizeBytes,
    prepare: () => rows.prepare(),
    encode: () => encodeSparseFile(rows.image()),
    restore: (bytes) => rows.restore(decodeSparseFile(bytes)),
    deletePks: (pks) => rows.deletePks(pks),
  };
}

/** The full-text index as a part that a file holds. */
export function filedTexts(
  rows: TextRows,
  { fields = {} }: StoredIndex,
  isCurrent: () => boolean,
): FiledPart {
  const kind: TextsKind = new Map(
    Object.entries(fields).flatMap(([name, field]) =>
      field.type === 'string' ? [[name, field.analysis] as const] : [],
    ),
  );
  return {
    part: 'texts',
    isCurrent,
    recordCount: () => rows.recordCount,
    sizeBytes: () => rows.sizeBytes,
    prepare: () => rows.prepare(),
    encode: () => encodeTextsFile(rows.image(), kind),
    restore: (bytes) => rows.restore(decodeTextsFile(bytes, kind)),
    deletePks: (pks) => rows.deletePks(pks),
  };
}
