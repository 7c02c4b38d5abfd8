import * as vscode from 'vscode';
import type { IndexRecall } from '../../../services/studies/indexRecall.ts';
import { formatAge } from '../../formatAge.ts';
import { fullCount } from '../../formatNumbers.ts';

/** Prints a table in Markdown, a line for each namespace and filter. */
export function recallTable(index: string, rows: readonly RecallRow[], k: number): string {
  const titles = [
    vscode.l10n.t('namespace'),
    vscode.l10n.t('filter'),
    vscode.l10n.t('recall of {0}', k),
    vscode.l10n.t('95% interval'),
    vscode.l10n.t('found'),
    vscode.l10n.t('records'),
    vscode.l10n.t('not asked'),
    vscode.l10n.t('not in the index'),
    vscode.l10n.t('read units'),
    vscode.l10n.t('twin pulled'),
  ];
  const lines = rows.map(({ namespace, filter, recall, pulledAtMs }) => {
    const { found, all, interval, queries, left, unasked, readUnits } = recall;
    return [
      namespace,
      filter === '' ? vscode.l10n.t('all records') : `\`${filter.replaceAll('|', '\\|')}\``,
      all === 0 ? '–' : percent(found / all),
      all === 0 ? '–' : `${percent(interval.low)}–${percent(interval.high)}`,
      `${fullCount(found)} / ${fullCount(all)}`,
      fullCount(queries),
      fullCount(unasked),
      fullCount(left),
      fullCount(Math.round(readUnits)),
      formatAge(pulledAtMs, Date.now()),
    ];
  });
  const print = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `# ${vscode.l10n.t('Recall of “{0}”', index)}`,
    '',
    print(titles),
    print(titles.map(() => '---')),
    ...lines.map(print),
    '',
  ].join('\n');
}

/** The recall of one namespace under one filter. */
export type RecallRow = {
  readonly namespace: string;
  /** As typed; empty for all records. */
  readonly filter: string;
  readonly pulledAtMs: number;
  readonly recall: IndexRecall;
};

/** Says the recall of one namespace. */
export function recallSentence(
  index: string,
  { recall, pulledAtMs }: RecallRow,
  k: number,
): string {
  const { found, all, interval, queries, left, unasked, readUnits } = recall;
  const text = vscode.l10n.t(
    '“{0}” returned {1} of the true {2} nearest (95%: {3} to {4}), {5} of {6} for {7} records. Read units: {8}. The twin was pulled {9}.',
    index,
    percent(all === 0 ? 0 : found / all),
    k,
    percent(interval.low),
    percent(interval.high),
    fullCount(found),
    fullCount(all),
    queries,
    fullCount(Math.round(readUnits)),
    formatAge(pulledAtMs, Date.now()),
  );
  const notes = [
    ...(left > 0 ? [vscode.l10n.t('{0} records are not in the index any more.', left)] : []),
    ...(unasked > 0
      ? [vscode.l10n.t('The budget was spent before {0} records were asked for.', unasked)]
      : []),
  ];
  return [text, ...notes].join(' ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
