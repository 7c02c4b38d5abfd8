import { Failure } from '../../../common/failure.ts';
import { isObject } from './decode.ts';

const maxFields = 50;

/** The fields that the creation of an index declares: names with `_` first are reserved there. Throws `badInput`. */
export function filterableFieldsOfIndex(
  fields: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = filterableFields(fields);
  const reserved = names.find((name) => name.startsWith('_'));
  if (reserved === undefined) return names;
  throw new Failure('badInput', `“${reserved}” is reserved: names of fields begin without “_”`);
}

/** The names of fields that a schema of metadata declares: `{field: {filterable: true}}`. Throws `badInput`. */
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

export function schemaOfFields(names: readonly string[]): object {
  return { fields: Object.fromEntries(names.map((name) => [name, { filterable: true }])) };
}
