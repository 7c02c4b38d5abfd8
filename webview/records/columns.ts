import { fieldOf, textKeyOf } from '../../src/model/record.ts';
import type { FieldSummary, RecordRow } from '../../src/protocol/records.ts';
import { formatShare, formatValue } from '../shared/format.ts';
import type { GridColumn } from '../shared/grid/gridRow.tsx';
import { t } from '../shared/l10n.ts';
import type { RecordSort } from './viewState.ts';

const maxDefault = 8;
const textWidthPx = 320;
const numberWidthPx = 96;
const widthPx = 150;

/** Returns the fields that are columns until the user chooses: the most frequent ones, the text last. */
export function chooseColumns(fields: readonly FieldSummary[]): string[] {
  const names = fields.map(({ name }) => name);
  // An example value of the right type is enough to find the usual name of the text.
  const text = textKeyOf(Object.fromEntries(names.map((name) => [name, ''])));
  const rest = names.filter((name) => name !== text).slice(0, maxDefault - 1);
  return text === undefined ? rest : [...rest, text];
}

/** Returns the column of a metadata field. */
export function fieldColumn(
  name: string,
  field: FieldSummary | undefined,
  sort: RecordSort | undefined,
): GridColumn<RecordRow | undefined> {
  const isNumeric = field !== undefined && field.types.join() === 'number';
  const isText = textKeyOf({ [name]: '' }) !== undefined;
  const otherWidth = isText ? textWidthPx : widthPx;
  return {
    key: `metadata.${name}`,
    title: name,
    widthPx: isNumeric ? numberWidthPx : otherWidth,
    isNumeric,
    ...(field && { hint: describeField(field) }),
    ...sortOf(sort, name),
    text: (row) => {
      const value = row?.metadata && fieldOf(row.metadata, name);
      return value === undefined ? '' : formatValue(value);
    },
  };
}

/** Returns `sort` of the column that the rows are sorted by. */
export function sortOf(
  sort: RecordSort | undefined,
  field: string,
): { sort?: 'ascending' | 'descending' } {
  if (sort?.field !== field) return {};
  return { sort: sort.isDescending ? 'descending' : 'ascending' };
}

/** Describes a field: share, types and examples. */
export function describeField({ share, types, examples }: FieldSummary): string {
  return t(
    '{0} of the records read · {1} · {2}',
    formatShare(share),
    types.join(', '),
    examples.join(', '),
  );
}
