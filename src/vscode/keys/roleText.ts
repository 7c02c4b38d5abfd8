import * as vscode from 'vscode';
import type { KeyRole } from '../../model/keys/projectKey.ts';

/** Returns what a role allows, as a sentence. */
export function roleText(role: KeyRole): string {
  switch (role) {
    case 'ProjectEditor':
      return vscode.l10n.t('May do everything: create and delete indexes, read and write records.');
    case 'ProjectViewer':
      return vscode.l10n.t('May look at everything and query, and changes nothing.');
    case 'ControlPlaneEditor':
      return vscode.l10n.t('May list, create, configure and delete indexes, but not read records.');
    case 'ControlPlaneViewer':
      return vscode.l10n.t('May list and describe indexes, but not read records.');
    case 'DataPlaneEditor':
      return vscode.l10n.t('May query, read, write and delete records, but not list indexes.');
    case 'DataPlaneViewer':
      return vscode.l10n.t('May query and read records, but not list indexes.');
  }
}
