import { parquetError } from './parquetError.ts';
import { decompress } from './decompress.ts';
import { maxPageEntries } from './limits.ts';
import type { DataHeader } from './pageHeader.ts';
import type { Page } from './pageReader.ts';
import { decodeRuns } from './runLengthDecoder.ts';
import type { LeafNode } from './schema.ts';
import { decodePhysicalValues } from './physicalValues.ts';
import { jsonValues, type Values } from './jsonValues.ts';

/** Decodes a data page with at most `left` entries. Returns undefined for other pages. */
export function decodePage(
  page: Page,
  leaf: LeafNode,
  codec: string,
  dictionary: Values | undefined,
  left: number,
): Entries | undefined {
  const { data } = page.header;
  if (data === undefined) return undefined;
  const { count, encoding } = data;
  if (count > left) throw parquetError('a page has more values than its row group');
  if (count > maxPageEntries) throw parquetError(`a page has more than ${maxPageEntries} values`);
  const { levels } = data;
  const parts =
    levels.version === 1
      ? splitPageV1(page, count, levels, leaf, codec)
      : splitPageV2(page, count, levels, leaf, codec);
  const { repetition, definition, bytes } = parts;
  const present = definition === undefined ? count : countLevels(definition, leaf.definition);
  const values = encoding.endsWith('_DICTIONARY')
    ? fromDictionary(bytes, present, dictionary)
    : jsonValues(decodePhysicalValues(bytes, present, encoding, leaf.valueType), leaf.valueType);
  return {
    count,
    values,
    ...(definition === undefined || present === count ? {} : { definition }),
    ...(repetition === undefined ? {} : { repetition }),
  };
}

/** Values of a column with their definition and repetition levels (Dremel encoding). Constant levels are omitted. */
export type Entries = {
  readonly count: number;
  /** Absent if no value is null. */
  readonly definition?: Uint8Array;
  /** Absent if every entry is a row. */
  readonly repetition?: Uint8Array;
  /** Only of entries with a value. */
  readonly values: Values;
};

/** Decodes a dictionary page. */
export function decodeDictionary({ header, bytes }: Page, leaf: LeafNode, codec: string): Values {
  const count = header.dictionaryCount ?? 0;
  const page = decompress(bytes, header.decodedSize, codec);
  return jsonValues(decodePhysicalValues(page, count, 'PLAIN', leaf.valueType), leaf.valueType);
}

type Levels<V extends 1 | 2> = Extract<DataHeader['levels'], { version: V }>;

type Parts = {
  readonly repetition: Uint8Array | undefined;
  readonly definition: Uint8Array | undefined;
  /** The bytes of the values. */
  readonly bytes: Uint8Array;
};

/** In version 1, levels are compressed together with the values, each after its length. */
function splitPageV1(
  { header, bytes }: Page,
  count: number,
  levels: Levels<1>,
  leaf: LeafNode,
  codec: string,
): Parts {
  const page = decompress(bytes, header.decodedSize, codec);
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  let at = 0;
  const next = (max: number, encoding: string): Uint8Array | undefined => {
    if (max === 0) return undefined;
    if (encoding !== 'RLE') throw parquetError(`levels in ${encoding} cannot be read`);
    if (at + 4 > page.length) throw parquetError('a page ends within its levels');
    const start = at + 4;
    at = start + view.getUint32(at, true);
    return decodeLevels(page, start, at, max, count);
  };
  const repetition = next(leaf.repetition, levels.repetition);
  const definition = next(leaf.definition, levels.definition);
  return { repetition, definition, bytes: page.subarray(at) };
}

/** In version 2, uncompressed levels come first, with their lengths in the header. */
function splitPageV2(
  { header, bytes }: Page,
  count: number,
  { repetitionBytes, definitionBytes, isCompressed }: Levels<2>,
  leaf: LeafNode,
  codec: string,
): Parts {
  const valuesAt = repetitionBytes + definitionBytes;
  if (valuesAt > bytes.length || valuesAt > header.decodedSize)
    throw parquetError('a page ends within its levels');
  const part = (max: number, start: number, end: number): Uint8Array | undefined =>
    max === 0 ? undefined : decodeLevels(bytes, start, end, max, count);
  const rest = bytes.subarray(valuesAt);
  return {
    repetition: part(leaf.repetition, 0, repetitionBytes),
    definition: part(leaf.definition, repetitionBytes, valuesAt),
    bytes: isCompressed ? decompress(rest, header.decodedSize - valuesAt, codec) : rest,
  };
}

function decodeLevels(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  count: number,
): Uint8Array {
  if (end > bytes.length) throw parquetError('a page ends within its levels');
  const levels = new Uint8Array(count);
  decodeRuns(bytes, start, end, 32 - Math.clz32(max), levels);
  if (levels.some((level) => level > max))
    throw parquetError('a page has levels that its schema does not have');
  return levels;
}

function fromDictionary(bytes: Uint8Array, count: number, dictionary: Values | undefined): Values {
  if (count === 0) return [];
  if (dictionary === undefined) throw parquetError('a page needs a dictionary that is not there');
  const indices = new Uint32Array(count);
  const bitWidth = bytes[0];
  if (bitWidth === undefined) throw parquetError('a page has fewer values than it says');
  if (bitWidth > 0) decodeRuns(bytes, 1, bytes.length, bitWidth, indices);
  if (indices.some((index) => index >= dictionary.length))
    throw parquetError('a page refers to values that are not in its dictionary');
  if (Array.isArray(dictionary)) return Array.from(indices, (index): unknown => dictionary[index]);
  const numbers = dictionary as Float32Array<ArrayBuffer>;
  const values = new (numbers.constructor as Float32ArrayConstructor)(count);
  for (let at = 0; at < count; at++) values[at] = numbers[indices[at]!]!;
  return values;
}

function countLevels(levels: Uint8Array, wanted: number): number {
  let count = 0;
  for (const level of levels) if (level === wanted) count++;
  return count;
}
