import type { MetadataValue } from '../../../model/record.ts';
import type { ColumnImage, ColumnsImage } from '../filters/columnsImage.ts';
import { ArrayFileReader, encodeArrays, type ArrayFileHeader } from './arrayFile.ts';

/** The bytes of columns as parts of a file. */
export function encodeColumnsFile({ pks, fields, columns }: ColumnsImage): readonly Uint8Array[] {
  const header: Header = {
    formatVersion,
    fields: fields ?? null,
    columns: [...columns].map(([field, { dictionary }]) => ({ field, dictionary })),
  };
  const arrays = [...columns.values()].flatMap(({ codes, numbers }) => [codes, numbers]);
  return encodeArrays(header, [pks, ...arrays]);
}

/** Increase it with every change of the file or of what its numbers mean. */
const formatVersion = 2;

type Header = ArrayFileHeader & {
  /** Null if they are not known. */
  readonly fields: readonly string[] | null;
  readonly columns: readonly {
    readonly field: string;
    readonly dictionary: readonly MetadataValue[];
  }[];
};

/** Decodes the columns of a file; their arrays are views of the bytes. Throws `damaged` for another version. */
export function decodeColumnsFile(bytes: Uint8Array<ArrayBuffer>): ColumnsImage {
  const file = new ArrayFileReader<Header>(bytes, formatVersion);
  const { header } = file;
  const pks = file.next(Float64Array);
  const columns = new Map<string, ColumnImage>();
  for (const { field, dictionary } of header.columns) {
    const codes = file.next(Uint32Array);
    columns.set(field, { codes, numbers: file.next(Float64Array), dictionary });
  }
  return { pks, fields: header.fields ?? undefined, columns };
}
