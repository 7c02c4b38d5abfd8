import * as vscode from 'vscode';
import type { Environment, EnvironmentColour, EnvironmentRole } from '../model/environment.ts';

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
export function hostOf({ controllerUrl }: Pick<Environment, 'controllerUrl'>): string {
  return controllerUrl === undefined ? 'api.pinecone.io' : new URL(controllerUrl).host;
}

export function colourLabel(colour: EnvironmentColour): string {
  switch (colour) {
    case 'blue':
      return vscode.l10n.t('blue');
    case 'green':
      return vscode.l10n.t('green');
    case 'orange':
      return vscode.l10n.t('orange');
    case 'purple':
      return vscode.l10n.t('purple');
    case 'red':
      return vscode.l10n.t('red');
    case 'yellow':
      return vscode.l10n.t('yellow');
  }
}
