import * as vscode from 'vscode';
import type { Environment, EnvironmentRole } from '../../model/environment.ts';

/** What stands behind an environment: “Pinecone”, “offline”, or the custom host. */
export function kindLabel(environment: Environment): string {
  switch (environment.kind) {
    case 'cloud':
      return 'Pinecone';
    case 'local':
      return vscode.l10n.t('offline');
    case 'custom':
      return hostOf(environment);
  }
}

export function roleLabel(role: EnvironmentRole): string {
  switch (role) {
    case 'development':
      return vscode.l10n.t('development');
    case 'staging':
      return vscode.l10n.t('staging');
    case 'production':
      return vscode.l10n.t('production');
    case 'local':
      return vscode.l10n.t('local');
  }
}

/** The host that gets the key. */
export function hostOf({ controllerUrl }: Environment): string {
  return controllerUrl === undefined ? 'api.pinecone.io' : new URL(controllerUrl).host;
}
