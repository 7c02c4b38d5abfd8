import { Failure } from '../../common/failure.ts';
import { isObject } from '../../common/objects.ts';
import type { VectorRecord } from '../../model/record.ts';
import { checkDocument, newDocumentText, toDocumentText } from './documentText.ts';
import { checkRecord, type RecordIndex } from './recordParts.ts';
import { indented, objectText, onOneLine, sparseText } from './jsonLayout.ts';

/** Returns a record as JSON to edit. The vector stands on one line; where the index embeds text, it is left out. */
export function toRecordText(
  record: VectorRecord,
  index: Pick<RecordIndex, 'kind' | 'documents'>,
): string {
  if (index.documents !== undefined) return toDocumentText(record, index.documents);
  const { id, values, sparseValues, metadata } = record;
  const hasVectors = index.kind !== 'records';
  const members = [
    `"id": ${JSON.stringify(id)}`,
    ...(hasVectors && values.length > 0 ? [`"values": ${onOneLine(values)}`] : []),
    ...(hasVectors && sparseValues ? [`"sparseValues": ${sparseText(sparseValues)}`] : []),
    `"metadata": ${indented(JSON.stringify(metadata, undefined, 2))}`,
  ];
  return objectText(members);
}

/** Returns a template for a new record of the index: zeros in its dimension, to be replaced. */
export function newRecordText(id: string, index: RecordIndex): string {
  const { textField = 'chunk_text' } = index;
  if (index.kind === 'records')
    return toRecordText({ id, values: [], metadata: { [textField]: '' } }, index);
  if (index.documents !== undefined) return newDocumentText(id, index.documents, index);
  const empty = { id, metadata: { text: '' } };
  if (index.vectorType === 'sparse')
    return toRecordText({ ...empty, values: [], sparseValues: { indices: [], values: [] } }, index);
  return toRecordText({ ...empty, values: Array<number>(index.dimension ?? 0).fill(0) }, index);
}

/**
 * Returns the record that the text describes. Throws `badInput` with what the service would refuse: another id, a wrong
 * dimension, a zero vector for cosine, metadata of other types, or more than 40 KB of it.
 */
export function parseRecordText(text: string, id: string, index: RecordIndex): VectorRecord {
  const json = parseObject(text);
  const { documents } = index;
  if (documents !== undefined)
    return refusing(() => checkDocument(id, json, { ...index, documents }));
  for (const name of Object.keys(json))
    if (!['id', 'values', 'sparseValues', 'metadata'].includes(name))
      throw refused(`“${name}” is not part of a record: put it into “metadata”`);
  if (json['id'] !== undefined && json['id'] !== id)
    throw refused(`the id stays “${id}”: use New Record to write another one`);
  const { values, sparseValues, metadata } = json;
  return refusing(() => checkRecord(id, { values, sparseValues, metadata }, index));
}

function refusing(check: () => VectorRecord): VectorRecord {
  try {
    return check();
  } catch (error) {
    throw refused(Failure.from(error).message);
  }
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

function refused(why: string): Failure {
  return new Failure('badInput', `The record cannot be written: ${why}`);
}
