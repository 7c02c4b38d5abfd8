import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';

/** Returns the field names of a metadata schema, `{field: {filterable: true}}`. Throws `badInput`. */
export function filterableFields(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const entries = Object.entries(fields);
  if (entries.length > maxFields) {
    const message = `A schema declares at most ${maxFields} fields, not ${entries.length}`;
    throw new Failure('badInput', message);
  }
  for (const [name, field] of entries) {
    if (name === '' || name.startsWith('$'))
      throw new Failure('badInput', `“${name}” cannot be the name of a field`);
    if (!isObject(field) || field['filterable'] !== true)
      throw new Failure(
        'badInput',
        `Field '${name}' is set to filterable: false. Only filterable: true is supported.`,
      );
  }
  return entries.map(([name]) => name);
}

const maxFields = 50;

/**
 * Returns the filterable fields that a request to create an index declares. Names that start with `_` are reserved.
 * Throws `badInput`.
 */
export function filterableFieldsOfIndex(
  fields: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = filterableFields(fields);
  const reserved = names.find((name) => name.startsWith('_'));
  if (reserved === undefined) return names;
  throw new Failure('badInput', `“${reserved}” is reserved: field names must not begin with “_”`);
}

/** Returns the metadata schema that declares these fields, as sent in responses. */
export function schemaOfFields(names: readonly string[]): object {
  return { fields: Object.fromEntries(names.map((name) => [name, { filterable: true }])) };
}
