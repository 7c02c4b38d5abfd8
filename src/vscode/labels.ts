import * as vscode from 'vscode';
import type { FailureKind } from '../common/failure.ts';
import type {
  Environment,
  EnvironmentColour,
  EnvironmentKind,
  EnvironmentRole,
} from '../model/environment.ts';
import { fullCount } from './formatNumbers.ts';

/** Returns what hosts an environment: “Pinecone”, “offline”, or the custom host. */
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

/** Returns a count of records for a sentence. */
export function recordsText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 record') : vscode.l10n.t('{0} records', fullCount(count));
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

/** Returns whose settings a scope names. */
export function scopeLabel(scope: 'user' | 'workspace' | 'folder'): string {
  switch (scope) {
    case 'user':
      return vscode.l10n.t('your own settings');
    case 'workspace':
      return vscode.l10n.t('settings of the workspace');
    case 'folder':
      return vscode.l10n.t('settings of a folder');
  }
}

/** Returns the host that receives the key. */
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

/** Returns a failure in two or three words. */
export function problemLabel(kind: FailureKind, at: EnvironmentKind): string {
  switch (kind) {
    case 'unauthorized':
      return vscode.l10n.t('Key refused');
    case 'forbidden':
      return vscode.l10n.t('Not allowed');
    case 'notFound':
      return vscode.l10n.t('Not found');
    case 'rateLimited':
      return vscode.l10n.t('Too many requests');
    case 'quota':
      return vscode.l10n.t('Quota used up');
    case 'timeout':
      return vscode.l10n.t('No answer');
    case 'network':
      return vscode.l10n.t('No connection');
    case 'unavailable':
      return at === 'local'
        ? vscode.l10n.t('Engine not running')
        : vscode.l10n.t('Service unavailable');
    case 'damaged':
      return vscode.l10n.t('Data file damaged');
    case 'badInput':
    case 'conflict':
    case 'cancelled':
    case 'internal':
      return vscode.l10n.t('Failed');
  }
}
