import { cellKinds } from '../cell.ts';
import { completeFilter } from '../../filter/language/completeFilter.ts';
import type { KnownField } from '../../filter/language/knownField.ts';
import { fieldKeys } from '../fieldText.ts';
import { parseParameters } from '../input/parseParameters.ts';
import { isInput } from '../notebookSyntax.ts';
import { fieldHelp, fieldValues } from './fieldHelp.ts';
import { placeInNotebook, positionIn, type NotebookPlace } from './placeInNotebook.ts';

/** Returns what can stand at a caret: cells, fields, their values, parameters, and what a filter takes. */
export function completeNotebook(
  text: string,
  line: number,
  character: number,
  fields: readonly KnownField[],
): readonly NotebookCompletion[] {
  const typed = (text.split(/\r?\n/)[line] ?? '').slice(0, character);
  if (typed.startsWith('#')) return cellHeads(typed);
  const place = placeInNotebook(text, line, character);
  if (place.section === 'text') return [];
  const variable = /\{\{\s*([\p{L}\d_-]*)$/u.exec(typed)?.[1];
  if (variable !== undefined) return parameters(place, character - variable.length, character);
  if (place.value?.field.key === 'filter') return inFilter(place.value, line, fields);
  if (place.value !== undefined) return values(place, typed);
  return /^[a-z ]*$/i.test(typed) && !/^\s/.test(typed) ? missingFields(place, typed) : [];
}

/** A completion of a notebook's text: `insert` replaces from `from` to `to` in the line of the caret. */
export type NotebookCompletion = {
  readonly label: string;
  readonly detail: string;
  readonly insert: string;
  readonly kind: 'cell' | 'field' | 'value' | 'operator';
  readonly from: number;
  readonly to: number;
};

function cellHeads(typed: string): readonly NotebookCompletion[] {
  return cellKinds.map((kind) => ({
    label: `### ${kind}`,
    detail: `A ${kind} cell`,
    insert: kind === 'text' ? '### text\n' : `### ${kind} `,
    kind: 'cell',
    from: 0,
    to: typed.length,
  }));
}

function missingFields({ section, used }: NotebookPlace, typed: string): NotebookCompletion[] {
  if (section === 'text') return [];
  const hasInput = used.some(isInput);
  return fieldKeys[section]
    .filter((key) => !used.includes(key) && !(hasInput && isInput(key)))
    .map((key) => ({
      label: key,
      detail: fieldHelp[key],
      insert:
        key === 'filter' || key === 'parameters' || key === 'assert' ? `${key}:\n  ` : `${key}: `,
      kind: 'field',
      from: 0,
      to: typed.length,
    }));
}

function values({ value, layout }: NotebookPlace, typed: string): readonly NotebookCompletion[] {
  if (value === undefined) return [];
  const { key } = value.field;
  const names = layout.cells.flatMap(({ kind, name }) => (kind === 'query' && name ? [name] : []));
  const options = key === 'query' || key === 'queries' ? names : (fieldValues[key] ?? []);
  const word = /[^\s,:]*$/.exec(typed)?.[0] ?? '';
  const [from, to] = [typed.length - word.length, typed.length];
  return options.map((label) => ({
    label,
    detail: fieldHelp[key],
    insert: label,
    kind: 'value',
    from,
    to,
  }));
}

function parameters({ layout }: NotebookPlace, from: number, to: number): NotebookCompletion[] {
  const typed = layout.header.fields.find(({ key }) => key === 'parameters')?.value ?? '';
  return [...parseParameters(typed).values].map(([name, value]) => ({
    label: name,
    detail: value,
    insert: `${name}}}`,
    kind: 'value',
    from,
    to,
  }));
}

function inFilter(
  { field, offset }: NonNullable<NotebookPlace['value']>,
  line: number,
  fields: readonly KnownField[],
): readonly NotebookCompletion[] {
  const found = completeFilter(field.value, offset, fields);
  if (found === undefined) return [];
  const [start, end] = [positionIn(field, found.from), positionIn(field, found.to)];
  if (start.line !== line || end.line !== line) return [];
  const [from, to] = [start.character, end.character];
  return found.options.map(({ label, detail, insert, kind }) => ({
    label,
    detail,
    insert,
    kind,
    from,
    to,
  }));
}
