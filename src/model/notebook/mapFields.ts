import {
  defaultMapParameters,
  mapDetails,
  mapDistances,
  mapMethods,
  type MapParameters,
} from '../map/map.ts';
import { mapNumberNames, mapNumbers, type MapNumber } from '../map/mapLimits.ts';
import { fieldsOfBinding } from './bindingFields.ts';
import type { Binding, MapCell, Problem } from './cell.ts';
import type { FieldKey } from './fieldText.ts';
import type { CellLayout, FieldLayout } from './notebookLayout.ts';
import { readNumber, readChoice } from './readField.ts';
import { parseList } from './parseList.ts';

const numberKeys: Readonly<Record<MapNumber, FieldKey>> = {
  neighbours: 'neighbours',
  minDistance: 'min distance',
  sample: 'sample',
  seed: 'seed',
};

/** Returns the field key of a numeric map parameter. */
export function keyOfNumber(name: MapNumber): FieldKey {
  return numberKeys[name];
}

export function isMapNumberKey(key: FieldKey): boolean {
  return mapNumberNames.some((name) => numberKeys[name] === key);
}

/** Reads the map cell in a section of a notebook's text. */
export function readMapCell(
  cell: CellLayout,
  id: string,
  binding: Partial<Binding>,
  problems: Problem[],
): MapCell {
  const field = (key: FieldKey): FieldLayout | undefined =>
    cell.fields.find((field) => field.key === key);
  const colourBy = field('colour by')?.value;
  return {
    kind: 'map',
    id,
    name: cell.name,
    parameters: parametersOf(field, problems),
    otherNamespaces: field('other namespaces')?.value ?? '',
    ...(colourBy !== undefined && { colourBy }),
    query: field('query')?.value ?? '',
    filter: field('filter')?.value ?? '',
    binding,
  };
}

/** Returns the parameters of a cell's map, including its other namespaces. */
export function mapParametersOf({ parameters, otherNamespaces }: MapCell): MapParameters {
  const namespaces = parseList(otherNamespaces).toSorted();
  return namespaces.length > 0 ? { ...parameters, namespaces } : parameters;
}

function parametersOf(
  field: (key: FieldKey) => FieldLayout | undefined,
  problems: Problem[],
): MapParameters {
  const number = (name: MapNumber): number => {
    const key = numberKeys[name];
    return readNumber(
      field(key),
      defaultMapParameters[name],
      `Give “${key}” ${mapNumbers[name].form}`,
      problems,
    );
  };
  const method = readChoice(field('method'), mapMethods, problems);
  const components = readChoice(field('components'), ['2', '3'], problems);
  const distance = readChoice(field('distance'), mapDistances, problems);
  const detail = readChoice(field('detail'), mapDetails, problems);
  return {
    ...(method !== undefined && { method }),
    ...(components !== undefined && { components: components === '3' ? 3 : 2 }),
    ...(distance !== undefined && { distance }),
    neighbours: number('neighbours'),
    minDistance: number('minDistance'),
    ...(detail !== undefined && { detail }),
    sample: number('sample'),
    seed: number('seed'),
  };
}

/** Returns the fields of a map cell in print order; `undefined` for absent ones. */
export function fieldsOfMap(cell: MapCell): ReadonlyMap<FieldKey, string | undefined> {
  const { binding, otherNamespaces, parameters, colourBy, query, filter } = cell;
  return new Map<FieldKey, string | undefined>([
    ...fieldsOfBinding(binding),
    ['other namespaces', otherNamespaces === '' ? undefined : otherNamespaces],
    ['method', parameters.method],
    ['components', parameters.components?.toString()],
    ['distance', parameters.distance],
    ...mapNumberNames.map((name) => [numberKeys[name], String(parameters[name])] as const),
    ['detail', parameters.detail],
    ['colour by', colourBy],
    ['query', query === '' ? undefined : query],
    ['filter', filter === '' ? undefined : filter],
  ]);
}

/** Default values of a map cell's fields. */
export const mapFieldDefaults: ReadonlyMap<FieldKey, string> = new Map<FieldKey, string>([
  ...mapNumberNames.map((name) => [numberKeys[name], String(defaultMapParameters[name])] as const),
  ['other namespaces', ''],
  ['query', ''],
  ['filter', ''],
]);
