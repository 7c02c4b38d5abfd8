import { t } from '../../shared/l10n.ts';
import type { CellView } from '../state/notebookView.ts';
import { scoreMetric, type HitsOutcome } from '../state/runOutcomes.ts';
import { noChoice, orderColumns, visibleColumns } from './arrangeColumns.ts';
import { columnKey, columnText, inferColumns, type ResultColumn } from './columns.ts';
import { arrangeHits, rankHits, type RankedHit } from './hitOrder.ts';

export type TableColumn = {
  readonly key: string;
  readonly title: string;
  readonly column: ResultColumn;
};

/** The table of a result as the user arranged it. */
export type HitTable = {
  /** All columns in their order, also hidden ones. */
  readonly columns: readonly TableColumn[];
  readonly visible: readonly TableColumn[];
  readonly hits: readonly RankedHit[];
  /** Whether the service answered in another order than by score. */
  readonly isReordered: boolean;
};

/** Returns the table of a result in the user's order of rows and columns. */
export function hitTable(
  outcome: HitsOutcome,
  { columns: choice = noChoice, sort, pinned = [] }: CellView,
): HitTable {
  const ranked = rankHits(outcome.hits, scoreMetric(outcome));
  const inferred = inferColumns(ranked.hits).map((column) => ({
    key: columnKey(column),
    title: titleOf(column),
    column,
  }));
  const columns = orderColumns(inferred, choice);
  return {
    columns,
    visible: visibleColumns(columns, choice),
    hits: arrangeHits(ranked.hits, sort, pinned),
    isReordered: ranked.isReordered,
  };
}

/** Returns the visible part of a table as tab-separated text, for spreadsheets. */
export function tableText({ visible, hits }: HitTable): string {
  const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');
  const rows = hits.map((hit) =>
    visible.map(({ column }) => clean(columnText(column, hit, hit.rank))),
  );
  return [visible.map(({ title }) => title), ...rows].map((cells) => cells.join('\t')).join('\n');
}

function titleOf(column: ResultColumn): string {
  if ('field' in column) return column.field;
  if (column.kind === 'rank') return '#';
  if (column.kind === 'score') return t('score');
  if (column.kind === 'namespace') return t('namespace');
  if (column.kind === 'before') return t('rank before');
  if (column.kind === 'origins') return t('found in');
  return column.kind === 'id' ? t('id') : t('values');
}
