import { isObject } from '../../common/objects.ts';
import { fieldOf, type Metadata, type VectorRecord } from '../../model/record.ts';
import type { DocumentSchema } from '../../model/vectorIndex.ts';
import {
  checkMetadata,
  checkSparse,
  checkValues,
  refused,
  type RecordIndex,
} from './recordParts.ts';
import { indented, objectText, onOneLine, sparseText } from './jsonLayout.ts';

const maxTextBytes = 100 * 1024;

type DocumentIndex = RecordIndex & { readonly documents: DocumentSchema };

/** Returns a document as JSON to edit: its fields side by side, as the service has them. */
export function toDocumentText(
  { id, values, sparseValues, metadata }: VectorRecord,
  { denseField, sparseField }: DocumentSchema,
): string {
  const hasDense = denseField !== undefined && values.length > 0;
  const hasSparse = sparseField !== undefined && sparseValues !== undefined;
  return objectText([
    `"_id": ${JSON.stringify(id)}`,
    ...Object.entries(metadata).map(
      ([name, value]) =>
        `${JSON.stringify(name)}: ${indented(JSON.stringify(value, undefined, 2))}`,
    ),
    ...(hasDense ? [`${JSON.stringify(denseField)}: ${onOneLine(values)}`] : []),
    ...(hasSparse ? [`${JSON.stringify(sparseField)}: ${sparseText(sparseValues)}`] : []),
  ]);
}

/** Returns a template for a new document: its texts are empty, and its vector has zeros to be replaced. */
export function newDocumentText(
  id: string,
  schema: DocumentSchema,
  { dimension = 0 }: Pick<RecordIndex, 'dimension'>,
): string {
  const metadata = Object.fromEntries(schema.textFields.map((name) => [name, '']));
  return toDocumentText({ id, values: Array<number>(dimension).fill(0), metadata }, schema);
}

/**
 * Returns the record that the members of a document make. Throws `badInput` with what the service would refuse: another
 * id, a reserved name, a text that is none or too long, a wrong vector, or no field of the schema.
 */
export function checkDocument(
  id: string,
  json: Readonly<Record<string, unknown>>,
  index: DocumentIndex,
): VectorRecord {
  const { denseField, sparseField, textFields } = index.documents;
  const { _id: named, ...rest } = json;
  const members = new Map(Object.entries(rest));
  if (named !== undefined && named !== id)
    throw refused(`the id stays “${id}”: use New Record to write another one`);
  const reserved = [...members.keys()].find((name) => name.startsWith('_'));
  if (reserved !== undefined)
    throw refused(`the field “${reserved}” starts with “_”, which is reserved`);
  const take = (name: string | undefined): unknown => {
    const value = name === undefined ? undefined : members.get(name);
    if (name !== undefined) members.delete(name);
    return value;
  };
  const [dense, sparse] = [take(denseField), take(sparseField)];
  const texts = textFields.flatMap((name) => {
    const text = take(name);
    return text === undefined ? [] : [[name, checkText(text, name)] as const];
  });
  if (dense === undefined && sparse === undefined && texts.length === 0)
    throw refused(
      `it needs at least one of the fields ${Object.keys(index.documents.fields).join(', ')}`,
    );
  const others = checkMetadata(Object.fromEntries(members));
  const metadata = inOrder({ ...others, ...Object.fromEntries(texts) }, Object.keys(json));
  return {
    id,
    values: dense === undefined ? [] : checkValues(dense, denseField ?? '', index),
    ...(sparse !== undefined && { sparseValues: checkSparse(sparse, sparseField ?? '') }),
    metadata,
  };
}

/** Returns the members of a document, from parts that name its vectors as those of a record. */
export function documentMembers(
  {
    values,
    sparseValues,
    metadata,
  }: Readonly<Record<'values' | 'sparseValues' | 'metadata', unknown>>,
  { denseField, sparseField }: DocumentSchema,
): Readonly<Record<string, unknown>> {
  if (values !== undefined && denseField === undefined)
    throw refused('the documents of this index have no field for a dense vector');
  if (sparseValues !== undefined && sparseField === undefined)
    throw refused('the documents of this index have no field for a sparse vector');
  return {
    ...(isObject(metadata) ? metadata : {}),
    ...(values !== undefined && { [denseField ?? '']: values }),
    ...(sparseValues !== undefined && { [sparseField ?? '']: sparseValues }),
  };
}

function checkText(text: unknown, name: string): string {
  if (typeof text !== 'string')
    throw refused(`the field “${name}” is searched as text: enter a text`);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= maxTextBytes) return text;
  throw refused(`the text of “${name}” has ${bytes} bytes; ${maxTextBytes} are allowed`);
}

function inOrder(metadata: Metadata, names: readonly string[]): Metadata {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fieldOf(metadata, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
