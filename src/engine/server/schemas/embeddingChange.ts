import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { Embedding } from '../../storage/indexFields.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { anyObject, decode, isGiven } from './decode.ts';

const parameters = v.nullish(v.looseObject({}));

const changed = {
  model: v.nullish(v.string()),
  read_parameters: parameters,
  write_parameters: parameters,
};

const legacySchema = v.strictObject({
  ...changed,
  field_map: v.nullish(v.looseObject({ text: v.pipe(v.string(), v.minLength(1)) })),
});

const fieldSchema = v.strictObject({
  type: v.literal('semantic_text', 'the only field that can be changed is of semantic_text'),
  ...changed,
});

const schemaSchema = v.strictObject({ fields: anyObject });

/** The change that a request makes to an index's embedding settings. */
export type EmbeddingChange = {
  readonly model?: string;
  readonly field?: string;
  readonly readParameters?: Embedding['readParameters'];
  readonly writeParameters?: Embedding['writeParameters'];
};

/** Decodes the change as sent by API versions before 2026-07. Throws `badInput`. */
export function decodeEmbed(value: unknown): EmbeddingChange {
  const { field_map: fieldMap, ...others } = decode(legacySchema, value, 422);
  return { ...changeOf(others), ...(fieldMap ? { field: fieldMap.text } : {}) };
}

/** Decodes the change as sent in a schema, which must have exactly one field. Throws `badInput`. */
export function decodeSchemaChange(value: unknown): EmbeddingChange {
  const [[field, settings] = [], ...more] = Object.entries(decode(schemaSchema, value, 422).fields);
  if (field === undefined || more.length > 0)
    throw new Failure('badInput', 'Of a schema, exactly one field of semantic_text can be changed');
  return { field, ...changeOf(decode(fieldSchema, settings, 422)) };
}

/** Returns the embedding settings after the change. Throws `badInput` if the index does not support them. */
export function changedEmbedding(index: StoredIndex, change: EmbeddingChange): Embedding {
  const { model, field } = { ...index.embedding, ...change };
  if (index.kind === 'documents' || index.vectorType === 'sparse')
    throw new Failure('badInput', 'Only an index of dense vectors can be given a model');
  if (model === undefined || field === undefined)
    throw new Failure(
      'badInput',
      'An index is given a model together with the field that it embeds',
    );
  if (index.embedding !== undefined && model !== index.embedding.model)
    throw new Failure(
      'badInput',
      `The model of an index cannot be changed from ${index.embedding.model}`,
    );
  return {
    model,
    field,
    readParameters: change.readParameters ?? index.embedding?.readParameters ?? {},
    writeParameters: change.writeParameters ?? index.embedding?.writeParameters ?? {},
  };
}

function changeOf(
  body: v.InferOutput<v.StrictObjectSchema<typeof changed, undefined>>,
): EmbeddingChange {
  const { model, read_parameters: read, write_parameters: write } = body;
  return {
    ...(isGiven(model) ? { model } : {}),
    ...(isGiven(read) ? { readParameters: read } : {}),
    ...(isGiven(write) ? { writeParameters: write } : {}),
  };
}
