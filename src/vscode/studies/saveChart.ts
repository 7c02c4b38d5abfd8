import path from 'node:path';
import * as vscode from 'vscode';
import { askFile, writeAtomically } from '../flows/saveFile.ts';

/** Asks for a file and writes a chart of a study to it. */
export async function saveChart(
  study: vscode.Uri,
  name: string,
  format: 'svg' | 'png',
  data: ArrayBuffer,
): Promise<void> {
  const file = await askFile({
    title: vscode.l10n.t('Save the Chart'),
    name: `${path.posix.basename(study.path, '.vecstudy')}-${name}.${format}`,
    formats: { [format.toUpperCase()]: format },
  });
  if (file === undefined) return;
  await writeAtomically(file, (write) => write(new Uint8Array(data)));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The chart is in “{0}”.', path.basename(file)),
  );
}
