import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';

/** Returns how a text names a key of an environment: `the key of “team”` or `the writing key of “team”`. */
export function slotText({ name }: Environment, purpose: KeyPurpose): string {
  return purpose === 'apiKey'
    ? vscode.l10n.t('the key of “{0}”', name)
    : vscode.l10n.t('the writing key of “{0}”', name);
}
