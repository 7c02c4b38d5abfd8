import * as vscode from 'vscode';
import type { TransferProgress, WaitsFor } from '../../services/transfer/progress.ts';
import { formatCount, fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';
import { withProgress } from '../flows/withProgress.ts';

/** Runs a transfer with a notification that shows how far it is, what it waits for, and a button to cancel it. */
export function withTransferProgress<T>(
  title: string,
  run: (signal: AbortSignal, onProgress: (progress: TransferProgress) => void) => Promise<T>,
): Promise<T> {
  return withProgress(title, (signal, show) =>
    run(signal, (progress) => {
      // Listing is the smaller part of the bar, whatever it takes.
      const { phase, share } = progress;
      show(phase === 'listing' ? share * 0.3 : share, progressText(progress));
    }),
  );
}

/** How far a transfer is, in a line: “12,000 of 50,000 records · 2,400/s · 3 min left · 1,200 read units”. */
export function progressText(progress: TransferProgress): string {
  const { phase, done, of, perSecond, secondsLeft, readUnits, waitsFor } = progress;
  const waits = waitsFor === undefined ? [] : [waitsForText(waitsFor)];
  if (phase === 'verifying') return [...waits, vscode.l10n.t('verifying')].join(' · ');
  const parts = [...waits, doneText(phase, done, of)];
  if (perSecond !== undefined)
    parts.push(vscode.l10n.t('{0}/s', formatCount(Math.round(perSecond))));
  if (secondsLeft !== undefined) parts.push(timeLeft(secondsLeft));
  if (readUnits > 0) parts.push(unitsText(readUnits));
  return parts.join(' · ');
}

export function unitsText(units: number): string {
  return vscode.l10n.t('{0} read units', Math.ceil(units).toLocaleString('en'));
}

/** What a transfer waits for, in few words. */
export function waitsForText(waitsFor: WaitsFor): string {
  switch (waitsFor) {
    case 'network':
      return vscode.l10n.t('waiting for the network');
    case 'service':
      return vscode.l10n.t('waiting for the service');
    case 'rateLimit':
      return vscode.l10n.t('waiting for the rate limit');
  }
}

function doneText(phase: 'listing' | 'reading', done: number, of: number | undefined): string {
  if (of === undefined) return recordsText(done);
  return phase === 'listing'
    ? vscode.l10n.t('{0} of {1} ids listed', fullCount(done), fullCount(of))
    : vscode.l10n.t('{0} of {1} records', fullCount(done), fullCount(of));
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return vscode.l10n.t('{0} s left', Math.ceil(seconds));
  if (seconds < 90 * 60) return vscode.l10n.t('{0} min left', Math.round(seconds / 60));
  return vscode.l10n.t('{0} h left', Math.round(seconds / 3600));
}
