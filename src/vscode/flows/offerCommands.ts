import * as vscode from 'vscode';
import { commands } from '../ids.ts';

/**
 * Shows that something is missing, with a button for each command that creates it. Never rejects: commands report their
 * own failures.
 */
export async function offerCommands(
  what: string,
  offers: readonly OfferedCommand[],
): Promise<void> {
  const buttons = offers.map((one) => ({ title: titleOf(one), command: commands[one] }));
  const chosen = await vscode.window.showInformationMessage(`${what}.`, ...buttons);
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

/** A command that creates what is missing. */
export type OfferedCommand = 'addEnvironment' | 'createIndex' | 'createSample';

function titleOf(one: OfferedCommand): string {
  switch (one) {
    case 'addEnvironment':
      return vscode.l10n.t('Add Environment');
    case 'createIndex':
      return vscode.l10n.t('Create Index');
    case 'createSample':
      return vscode.l10n.t('Create Sample Index');
  }
}
