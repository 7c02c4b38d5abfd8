import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { parseList } from '../../../src/model/notebook/parseList.ts';
import { formatScore, formatVector } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { Grid, type GridProps } from '../../shared/grid/grid.tsx';
import type { GridColumn } from '../../shared/grid/gridRow.tsx';
import { t } from '../../shared/l10n.ts';
import { barShare, scoreMetric, scoreRange, type HitsOutcome } from '../state/runOutcomes.ts';
import type { CellView } from '../state/notebookView.ts';
import { moveColumn, noChoice } from './arrangeColumns.ts';
import { columnText } from './columns.ts';
import { nextHitSort, type RankedHit } from './hitOrder.ts';
import type { HitTable, TableColumn } from './hitTable.ts';

/** The table of hits: rank, score with a bar, id, metadata, text, as the user arranged them. */
export function ResultTable(props: ResultTableProps): VNode {
  const { outcome, table, expected, view, onView, ...grid } = props;
  const columns = useMemo(
    () => gridColumns(outcome, table, expected, view),
    [outcome, table, expected, view],
  );
  const choice = view.columns ?? noChoice;
  return (
    <Grid
      {...grid}
      columns={columns}
      rows={table.hits}
      widths={view.widths}
      onResize={(key, widthPx) => onView({ ...view, widths: { ...view.widths, [key]: widthPx } })}
      onHeader={(key) =>
        onView({ ...view, sort: nextHitSort(view.sort, key, scoreMetric(outcome)) })
      }
      onMove={(key, to) => {
        const other = table.visible[to];
        if (!other) return;
        onView({ ...view, columns: moveColumn(choice, table.columns, key, other.key) });
      }}
    />
  );
}

export type ResultTableProps = Pick<
  GridProps<RankedHit>,
  'onOpen' | 'onPress' | 'onActive' | 'scroller'
> & {
  readonly outcome: HitsOutcome;
  readonly table: HitTable;
  readonly label: string;
  /** Expected record ids as typed. */
  readonly expected: string;
  readonly view: CellView;
  readonly onView: (view: CellView) => void;
};

function gridColumns(
  outcome: HitsOutcome,
  { visible }: HitTable,
  expected: string,
  view: CellView,
): GridColumn<RankedHit>[] {
  const metric = scoreMetric(outcome);
  const range = scoreRange(outcome.hits);
  const expectedIds = new Set(parseList(expected));
  const pinned = new Set(view.pinned);
  return visible.map(({ key, title, column }) => ({
    key,
    title,
    widthPx: column.widthPx,
    isNumeric: column.kind === 'rank' || ('isNumeric' in column && column.isNumeric),
    isFrozen: view.columns?.frozen.includes(key) ?? false,
    ...sortMark(key, view, metric),
    text: (hit) => columnText(column, hit, hit.rank),
    ...renderOf(column, {
      isExpected: (id) => expectedIds.has(id),
      isPinned: (id) => pinned.has(id),
      shareOf: (score) => barShare(score, metric, range),
    }),
  }));
}

function sortMark(
  key: string,
  { sort }: CellView,
  metric: HitsOutcome['metric'],
): Pick<GridColumn<RankedHit>, 'sort'> {
  if (sort?.key === key) return { sort: sort.isDescending ? 'descending' : 'ascending' };
  if (sort || key !== 'score') return {};
  return { sort: metric === 'euclidean' ? 'ascending' : 'descending' };
}

type Marks = {
  readonly isExpected: (id: string) => boolean;
  readonly isPinned: (id: string) => boolean;
  readonly shareOf: (score: number) => number;
};

function renderOf(
  column: TableColumn['column'],
  { isExpected, isPinned, shareOf }: Marks,
): Pick<GridColumn<RankedHit>, 'render'> {
  if (column.kind === 'rank')
    return {
      render: ({ id, rank }) => (
        <Rank rank={rank} isExpected={isExpected(id)} isPinned={isPinned(id)} />
      ),
    };
  if (column.kind === 'values')
    return { render: ({ values }) => (values.length === 0 ? '' : formatVector(values)) };
  if (column.kind === 'score')
    return { render: ({ score }) => <Score score={score} share={shareOf(score)} /> };
  return {};
}

function Rank(props: {
  readonly rank: number;
  readonly isExpected: boolean;
  readonly isPinned: boolean;
}): VNode {
  const { rank, isExpected, isPinned } = props;
  if (!isExpected && !isPinned) return <>{rank}</>;
  const marks = [...(isPinned ? [t('Pinned')] : []), ...(isExpected ? [t('Expected')] : [])];
  return (
    <span class="expected-rank" title={marks.join(', ')}>
      {isPinned && <Icon name="pin" />}
      {isExpected && <Icon name="check" />}
      <span class="unseen">{marks.join(', ').toLowerCase()}</span>
      {rank}
    </span>
  );
}

function Score({ score, share }: { score: number; share: number }): VNode {
  return (
    <span class="score numeric">
      <span class="score-number">{formatScore(score)}</span>
      <span class="score-track" aria-hidden="true">
        <span class="score-bar" style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </span>
    </span>
  );
}
