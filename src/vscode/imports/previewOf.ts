import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { Sample } from '../../services/imports/guessMapping.ts';
import { fullCount } from '../formatNumbers.ts';

/** Returns the first values of columns, for a line below their names. */
export function previewOf({ rows }: Sample, columns: readonly string[]): string {
  const shown = columns.slice(0, maxNames);
  const values = rows
    .slice(0, maxValues)
    .map((row) => shown.map((column) => valueText(row[column])).join(', '));
  return escapeInvisible(values.filter((text) => text !== '').join(' · '));
}

const maxNames = 6;
const maxValues = 3;
const maxValueLength = 40;

/** Returns the names of columns for one line: “year, title” or “v_0 … v_383 (384 columns)”. */
export function columnText(columns: readonly string[]): string {
  if (columns.length === 0) return vscode.l10n.t('none');
  const names = columns.map((name) => escapeInvisible(name));
  if (columns.length <= maxNames) return names.join(', ');
  const ends = [names[0] ?? '', names.at(-1) ?? ''] as const;
  return vscode.l10n.t('{0} … {1} ({2} columns)', ...ends, fullCount(columns.length));
}

function valueText(cell: unknown): string {
  if (cell === undefined || cell === null) return '';
  const text = typeof cell === 'string' ? cell : listText(cell);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > maxValueLength ? `${line.slice(0, maxValueLength)}…` : line;
}

/** The start of a long list is enough for a preview. */
function listText(cell: unknown): string {
  const isList = Array.isArray(cell) || ArrayBuffer.isView(cell);
  if (!isList) return JSON.stringify(cell) ?? '';
  const values = Array.from(cell as ArrayLike<unknown>).slice(0, maxNames);
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}, …]`;
}
