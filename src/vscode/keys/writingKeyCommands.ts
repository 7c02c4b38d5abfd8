import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Environment } from '../../model/environment.ts';
import { isOnThisMachine } from '../../services/environments/environmentInput.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { registerCommand } from '../commands.ts';
import { askKey } from '../flows/askKey.ts';
import { confirmHost } from '../flows/confirmHost.ts';
import { environmentFor } from '../flows/environmentFor.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import type { KeyAccess } from './keyAccess.ts';

export type WritingKeyDeps = {
  readonly environments: Environments;
  readonly keyAccess: KeyAccess;
  readonly report: Report;
};

/** Registers *Set Writing Key* and *Remove Writing Key*. */
export function registerWritingKeyCommands(deps: WritingKeyDeps): Disposable {
  const resources = new Disposables();
  const withOne = (id: string, run: (environment: Environment) => Promise<void>): void => {
    const start = async (argument: unknown): Promise<void> => {
      const environment = await environmentFor(deps.environments, argument);
      if (environment !== undefined) await run(environment);
    };
    resources.own(registerCommand(id, start, deps.report));
  };
  withOne(commands.setWritingKey, (environment) => setWritingKey(deps, environment));
  withOne(commands.removeWritingKey, async (environment) => {
    await deps.keyAccess.writingKeys.remove(environment.id);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('“{0}” has no writing key on this machine.', environment.name),
    );
  });
  return resources;
}

async function setWritingKey(
  { keyAccess }: WritingKeyDeps,
  environment: Environment,
): Promise<void> {
  const title = vscode.l10n.t('Set Writing Key');
  const { controllerUrl } = environment;
  const isElsewhere = controllerUrl !== undefined && !isOnThisMachine(controllerUrl);
  if (isElsewhere && !(await confirmHost({ title, controllerUrl }))) return;
  const isTaken = await askKey({
    title,
    environment,
    store: (key, signal, check) => keyAccess.writingKeys.set(environment, key, signal, { check }),
  });
  if (isTaken)
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Changes in “{0}” use the writing key after a question; everything else uses its other key.',
        environment.name,
      ),
    );
}
