import { Failure } from '../../common/failure.ts';
import { isObject } from './decode.ts';

const maxFields = 50;

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
      throw new Failure('badInput', `The field “${name}” must be declared as {"filterable": true}`);
  }
  return entries.map(([name]) => name);
}

export function schemaOfFields(names: readonly string[]): object {
  return { fields: Object.fromEntries(names.map((name) => [name, { filterable: true }])) };
}
