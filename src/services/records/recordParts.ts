import { Failure } from '../../common/failure.ts';
import { isObject } from '../../common/objects.ts';
import {
  fieldOf,
  type Metadata,
  type MetadataValue,
  type SparseValues,
  type VectorRecord,
} from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';

/** The members of a record, of any type; `undefined` for those that are not given. */
export type RecordParts = {
  readonly values: unknown;
  readonly sparseValues: unknown;
  readonly metadata: unknown;
};

/** The properties of an index that a record depends on. */
export type RecordIndex = Pick<
  VectorIndex,
  'kind' | 'vectorType' | 'dimension' | 'metric' | 'textField' | 'documents'
>;

const maxMetadataBytes = 40 * 1024;
const maxSparseIndex = 2 ** 32 - 1;
const maxIdLength = 512;
const maxSparseValues = 2048;
/** At least one value of a vector has this magnitude. */
const minLargestValue = 1e-8;

/** Returns the id. Throws `badInput` with the reason if the service would refuse it. */
export function checkId(id: unknown): string {
  if (typeof id !== 'string' || id === '') throw refused('it has no id');
  if (id.length > maxIdLength)
    throw refused(`its id has ${id.length} characters, and ${maxIdLength} are allowed`);
  if (hasOtherThanAscii(id)) throw refused('its id has characters other than ASCII');
  return id;
}

/** Returns an id that a user entered. Throws `badInput` if the service would refuse it. */
export function parseRecordId(text: string): string {
  if (text.trim() === '') throw refused('A record needs an id');
  if (text.length > maxIdLength) throw refused(`An id has at most ${maxIdLength} characters`);
  if (hasOtherThanAscii(text)) throw refused('An id has only ASCII characters');
  return text;
}

/**
 * Returns the record that the parts make. Throws `badInput` with the reason if the service would refuse it: a wrong
 * dimension, a zero vector, metadata of other types, or more than 40 KB of it.
 */
export function checkRecord(id: string, parts: RecordParts, index: RecordIndex): VectorRecord {
  const metadata = checkMetadata(parts.metadata ?? {});
  if (index.kind === 'records') {
    if (parts.values !== undefined || parts.sparseValues !== undefined)
      throw refused('this index embeds the text itself: remove “values” and “sparseValues”');
    checkText(metadata, index);
    return { id, values: [], metadata };
  }
  const values = parts.values === undefined ? [] : checkDense(parts.values, index);
  const sparseValues =
    parts.sparseValues === undefined ? undefined : checkSparse(parts.sparseValues, 'sparseValues');
  if (index.vectorType === 'sparse' && !sparseValues?.indices.length)
    throw refused('this index needs “sparseValues” with indices and values');
  if (index.vectorType === 'dense' && values.length === 0)
    throw refused(`this index needs “values” with ${index.dimension} numbers`);
  return { id, values, metadata, ...(sparseValues && { sparseValues }) };
}

function hasOtherThanAscii(id: string): boolean {
  return /[^\p{ASCII}]|\0/u.test(id);
}

function checkText(metadata: Metadata, { textField }: RecordIndex): void {
  if (textField === undefined) return;
  const text = fieldOf(metadata, textField);
  if (typeof text !== 'string' || text === '')
    throw refused(`this index embeds the field “${textField}” of “metadata”: it needs a text`);
}

function checkDense(json: unknown, index: RecordIndex): number[] {
  if (index.vectorType === 'sparse')
    throw refused('this index holds sparse vectors: remove “values”');
  return checkValues(json, 'values', index);
}

/** Returns the values of the field `name`. Throws `badInput` if the service would refuse them. */
export function checkValues(
  json: unknown,
  name: string,
  { dimension, metric }: Pick<RecordIndex, 'dimension' | 'metric'>,
): number[] {
  const values = checkNumbers(json, name);
  if (values.length !== dimension) {
    const numbers = values.length === 1 ? '1 number' : `${values.length} numbers`;
    throw refused(`“${name}” has ${numbers}, and the index has dimension ${dimension}`);
  }
  if (values.some((value) => Math.abs(value) >= minLargestValue)) return values;
  throw refused(
    metric === 'cosine'
      ? `“${name}” are all zero, which has no direction for the metric cosine`
      : `“${name}” are all zero, which the service refuses`,
  );
}

/** Returns the sparse values of the field `name`. Throws `badInput` if the service would refuse them. */
export function checkSparse(json: unknown, name: string): SparseValues {
  if (!isObject(json)) throw refused(`“${name}” is an object with “indices” and “values”`);
  const indices = checkNumbers(json['indices'], `${name}.indices`);
  const values = checkNumbers(json['values'], `${name}.values`);
  if (indices.length !== values.length)
    throw refused(`“${name}” has ${indices.length} indices and ${values.length} values`);
  if (indices.some((at) => !Number.isInteger(at) || at < 0 || at > maxSparseIndex))
    throw refused(`“${name}.indices” are whole numbers from 0 to ${maxSparseIndex}`);
  if (new Set(indices).size !== indices.length)
    throw refused(`“${name}.indices” has one index twice`);
  if (indices.length > maxSparseValues)
    throw refused(`“${name}” has ${indices.length} values; ${maxSparseValues} are allowed`);
  return { indices, values };
}

function checkNumbers(json: unknown, name: string): number[] {
  if (!Array.isArray(json)) throw refused(`“${name}” is a list of numbers`);
  const wrong = json.findIndex(
    (value) => typeof value !== 'number' || !Number.isFinite(Math.fround(value)),
  );
  if (wrong < 0) return json as number[];
  throw refused(`“${name}” has something other than a float32 number at place ${wrong + 1}`);
}

/** Returns the metadata. Throws `badInput` for other types and more than 40 KB. */
export function checkMetadata(json: unknown): Metadata {
  if (!isObject(json)) throw refused('“metadata” is an object');
  for (const [name, value] of Object.entries(json)) {
    if (name.startsWith('$')) throw refused(`the field “${name}” starts with “$”`);
    if (!isMetadataValue(value))
      throw refused(
        `the field “${name}” is neither a text, a number, true, false nor a list of texts`,
      );
  }
  const bytes = new TextEncoder().encode(JSON.stringify(json)).length;
  if (bytes > maxMetadataBytes)
    throw refused(`the metadata has ${bytes} bytes; ${maxMetadataBytes} are allowed`);
  return json as Metadata;
}

function isMetadataValue(value: unknown): value is MetadataValue {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return typeof value === 'string' || typeof value === 'boolean';
}

export function refused(why: string): Failure {
  return new Failure('badInput', why);
}
