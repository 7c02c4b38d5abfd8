import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { KeyRotation } from '../../services/keys/keyRotation.ts';
import { askKey } from '../flows/askKey.ts';
import { commands } from '../ids.ts';
import { slotText } from './slotText.ts';

const consoleUrl = 'https://app.pinecone.io';

/**
 * Guides the user who creates and revokes keys in the service's console. Returns whether the new key is in use; throws
 * `cancelled` when the user closes the question for it.
 */
export async function rotateByHand(
  rotation: KeyRotation,
  environment: Environment,
  purpose: KeyPurpose,
): Promise<boolean> {
  const enter = vscode.l10n.t('Enter New Key');
  const open = vscode.l10n.t('Open Console');
  const connect = vscode.l10n.t('Connect Project');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Rotate {0} by hand', slotText(environment, purpose)),
    {
      modal: true,
      detail: vscode.l10n.t(
        '1. Create a key with the same roles in the console of the service.\n2. Enter it here: it is tried, then used.\n3. Revoke the old key in the console when no program uses it.\nWith a connected project, Vectorscope does this itself.',
      ),
    },
    enter,
    ...(environment.kind === 'cloud' ? [open] : []),
    connect,
  );
  if (answer === undefined) return false;
  if (answer === connect) {
    await vscode.commands.executeCommand(commands.connectProject, environment);
    return false;
  }
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(consoleUrl));
  return askKey({
    title: vscode.l10n.t('Rotate Key'),
    environment,
    isAlwaysVerified: true,
    store: (key, signal) => rotation.swapByHand(environment, purpose, key, signal),
  });
}

/** Says how to rotate a key that no environment of this machine has. */
export async function explainRotation(): Promise<void> {
  const open = vscode.l10n.t('Open Console');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Rotate the key in the console of its service'),
    {
      modal: true,
      detail: vscode.l10n.t(
        '1. Create a key with the same roles.\n2. Use it where the old one is used.\n3. Revoke the old key.\nNo environment of this machine has the key, so Vectorscope cannot do it.',
      ),
    },
    open,
  );
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(consoleUrl));
}
