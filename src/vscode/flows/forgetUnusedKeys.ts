import * as vscode from 'vscode';
import type { Environments, UnusedKey } from '../../services/environments/environments.ts';

/** Deletes stored keys that the user picks among those without an environment in this window. */
export async function forgetUnusedKeys(
  environments: Pick<Environments, 'unusedKeys' | 'forgetKey'>,
): Promise<void> {
  const keys = await environments.unusedKeys();
  if (keys.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Every key on this machine belongs to an environment of this window.'),
    );
    return;
  }
  const chosen = await vscode.window.showQuickPick(keys.map(itemOf), {
    title: vscode.l10n.t('Forget Unused Keys'),
    placeHolder: vscode.l10n.t(
      'Environments that this window does not know; other folders may use them',
    ),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  for (const { key } of chosen ?? []) await environments.forgetKey(key);
}

function itemOf(key: UnusedKey): vscode.QuickPickItem & { key: UnusedKey } {
  return {
    key,
    label: key.address ?? vscode.l10n.t('a key that cannot be read'),
    description: vscode.l10n.t('id {0}', key.environmentId),
  };
}
