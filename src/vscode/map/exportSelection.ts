import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { exportFormats, type ExportFormat } from '../../model/recordText.ts';
import type { MapSession } from '../../services/projector.ts';
import { exportRecords } from '../../services/transfer/exportRecords.ts';
import { withProgress } from '../flows/withProgress.ts';
import { formatCount } from '../format.ts';

/** Asks where to, and writes the records there; a file appears only once it is whole. */
export async function exportSelection(session: MapSession, ids: readonly string[]): Promise<void> {
  const file = await askFile(session.source.index);
  if (file === undefined) return;
  const title = vscode.l10n.t('Exporting {0} records', formatCount(ids.length));
  const written = await withProgress(title, (signal, progress) => {
    const text = exportRecords({
      ids,
      format: formatOf(file),
      fetch: (some, both) => session.fetchRecords(some, both),
      signal,
      onProgress: (done) => progress(done / ids.length, formatCount(done)),
    });
    return writeWhole(file, text);
  });
  // The user may leave the message open; the export is over.
  void announce(file, written, ids.length);
}

async function askFile(index: string): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${index}-selection.jsonl`;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the Selection'),
    saveLabel: vscode.l10n.t('Export'),
    filters: { [vscode.l10n.t('JSON Lines')]: ['jsonl'], [vscode.l10n.t('CSV')]: ['csv'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri === undefined) return undefined;
  if (uri.scheme !== 'file')
    throw new Failure('badInput', 'Files are exported to a folder of this machine: choose one');
  return uri.fsPath;
}

/** By the name's ending; JSON Lines where it says nothing. */
function formatOf(file: string): ExportFormat {
  const ending = path.extname(file).slice(1).toLowerCase();
  return exportFormats.find((format) => format === ending) ?? 'jsonl';
}

/** Writes to a file beside it first, which is gone when the writing fails or is cancelled. */
async function writeWhole(file: string, text: AsyncGenerator<string, number>): Promise<number> {
  const draft = `${file}.part`;
  try {
    const handle = await open(draft, 'w');
    let written: number;
    try {
      let part = await text.next();
      for (; part.done !== true; part = await text.next()) await handle.write(part.value);
      written = part.value;
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    return written;
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    throw new Failure(
      'unavailable',
      `The file “${file}” could not be written: choose another folder, or free some space`,
      { cause: error },
    );
  }
}

async function announce(file: string, written: number, wanted: number): Promise<void> {
  const name = path.basename(file);
  const message =
    written === wanted
      ? vscode.l10n.t('{0} records are in “{1}”.', formatCount(written), name)
      : vscode.l10n.t(
          '{0} of {1} records are in “{2}”; the others are no longer in the index.',
          formatCount(written),
          formatCount(wanted),
          name,
        );
  const show = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(message, show);
  if (chosen === show) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
}
