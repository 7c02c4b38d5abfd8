import * as vscode from 'vscode';
import { localEnvironment } from '../../model/environment.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { commands } from '../ids.ts';

/** Says that an index on this machine is filled, with buttons that query it and show its map. */
export async function offerIndex(index: string, message: string): Promise<void> {
  const query = vscode.l10n.t('Query');
  const map = vscode.l10n.t('Show Map');
  const answer = await vscode.window.showInformationMessage(message, query, map);
  const target = { environment: localEnvironment.name, index, namespace: defaultNamespace };
  if (answer === query) await vscode.commands.executeCommand(commands.queryIndex, { target });
  if (answer === map) await vscode.commands.executeCommand(commands.showMap, { target });
}
