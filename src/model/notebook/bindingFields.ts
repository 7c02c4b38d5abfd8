import type { Binding, Problem } from './cell.ts';
import type { EnvironmentNameResolver } from './environmentNameResolver.ts';
import type { FieldKey } from './fieldText.ts';
import type { FieldLayout } from './notebookLayout.ts';
import { problemOf } from './readField.ts';

/** Returns the fields of a binding, in print order. */
export function fieldsOfBinding(
  binding: Partial<Binding>,
): ReadonlyMap<FieldKey, string | undefined> {
  return new Map<FieldKey, string | undefined>([
    ['environment', binding.environment],
    ['environment id', binding.environmentId],
    ['index', binding.index],
    ['namespace', binding.namespace],
  ]);
}

/** Returns the binding in these fields, with environment names resolved by `naming`. */
export function bindingOf(
  fields: readonly FieldLayout[],
  naming: EnvironmentNameResolver,
  problems: Problem[],
): Partial<Binding> {
  const valueOf = (key: FieldKey): string | undefined =>
    fields.find((field) => field.key === key)?.value;
  const environment = environmentOf(fields, naming, problems);
  const [index, namespace] = [valueOf('index'), valueOf('namespace')];
  return {
    ...(environment !== undefined && { environment }),
    ...(index !== undefined && { index }),
    ...(namespace !== undefined && { namespace }),
  };
}

function environmentOf(
  fields: readonly FieldLayout[],
  naming: EnvironmentNameResolver,
  problems: Problem[],
): string | undefined {
  const name = fields.find(({ key }) => key === 'environment');
  const id = fields.find(({ key }) => key === 'environment id');
  const field = name ?? id;
  if (field === undefined) return undefined;
  const environment = naming(name?.value ?? '', id?.value);
  if (typeof environment === 'string') return environment;
  problems.push(problemOf(field, environment.problem));
  return undefined;
}
