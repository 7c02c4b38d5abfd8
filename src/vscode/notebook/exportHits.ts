import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { hitFileFormatOf, hitFileText } from '../../model/notebook/hitFile.ts';
import { askFile, writeAtomically } from '../flows/saveFile.ts';
import { fullCount } from '../formatNumbers.ts';
import type { OpenNotebook } from './openNotebook.ts';

/** Asks for a file and writes the latest hits of a cell to it, by its extension as CSV, JSON or JSON Lines. */
export async function exportHits(notebook: OpenNotebook, cellId: string): Promise<void> {
  const hits = notebook.session.hitsOf(cellId);
  if (hits === undefined)
    throw new Failure('badInput', vscode.l10n.t('Run the cell first: it has no hits to export'));
  const cell = notebook.cell(cellId);
  const file = await askFile({
    title: vscode.l10n.t('Export Hits'),
    name: `${cell && cell.name !== '' ? cell.name : 'hits'}.csv`,
    formats: {
      [vscode.l10n.t('CSV')]: 'csv',
      [vscode.l10n.t('JSON')]: 'json',
      [vscode.l10n.t('JSON Lines')]: 'jsonl',
    },
  });
  if (file === undefined) return;
  await writeAtomically(file, (write) => write(hitFileText(hits, hitFileFormatOf(file))));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} hits are in “{1}”.', fullCount(hits.length), path.basename(file)),
  );
}
