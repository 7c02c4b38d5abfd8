import * as vscode from 'vscode';
import type { WriteEntry } from '../../model/writeJournal.ts';
import { commands } from '../ids.ts';

/** Says what was written, with a button that undoes it if it was saved. */
export async function offerUndo(text: string, entry: WriteEntry | undefined): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  const buttons = entry === undefined ? [] : [undo];
  const answer = await vscode.window.showInformationMessage(text, ...buttons);
  if (entry !== undefined && answer === undo)
    await vscode.commands.executeCommand(commands.undoWrite, entry.id);
}
