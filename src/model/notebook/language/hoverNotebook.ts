import { hoverFilter } from '../../filter/language/filterHints.ts';
import type { KnownField } from '../../filter/language/knownField.ts';
import { parseParameters } from '../input/parseParameters.ts';
import { fieldHelp } from './fieldHelp.ts';
import { placeInNotebook, positionIn } from './placeInNotebook.ts';

/** Returns what a field's key, a variable, or a metadata field of a filter means. */
export function hoverNotebook(
  text: string,
  line: number,
  character: number,
  fields: readonly KnownField[],
): NotebookHover | undefined {
  const typed = text.split(/\r?\n/)[line] ?? '';
  const { layout, value, section, cellAt } = placeInNotebook(text, line, character);
  if (section === 'text') return undefined;
  const own = (layout.cells[cellAt] ?? layout.header).fields.find(
    ({ fromLine }) => fromLine === line,
  );
  const keyEnd = typed.indexOf(':');
  if (own && character <= keyEnd) return { text: fieldHelp[own.key], from: 0, to: keyEnd };
  const variable = [...typed.matchAll(/\{\{\s*([\p{L}\d_-]+)\s*\}\}/gu)].find(
    ({ 0: whole, index }) => character >= index && character <= index + whole.length,
  );
  if (variable) {
    const given = layout.header.fields.find(({ key }) => key === 'parameters')?.value ?? '';
    const found = parseParameters(given).values.get(variable[1] ?? '');
    const { index } = variable;
    const shown = found ?? 'This parameter has no value';
    return { text: shown, from: index, to: index + variable[0].length };
  }
  if (value?.field.key !== 'filter') return undefined;
  const hover = hoverFilter(value.field.value, value.offset, fields);
  if (hover === undefined) return undefined;
  const [start, end] = [positionIn(value.field, hover.start), positionIn(value.field, hover.end)];
  return { text: hover.text, from: start.character, to: end.character };
}

/** What is under a pointer: a text, and its range in the line. */
export type NotebookHover = { readonly text: string; readonly from: number; readonly to: number };
