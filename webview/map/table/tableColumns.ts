import type { GridColumn } from '../../shared/grid/gridRow.tsx';
import { t } from '../../shared/l10n.ts';
import { accuracyColumnName, valueText, type ColumnData } from '../shared/columnData.ts';
import { fieldName } from '../shared/displayText.ts';
import type { MapState } from '../shared/mapState.ts';
import type { TableSort } from '../viewState.ts';

/** Returns the columns: id, title, fields, text. */
export function tableColumns(
  { names, titles, texts }: Pick<MapState, 'names' | 'titles' | 'texts'>,
  fields: readonly ColumnData[],
): TableColumn[] {
  return [
    textColumn('id', t('id'), 160, names),
    ...(titles.length > 0 ? [textColumn('title', t('title'), 260, titles)] : []),
    ...fields.map(fieldColumn),
    ...(texts.some((text) => text !== '') ? [textColumn('text', t('text'), 320, texts)] : []),
  ];
}

/** A column of the table of points. A row is the index of a point. */
export type TableColumn = GridColumn<number> & {
  /** Compares two points; those without a value come last in either order. */
  readonly compare: (one: number, other: number, sign: 1 | -1) => number;
};

/** Returns the points in the order that the user chose; unchanged without a choice. */
export function sortPoints(
  points: Uint32Array,
  columns: readonly TableColumn[],
  sort: TableSort | undefined,
): Uint32Array {
  const column = columns.find(({ key }) => key === sort?.key);
  if (sort === undefined || column === undefined) return points;
  const sign = sort.isDescending ? -1 : 1;
  return points.toSorted((one, other) => column.compare(one, other, sign) || one - other);
}

/** Returns the order after a press on a header: ascending, descending, then the original order. */
export function nextSort(sort: TableSort | undefined, key: string): TableSort | undefined {
  if (sort?.key !== key) return { key, isDescending: false };
  return sort.isDescending ? undefined : { key, isDescending: true };
}

function textColumn(
  key: string,
  title: string,
  widthPx: number,
  texts: readonly string[],
): TableColumn {
  const text = (index: number): string => texts[index] ?? '';
  return { key, title, widthPx, text, compare: byText(text) };
}

function fieldColumn(data: ColumnData): TableColumn {
  const { column, values } = data;
  const isAccuracy = column.name === accuracyColumnName;
  const text = (index: number): string => cellText(data, index);
  const valueOf = (index: number): number => values[index] ?? Number.NaN;
  return {
    key: `metadata.${column.name}`,
    title: fieldName(column.name),
    widthPx: isAccuracy ? 180 : 130,
    isNumeric: column.kind === 'number',
    text,
    compare: column.kind === 'category' ? byText(text) : byNumber(valueOf),
  };
}

/** Lists are shown whole. Accuracy has two decimals: more are not significant. */
function cellText(data: ColumnData, index: number): string {
  const list = data.column.kind === 'category' ? data.column.lists?.[index] : undefined;
  const text = list || valueText(data, index);
  const isShare = data.column.name === accuracyColumnName && text !== '';
  return isShare ? Number(text).toFixed(2) : text;
}

function byText(textOf: (index: number) => string): TableColumn['compare'] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return (one, other, sign) => {
    const [a, b] = [textOf(one), textOf(other)];
    if (a === '' || b === '') return Number(a === '') - Number(b === '');
    return sign * compare(a, b);
  };
}

function byNumber(valueOf: (index: number) => number): TableColumn['compare'] {
  return (one, other, sign) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (Number.isNaN(a) || Number.isNaN(b))
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return sign * (a - b);
  };
}
