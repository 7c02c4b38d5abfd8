import * as vscode from 'vscode';
import type { WriteStep } from '../../services/writes/recordWrites.ts';
import { fullCount } from '../formatNumbers.ts';

/** Returns the progress of a write as text. */
export function stepText({ step, done }: WriteStep): string {
  return step === 'saving'
    ? vscode.l10n.t('saved {0} for undo', fullCount(done))
    : vscode.l10n.t('{0} done', fullCount(done));
}

/** Returns the completed share of a write, 0 to 1. Saving for undo is the first half. */
export function shareOf({ step, done, total }: WriteStep): number {
  const share = total === undefined || total === 0 ? 0 : Math.min(1, done / total);
  return step === 'saving' ? share / 2 : 0.5 + share / 2;
}
