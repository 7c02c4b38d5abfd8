import type { CompareCell, ExplainCell } from './cell.ts';
import type { FieldKey } from './fieldText.ts';
import type { CellLayout } from './notebookLayout.ts';

/** Reads the explain cell in a section of a notebook's text. */
export function readExplainCell(cell: CellLayout, id: string): ExplainCell {
  const query = valueOf(cell, 'query');
  const expected = valueOf(cell, 'expected');
  return { kind: 'explain', id, name: cell.name, query, expected, binding: {} };
}

/** Reads the compare cell in a section of a notebook's text. */
export function readCompareCell(cell: CellLayout, id: string): CompareCell {
  const alphas = valueOf(cell, 'alphas');
  return {
    kind: 'compare',
    id,
    name: cell.name,
    queries: valueOf(cell, 'queries'),
    ...(alphas !== '' && { alphas }),
    binding: {},
  };
}

/** Returns the fields of an explain or compare cell in print order; `undefined` for absent ones. */
export function fieldsOfAnalysis(
  cell: ExplainCell | CompareCell,
): ReadonlyMap<FieldKey, string | undefined> {
  if (cell.kind === 'compare')
    return new Map<FieldKey, string | undefined>([
      ['queries', cell.queries],
      ['alphas', cell.alphas || undefined],
    ]);
  const { query, expected } = cell;
  return new Map<FieldKey, string | undefined>([
    ['query', query],
    ['expected', expected === '' ? undefined : expected],
  ]);
}

/** Default values of the fields of explain and compare cells. */
export const analysisFieldDefaults: ReadonlyMap<FieldKey, string> = new Map<FieldKey, string>([
  ['query', ''],
  ['expected', ''],
  ['queries', ''],
  ['alphas', ''],
]);

function valueOf({ fields }: CellLayout, wanted: FieldKey): string {
  return fields.find(({ key }) => key === wanted)?.value ?? '';
}
