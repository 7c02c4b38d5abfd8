import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import {
  fieldEmbedding,
  isDenseField,
  isSparseField,
  type DocumentField,
  type DocumentFields,
} from '../../storage/indexFields.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { isPreview, type ApiVersion } from './apiVersion.ts';
import { decode, isGiven } from './decode.ts';
import { descriptionSchema, dimensionSchema, metricSchema } from './indexSettings.ts';
import { textFieldOf, textSchema, type FindModel } from './textField.ts';

/** Decodes the schema of a new index. Throws `badInput` for schemas that Pinecone rejects. */
export function decodeSchema(
  declared: Readonly<Record<string, unknown>>,
  version: ApiVersion,
  findModel: FindModel,
): SchemaShape {
  const values = isPreview(version) ? withoutMetadata(declared) : declared;
  const names = Object.keys(values);
  if (names.length === 0) throw new Failure('badInput', 'The schema needs at least one field');
  const isClassic = names.every((name) => reservedNames.includes(name));
  if (!isClassic) names.forEach(checkName);
  const fields = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, decodeField(name, value, findModel)]),
  );
  checkCounts(fields);
  return isClassic ? classicShape(fields) : documentShape(fields);
}

const maxTextFields = 100;
const maxNameBytes = 64;

/** The field names of a classic vector index. No other fields can be beside them. */
const reservedNames = ['_values', '_sparse_values'];

const denseSchema = v.strictObject({
  type: v.literal('dense_vector'),
  dimension: dimensionSchema,
  metric: metricSchema,
  description: descriptionSchema,
});

const sparseSchema = v.strictObject({
  type: v.literal('sparse_vector'),
  description: descriptionSchema,
});

const fieldSchema = v.variant(
  'type',
  [denseSchema, sparseSchema, textSchema],
  'the type of a field is dense_vector, sparse_vector or string',
);

/** The properties of an index that a schema determines. */
export type SchemaShape = Pick<
  StoredIndex,
  'kind' | 'vectorType' | 'dimension' | 'metric' | 'sparseValues' | 'fields'
>;

function checkName(name: string): void {
  if (name !== '' && Buffer.byteLength(name) <= maxNameBytes && !/^[$_]/.test(name)) return;
  const message = `“${name}” cannot be the name of a field: names have 1 to ${maxNameBytes} bytes and do not begin with “$” or “_”; ${reservedNames.join(' and ')} cannot be combined with other fields`;
  throw new Failure('badInput', message);
}

/** Returns the fields that are searched. Metadata can be filtered without a declaration. */
function withoutMetadata(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => !isMetadata(field)));
}

const metadataTypes: readonly unknown[] = ['string', 'string_list', 'float', 'boolean'];

function isMetadata(field: unknown): boolean {
  if (!isObject(field) || !metadataTypes.includes(field['type'])) return false;
  return searchSettings.every((name) => !isGiven(field[name]));
}

/** The settings that make a field of text searched. */
const searchSettings = ['full_text_search', 'embed', 'sparse_embed'];

function decodeField(name: string, value: unknown, findModel: FindModel): DocumentField {
  if (isMetadata(value)) {
    const message = `schema.fields.${name}: metadata is not declared. Leave the field out: all metadata can be filtered`;
    throw new Failure('badInput', message);
  }
  const field = decodeNamed(name, value);
  const about = field.description ? { description: field.description } : {};
  if (field.type === 'sparse_vector') return { type: field.type, ...about };
  if (field.type === 'string') return { ...textFieldOf(name, field, findModel), ...about };
  const { type, dimension, metric } = field;
  return { type, dimension, metric, ...about };
}

function decodeNamed(name: string, value: unknown): v.InferOutput<typeof fieldSchema> {
  try {
    return decode(fieldSchema, value, 422);
  } catch (error) {
    if (!Failure.is(error, 'badInput')) throw error;
    const details = error.status === undefined ? {} : { status: error.status };
    throw new Failure('badInput', `schema.fields.${name}: ${error.message}`, details);
  }
}

function checkCounts(fields: DocumentFields): void {
  const all = Object.values(fields);
  const count = (type: DocumentField['type']): number =>
    all.filter((field) => field.type === type).length;
  if (all.filter(isDenseField).length > 1)
    throw new Failure('badInput', 'A schema has at most one field of dense_vector or with embed');
  if (all.filter(isSparseField).length > 1) {
    const message = 'A schema has at most one field of sparse_vector or with sparse_embed';
    throw new Failure('badInput', message);
  }
  if (count('string') > maxTextFields)
    throw new Failure('badInput', `A schema has at most ${maxTextFields} fields of full text`);
}

function classicShape({ _values: dense, _sparse_values: sparse }: DocumentFields): SchemaShape {
  if (dense !== undefined && dense.type !== 'dense_vector')
    throw new Failure('badInput', 'The field “_values” must be a dense_vector');
  if (sparse !== undefined && sparse.type !== 'sparse_vector')
    throw new Failure('badInput', 'The field “_sparse_values” must be a sparse_vector');
  if (dense === undefined) return { kind: 'vectors', vectorType: 'sparse', metric: 'dotproduct' };
  if (sparse !== undefined && dense.metric !== 'dotproduct')
    throw new Failure('badInput', 'Sparse values beside dense ones need the metric dotproduct');
  return {
    kind: 'vectors',
    vectorType: 'dense',
    dimension: dense.dimension,
    metric: dense.metric,
    sparseValues: sparse === undefined ? 'refused' : 'declared',
  };
}

function documentShape(fields: DocumentFields): SchemaShape {
  const dense = Object.values(fields)
    .map((field) => (field.type === 'dense_vector' ? field : fieldEmbedding(field)))
    .find((field) => field !== undefined);
  return dense === undefined
    ? { kind: 'documents', vectorType: 'sparse', metric: 'dotproduct', fields }
    : {
        kind: 'documents',
        vectorType: 'dense',
        dimension: dense.dimension,
        metric: dense.metric,
        fields,
      };
}
