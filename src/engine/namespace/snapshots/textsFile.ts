import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../common/failure.ts';
import { analysisVersion } from '../../textSearch/analyze.ts';
import type { TextAnalysis } from '../../storage/indexFields.ts';
import type { TextFieldImage } from '../../textSearch/textField.ts';
import type { TextRowsImage } from '../../textSearch/textRows.ts';
import {
  ArrayFileReader,
  encodeArrays,
  endsOf,
  splitAt,
  type ArrayFileHeader,
} from './arrayFile.ts';

/** The bytes of text rows as parts of a file. */
export function encodeTextsFile(
  { records, fields }: TextRowsImage,
  kind: TextsKind,
): readonly Uint8Array[] {
  const header: Header = {
    formatVersion,
    kind: storedKind(kind),
    ids: records.ids,
    fields: [...fields].map(([name, { postings }]) => ({ name, terms: postings.terms })),
  };
  const arrays = [...fields.values()].flatMap(({ lengths, postings }) => {
    const { frequencies, entries, log, starts } = postings;
    return [lengths, frequencies, endsOf(entries), entries, log, starts];
  });
  return encodeArrays(header, [records.pks, ...arrays]);
}

/** Increase it with every change of the file or of what its numbers mean. */
const formatVersion = 1;

/** How the terms of each field were made. Terms of another kind are of no use. */
export type TextsKind = ReadonlyMap<string, TextAnalysis>;

type StoredKind = {
  readonly analysisVersion: number;
  /** What is a letter, and its lower case, depend on it. */
  readonly unicode: string | undefined;
  readonly fields: readonly (readonly [string, TextAnalysis])[];
};

type Header = ArrayFileHeader & {
  readonly kind: StoredKind;
  /** By row. */
  readonly ids: readonly string[];
  /** By field: its name and terms. */
  readonly fields: readonly { readonly name: string; readonly terms: readonly string[] }[];
};

/** Decodes the text rows of a file; their arrays are views of the bytes. Throws `damaged` for another version or kind. */
export function decodeTextsFile(bytes: Uint8Array<ArrayBuffer>, kind: TextsKind): TextRowsImage {
  const file = new ArrayFileReader<Header>(bytes, formatVersion);
  const { header } = file;
  // The stored kind was JSON, which has no `undefined`.
  const wanted: unknown = JSON.parse(JSON.stringify(storedKind(kind)));
  if (!isDeepStrictEqual(header.kind, wanted))
    throw new Failure('damaged', 'A cache on disk has other terms: it is built again');
  const pks = file.next(Float64Array);
  const fields = new Map<string, TextFieldImage>();
  for (const { name, terms } of header.fields) {
    const lengths = file.next(Int32Array);
    const frequencies = file.next(Uint32Array);
    const ends = file.next(Uint32Array);
    const entries = splitAt(file.next(Uint32Array), ends);
    const log = file.next(Uint32Array);
    const postings = { terms, frequencies, entries, log, starts: file.next(Uint32Array) };
    fields.set(name, { lengths, postings });
  }
  return { records: { pks, ids: header.ids }, fields };
}

function storedKind(fields: TextsKind): StoredKind {
  return { analysisVersion, unicode: process.versions['unicode'], fields: [...fields] };
}
