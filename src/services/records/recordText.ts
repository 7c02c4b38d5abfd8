import { Failure } from '../../common/failure.ts';
import type { Metadata, MetadataValue, SparseValues, VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';

/** The properties of an index that a record's text depends on. */
export type TextIndex = Pick<VectorIndex, 'kind' | 'vectorType' | 'dimension' | 'metric'>;

const maxMetadataBytes = 40 * 1024;
const maxSparseIndex = 2 ** 32 - 1;

/** Returns a record as JSON to edit. The vector stands on one line; where the index embeds text, it is left out. */
export function toRecordText(record: VectorRecord, index: Pick<TextIndex, 'kind'>): string {
  const { id, values, sparseValues, metadata } = record;
  const hasVectors = index.kind !== 'records';
  const members = [
    `"id": ${JSON.stringify(id)}`,
    ...(hasVectors && values.length > 0 ? [`"values": ${onOneLine(values)}`] : []),
    ...(hasVectors && sparseValues ? [`"sparseValues": ${sparseText(sparseValues)}`] : []),
    `"metadata": ${indented(JSON.stringify(metadata, undefined, 2))}`,
  ];
  return `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`;
}

/** Returns a template for a new record of the index: zeros in its dimension, to be replaced. */
export function newRecordText(id: string, index: TextIndex): string {
  if (index.kind === 'records')
    return toRecordText({ id, values: [], metadata: { chunk_text: '' } }, index);
  const empty = { id, metadata: { text: '' } };
  if (index.vectorType === 'sparse')
    return toRecordText({ ...empty, values: [], sparseValues: { indices: [], values: [] } }, index);
  return toRecordText({ ...empty, values: Array<number>(index.dimension ?? 0).fill(0) }, index);
}

/**
 * Returns the record that the text describes. Throws `badInput` with what the service would refuse: another id, a wrong
 * dimension, a zero vector for cosine, metadata of other types, or more than 40 KB of it.
 */
export function parseRecordText(text: string, id: string, index: TextIndex): VectorRecord {
  const json = parseObject(text);
  for (const name of Object.keys(json))
    if (!['id', 'values', 'sparseValues', 'metadata'].includes(name))
      throw refused(`“${name}” is not part of a record: put it into “metadata”`);
  if (json['id'] !== undefined && json['id'] !== id)
    throw refused(`the id stays “${id}”: use New Record to write another one`);
  const metadata = parseMetadata(json['metadata'] ?? {});
  if (index.kind === 'records') {
    if (json['values'] !== undefined || json['sparseValues'] !== undefined)
      throw refused('this index embeds the text itself: remove “values” and “sparseValues”');
    return { id, values: [], metadata };
  }
  const values = json['values'] === undefined ? [] : parseValues(json['values'], index);
  const sparse = json['sparseValues'];
  const sparseValues = sparse === undefined ? undefined : parseSparse(sparse);
  if (index.vectorType === 'sparse' && !sparseValues?.indices.length)
    throw refused('this index needs “sparseValues” with indices and values');
  if (index.vectorType === 'dense' && values.length === 0)
    throw refused(`this index needs “values” with ${index.dimension} numbers`);
  return { id, values, metadata, ...(sparseValues && { sparseValues }) };
}

/** Returns the members of a record's text. Throws `badInput`, with a message that quotes no text. */
export function parseObject(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    // “Unexpected token 's', "{"id": sec"... is not valid JSON” quotes the record: messages go to the log.
    const why = cause instanceof Error ? cause.message.replace(/, (?:\.{3})?".*$/s, '') : '';
    throw new Failure('badInput', `The record is not JSON: ${why}`, { cause });
  }
  if (isObject(json)) return json;
  throw refused('it is one JSON object with “id”, “values” and “metadata”');
}

function parseValues(json: unknown, { vectorType, dimension, metric }: TextIndex): number[] {
  if (vectorType === 'sparse') throw refused('this index holds sparse vectors: remove “values”');
  const values = parseNumbers(json, 'values');
  if (values.length !== dimension) {
    const numbers = values.length === 1 ? '1 number' : `${values.length} numbers`;
    throw refused(`“values” has ${numbers}, and the index has dimension ${dimension}`);
  }
  if (metric === 'cosine' && values.every((value) => value === 0))
    throw refused('“values” are all zero, which has no direction for the metric cosine');
  return values;
}

function parseSparse(json: unknown): SparseValues {
  if (!isObject(json)) throw refused('“sparseValues” is an object with “indices” and “values”');
  const indices = parseNumbers(json['indices'], 'sparseValues.indices');
  const values = parseNumbers(json['values'], 'sparseValues.values');
  if (indices.length !== values.length)
    throw refused(`“sparseValues” has ${indices.length} indices and ${values.length} values`);
  if (indices.some((at) => !Number.isInteger(at) || at < 0 || at > maxSparseIndex))
    throw refused(`“sparseValues.indices” are whole numbers from 0 to ${maxSparseIndex}`);
  if (new Set(indices).size !== indices.length)
    throw refused('“sparseValues.indices” has one index twice');
  return { indices, values };
}

function parseNumbers(json: unknown, name: string): number[] {
  if (!Array.isArray(json)) throw refused(`“${name}” is a list of numbers`);
  const wrong = json.findIndex(
    (value) => typeof value !== 'number' || !Number.isFinite(Math.fround(value)),
  );
  if (wrong < 0) return json as number[];
  throw refused(`“${name}” has something other than a float32 number at place ${wrong + 1}`);
}

function parseMetadata(json: unknown): Metadata {
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(why: string): Failure {
  return new Failure('badInput', `The record cannot be written: ${why}`);
}

function sparseText({ indices, values }: SparseValues): string {
  return `{ "indices": ${onOneLine(indices)}, "values": ${onOneLine(values)} }`;
}

function onOneLine(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
