import { inputKinds, type Cell, type Notebook, type QueryCell, type RunnableCell } from './cell.ts';
import { fieldsOfAnalysis } from './analysisFields.ts';
import { fieldsOfBinding } from './bindingFields.ts';
import { escapeText, fieldKeys, printField, type FieldKey } from './fieldText.ts';
import { fieldsOfMap } from './mapFields.ts';
import { formatVersion } from './notebookSyntax.ts';
import { queryOptionNames, queryOptions } from './queryOptions.ts';

/** Prints a notebook; the text ends with a line break. */
export function printNotebook({ binding, parameters = '', cells }: Notebook): string {
  const header = [
    `vecnb ${formatVersion}`,
    ...[...fieldsOfBinding(binding)].flatMap(([key, value]) =>
      value === undefined ? [] : printField(key, value),
    ),
    ...(parameters === '' ? [] : printField('parameters', parameters)),
  ];
  const lines = [header, ...cells.map(printCell)].flatMap((part) => ['', ...part]);
  return `${lines.slice(1).join('\n')}\n`;
}

/** Prints the lines of a cell, without the blank line after it. */
export function printCell(cell: Cell): readonly string[] {
  if (cell.kind === 'text') return [printHead(cell), ...escapeText(cell.text)];
  const fields = [...fieldsOfCell(cell)].flatMap(([key, value]) =>
    value === undefined ? [] : printField(key, value),
  );
  return [printHead(cell), ...fields];
}

export function printHead(cell: Cell): string {
  if (cell.kind === 'text') return '### text';
  return `### ${cell.kind} ${cell.name.replace(/\s+/g, ' ')}`.trimEnd();
}

/** Returns the fields of a cell in print order; `undefined` for absent ones. */
export function fieldsOfCell(cell: RunnableCell): ReadonlyMap<FieldKey, string | undefined> {
  if (cell.kind === 'query') return fieldsOfQuery(cell);
  return cell.kind === 'map' ? fieldsOfMap(cell) : fieldsOfAnalysis(cell);
}

function fieldsOfQuery(cell: QueryCell): ReadonlyMap<FieldKey, string | undefined> {
  const { binding, input, topK, includeValues } = cell;
  const unlessEmpty = (text: string | undefined): string | undefined => text || undefined;
  const fields = new Map<FieldKey, string | undefined>([
    ...fieldsOfBinding(binding),
    ...inputKinds.map((kind) => [kind, input.by === kind ? input.value : undefined] as const),
    ...queryOptionNames.map((option) => [queryOptions[option], unlessEmpty(cell[option])] as const),
    ['top k', String(topK)],
    ['values', includeValues ? 'yes' : undefined],
    ['expected', unlessEmpty(cell.expected)],
    ['filter', unlessEmpty(cell.filter)],
  ]);
  return new Map(fieldKeys.query.map((key) => [key, fields.get(key)]));
}
