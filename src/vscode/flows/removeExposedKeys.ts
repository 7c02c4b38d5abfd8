import * as vscode from 'vscode';
import type { SettingsKeys } from '../exposedKeys/settingsKeys.ts';

/** Takes keys out of the settings files, once the user has agreed, and says that they are to be rotated. */
export async function removeExposedKeys(keys: Pick<SettingsKeys, 'all' | 'remove'>): Promise<void> {
  const exposed = keys.all();
  if (exposed.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No key stands in the settings.'));
    return;
  }
  const button = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    exposed.length === 1
      ? vscode.l10n.t('Remove the key from the settings?')
      : vscode.l10n.t('Remove {0} keys from the settings?', exposed.length),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The rest of the file stays as it is. The key is not kept: enter a new one with “Update Key”.',
      ),
    },
    button,
  );
  if (answer !== button) return;
  // The last of a list first, so that the places of the others stay what they are.
  for (const one of exposed.toReversed()) await keys.remove(one);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Removed. Rotate the key where it was made: whoever could read the file, or its history in Git, may have it.',
    ),
  );
}
