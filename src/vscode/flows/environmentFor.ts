import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { hostOf } from '../labels.ts';
import { pickFromList } from './pickFromList.ts';

/**
 * Returns the current environment of a command's argument (a tree node or an environment, which may be outdated), else the
 * one that the user picks. Throws `notFound` if it is no longer in the settings.
 */
export async function environmentFor(
  environments: Environments,
  argument: unknown,
): Promise<Environment | undefined> {
  const id = environmentIdOf(argument);
  if (id === undefined) {
    return pickFromList({
      placeholder: vscode.l10n.t('Select an environment'),
      load: async () => environments.all().filter(({ kind }) => kind !== 'local'),
      itemOf: (environment) => ({ label: environment.name, description: hostOf(environment) }),
      whenEmpty: vscode.l10n.t('There is no environment yet except the local one'),
      offers: ['addEnvironment'],
      asksForOne: true,
    });
  }
  const environment = environments.byId(id);
  if (environment === undefined)
    throw new Failure('notFound', vscode.l10n.t('The environment is no longer in the settings'));
  return environment;
}

function environmentIdOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('environment' in argument) return environmentIdOf(argument.environment);
  return 'id' in argument && typeof argument.id === 'string' ? argument.id : undefined;
}
