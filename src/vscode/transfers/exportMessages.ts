import * as vscode from 'vscode';
import type { ExportOutcome } from '../../services/exports/fileExport.ts';
import { fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';
import { shortfallText } from './pullMessages.ts';
import { unitsText } from './transferProgress.ts';

/** Returns a message for the end of an export to a file, in a sentence or two. */
export function exportOutcomeMessage(outcome: ExportOutcome, source: string, file: string): string {
  const { records, total, readUnits } = outcome;
  const written = recordsText(records);
  switch (outcome.state) {
    case 'complete':
      return readUnits === 0
        ? vscode.l10n.t('Exported {0} to “{1}”.', written, file)
        : vscode.l10n.t('Exported {0} to “{1}”, for {2}.', written, file, unitsText(readUnits));
    case 'incomplete':
      return vscode.l10n.t(
        '“{0}” has {1} and is incomplete: {2}. Export again to bring it up to date.',
        file,
        written,
        outcome.shortfalls.map(shortfallText).join(', '),
      );
    case 'stopped':
      return vscode.l10n.t(
        'The export of “{0}” stopped at its budget, with {1} of {2} for {3}. Go on with a larger budget; otherwise there is no file.',
        source,
        fullCount(records),
        recordsText(total),
        unitsText(readUnits),
      );
    case 'cancelled':
      return vscode.l10n.t(
        'The export of “{0}” was cancelled, with {1} of {2} read for {3}. Go on from there, or close this message to drop it.',
        source,
        fullCount(records),
        recordsText(total),
        unitsText(readUnits),
      );
    case 'interrupted':
      return vscode.l10n.t(
        'The export of “{0}” was interrupted, with {1} of {2} read. {3}. Go on from there, or close this message to drop it.',
        source,
        fullCount(records),
        recordsText(total),
        outcome.failure.message,
      );
  }
}
