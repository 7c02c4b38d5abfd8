import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { exportFormatOf } from '../../model/exportFormats.ts';
import type { MapSession } from '../../services/maps/mapSession.ts';
import { exportRecords } from '../../services/exports/exportRecords.ts';
import { askFile, writeAtomically } from '../flows/saveFile.ts';
import { withTransferProgress } from '../transfers/transferProgress.ts';
import { fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';

/** Asks for a file and writes the selected records to it. The file appears only when it is complete. */
export async function exportSelection(session: MapSession, ids: readonly string[]): Promise<void> {
  const file = await askFile({
    title: vscode.l10n.t('Export the Selection'),
    name: `${session.source.index}-selection.jsonl`,
    formats: { [vscode.l10n.t('JSON Lines')]: 'jsonl', [vscode.l10n.t('CSV')]: 'csv' },
  });
  if (file === undefined) return;
  const format = exportFormatOf(file);
  if (format === 'parquet')
    throw new Failure(
      'badInput',
      vscode.l10n.t('A selection is exported as JSON Lines or CSV: choose a name that ends so'),
    );
  const title = vscode.l10n.t('Exporting {0}', recordsText(ids.length));
  const written = await withTransferProgress(title, (signal, onProgress) =>
    writeAtomically(file, (write) =>
      exportRecords({
        ids,
        format,
        fetch: (some, both) => session.records.fetch(some, both),
        write,
        signal,
        onProgress,
        now: Date.now,
      }),
    ),
  );
  // The message may stay open; the export has ended.
  void announce(file, written, ids.length);
}

async function announce(file: string, written: number, wanted: number): Promise<void> {
  const name = path.basename(file);
  const message =
    written === wanted
      ? vscode.l10n.t('Exported {0} to “{1}”.', recordsText(written), name)
      : vscode.l10n.t(
          'Exported {0} of {1} to “{2}”; the others are no longer in the index.',
          fullCount(written),
          recordsText(wanted),
          name,
        );
  const show = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(message, show);
  if (chosen === show) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
}
