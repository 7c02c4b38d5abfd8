import * as vscode from 'vscode';
import { sentence } from '../../common/sentence.ts';
import type { ImportOutcome } from '../../services/transfer/imports.ts';
import { recordsText } from '../labels.ts';

/** Returns a message for an import that ended early: what happened, and what is in the index. */
export function importEndMessage(file: string, index: string, end: ImportOutcome): string {
  return [happened(file, end), ...reasonOf(end), whatIsIn(index, end)].join(' ');
}

function happened(file: string, { state }: ImportOutcome): string {
  return state === 'cancelled'
    ? vscode.l10n.t('The import of “{0}” was cancelled.', file)
    : vscode.l10n.t('The import of “{0}” stopped.', file);
}

function reasonOf(end: ImportOutcome): readonly string[] {
  if (end.state === 'failed') return [sentence(end.error)];
  return end.state === 'interrupted' ? [sentence(end.failure.message)] : [];
}

function whatIsIn(index: string, { imported }: ImportOutcome): string {
  return imported === 0
    ? vscode.l10n.t('Nothing was written.')
    : vscode.l10n.t('Records imported before stay in “{0}”: {1}.', index, recordsText(imported));
}
