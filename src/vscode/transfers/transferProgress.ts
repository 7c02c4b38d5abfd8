import * as vscode from 'vscode';
import type { TransferProgress, WaitReason } from '../../services/transfer/progressMeter.ts';
import { formatCount, fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';
import { withProgress } from '../flows/withProgress.ts';

/** Runs a transfer with a notification that shows its progress, what it waits for, and a cancel button. */
export function withTransferProgress<T>(
  title: string,
  run: (signal: AbortSignal, onProgress: (progress: TransferProgress) => void) => Promise<T>,
): Promise<T> {
  return withProgress(title, (signal, show) =>
    run(signal, (progress) => {
      // Listing takes the smaller part of the progress bar.
      const { phase, share } = progress;
      show(phase === 'listing' ? share * 0.3 : share, progressText(progress));
    }),
  );
}

/**
 * Returns the progress of a transfer in one line: “12,000 of 50,000 records · 2,400/s · 3 min left · 1,200 read units”.
 */
export function progressText(progress: TransferProgress): string {
  const { phase, done, of, perSecond, secondsLeft, readUnits, waitReason } = progress;
  const waits = waitReason === undefined ? [] : [waitReasonText(waitReason)];
  if (phase === 'verifying') return [...waits, vscode.l10n.t('verifying')].join(' · ');
  const parts = [...waits, doneText(phase, done, of)];
  if (perSecond !== undefined)
    parts.push(vscode.l10n.t('{0}/s', formatCount(Math.round(perSecond))));
  if (secondsLeft !== undefined) parts.push(timeLeft(secondsLeft));
  if (readUnits > 0) parts.push(unitsText(readUnits));
  return parts.join(' · ');
}

export function unitsText(units: number): string {
  const whole = Math.ceil(units);
  return whole === 1
    ? vscode.l10n.t('1 read unit')
    : vscode.l10n.t('{0} read units', whole.toLocaleString('en'));
}

/** Returns what a transfer waits for, in a few words. */
function waitReasonText(waitReason: WaitReason): string {
  switch (waitReason) {
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
