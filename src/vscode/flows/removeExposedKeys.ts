import * as vscode from 'vscode';
import type { SettingsKeys } from '../exposedKeys/settingsKeys.ts';

/** Removes keys from settings files after confirmation, and tells the user to rotate them. */
export async function removeExposedKeys(keys: Pick<SettingsKeys, 'all' | 'remove'>): Promise<void> {
  const exposed = keys.all();
  if (exposed.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('There is no key in the settings.'));
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
  // Removes later list entries first, so that the other paths stay valid.
  for (const one of exposed.toReversed()) await keys.remove(one);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Removed. Rotate the key at its service: anyone who could read the file, or its Git history, may have it.',
    ),
  );
}
