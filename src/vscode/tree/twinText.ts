import * as vscode from 'vscode';
import type { Twin } from '../../model/twin.ts';
import type { TransferProgress } from '../../services/transfer/progressMeter.ts';
import { formatAge } from '../formatAge.ts';
import { formatCount } from '../formatNumbers.ts';

/**
 * Returns the state of a twin: “pulled 2 h ago”, “50k of 2.1M sample”. The most important part comes first: a narrow
 * sidebar cuts off the rest.
 */
export function twinText(twin: Twin, { held, progress, now }: TwinFacts): readonly string[] {
  const { state, scope, total, pulledAtMs } = twin;
  const wanted = scope.kind === 'sample' ? scope.size : total;
  if (progress !== undefined) return progressText(progress, wanted);
  const part = (count: number, of: number): string =>
    vscode.l10n.t('{0} of {1}', formatCount(count), formatCount(of));
  if (state === 'running')
    return [vscode.l10n.t('paused'), ...(held === undefined ? [] : [part(held, wanted)])];
  const count = held ?? wanted;
  return [
    ...(state === 'incomplete' ? [vscode.l10n.t('incomplete')] : []),
    vscode.l10n.t('pulled {0}', formatAge(pulledAtMs, now)),
    scope.kind === 'sample'
      ? vscode.l10n.t('{0} of {1} sample', formatCount(count), formatCount(total))
      : vscode.l10n.t('{0} records', formatCount(count)),
  ];
}

export type TwinFacts = {
  /** Number of records in the twin, if known. */
  readonly held: number | undefined;
  /** Progress of the pull, if this window runs it. */
  readonly progress: TransferProgress | undefined;
  readonly now: number;
};

/** Returns the icon of a twin; its shape alone shows whether the records are complete. */
export function twinIcon(
  { state }: Twin,
  progress: TransferProgress | undefined,
): vscode.ThemeIcon {
  if (progress?.waitReason !== undefined)
    return new vscode.ThemeIcon('debug-disconnect', warningColour);
  if (progress !== undefined) return new vscode.ThemeIcon('cloud-download');
  if (state === 'running') return new vscode.ThemeIcon('debug-pause', warningColour);
  return state === 'complete'
    ? new vscode.ThemeIcon('database')
    : new vscode.ThemeIcon('warning', warningColour);
}

const warningColour = new vscode.ThemeColor('list.warningForeground');

function progressText(progress: TransferProgress, wanted: number): readonly string[] {
  const { phase, done, of = wanted, waitReason } = progress;
  if (phase === 'verifying') return [vscode.l10n.t('verifying')];
  const doing = waitReason === undefined ? vscode.l10n.t('pulling') : vscode.l10n.t('waiting');
  const part =
    phase === 'listing'
      ? vscode.l10n.t('{0} of {1} ids', formatCount(done), formatCount(of))
      : vscode.l10n.t('{0} of {1}', formatCount(done), formatCount(of));
  return [doing, part];
}
