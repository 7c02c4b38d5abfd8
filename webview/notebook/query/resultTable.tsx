import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Hit } from '../../../src/model/hit.ts';
import { parseList } from '../../../src/model/notebook/parseList.ts';
import { formatScore, formatVector } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { Grid, type GridProps } from '../../shared/grid/grid.tsx';
import type { GridColumn } from '../../shared/grid/gridRow.tsx';
import { t } from '../../shared/l10n.ts';
import { columnKey, columnText, inferColumns, type ResultColumn } from './columns.ts';
import { barShare, scoreRange, type HitsOutcome } from '../state/runOutcomes.ts';

export type ResultTableProps = Pick<
  GridProps<Hit>,
  'onOpen' | 'onPress' | 'onActive' | 'scroller'
> & {
  readonly outcome: HitsOutcome;
  readonly label: string;
  /** Expected record ids as typed. */
  readonly expected: string;
  readonly widths: Readonly<Record<string, number>>;
  readonly onResize: (columnKey: string, widthPx: number) => void;
};

/** The table of hits: score with a bar, id, metadata by frequency, text. */
export function ResultTable({ outcome, expected, ...grid }: ResultTableProps): VNode {
  const columns = useMemo(() => gridColumns(outcome, expected), [outcome, expected]);
  return <Grid {...grid} columns={columns} rows={outcome.hits} />;
}

/** Returns the hits as tab-separated text, for spreadsheets. */
export function hitsToTable({ hits }: HitsOutcome): string {
  const columns = inferColumns(hits);
  const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');
  const rows = hits.map((hit, index) =>
    columns.map((column) => clean(columnText(column, hit, index))),
  );
  return [columns.map(titleOf), ...rows].map((cells) => cells.join('\t')).join('\n');
}

function gridColumns(
  { hits, metric: ofIndex, scoredBy }: HitsOutcome,
  expected: string,
): GridColumn<Hit>[] {
  const metric = scoredBy === undefined ? ofIndex : 'dotproduct';
  const range = scoreRange(hits);
  const expectedIds = new Set(parseList(expected));
  return inferColumns(hits).map((column) => ({
    key: columnKey(column),
    title: titleOf(column),
    widthPx: column.widthPx,
    isNumeric: column.kind === 'rank' || ('isNumeric' in column && column.isNumeric),
    text: (hit, index) => columnText(column, hit, index),
    ...(column.kind === 'rank' && {
      render: ({ id }: Hit, index: number) => (
        <Rank rank={index + 1} isExpected={expectedIds.has(id)} />
      ),
    }),
    ...(column.kind === 'values' && {
      render: ({ values }: Hit) => (values.length === 0 ? '' : formatVector(values)),
    }),
    ...(column.kind === 'score' && {
      render: ({ score }: Hit) => <Score score={score} share={barShare(score, metric, range)} />,
    }),
  }));
}

function Rank({ rank, isExpected }: { rank: number; isExpected: boolean }): VNode {
  if (!isExpected) return <>{rank}</>;
  return (
    <span class="expected-rank" title={t('Expected')}>
      <Icon name="check" />
      <span class="unseen">{t('expected')}</span>
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

function titleOf(column: ResultColumn): string {
  if ('field' in column) return column.field;
  if (column.kind === 'rank') return '#';
  if (column.kind === 'score') return t('score');
  if (column.kind === 'namespace') return t('namespace');
  if (column.kind === 'before') return t('rank before');
  if (column.kind === 'origins') return t('found in');
  return column.kind === 'id' ? t('id') : t('values');
}
