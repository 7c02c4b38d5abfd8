import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Environment } from '../../model/environment.ts';
import { isOnThisMachine } from '../../services/environments/environmentInput.ts';
import { keyPurposes } from '../../model/keys/keyPurpose.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { KeyRotation } from '../../services/keys/keyRotation.ts';
import { registerCommand } from '../commands.ts';
import type { SettingsKeys } from '../exposedKeys/settingsKeys.ts';
import { commands, settings } from '../ids.ts';
import { findEnvFileKeys } from '../keySources/envFileKeys.ts';
import type { Report } from '../report.ts';
import { hostOf } from '../labels.ts';
import { addEnvironment } from './addEnvironment.ts';
import { askKey } from './askKey.ts';
import { confirmHost } from './confirmHost.ts';
import { editEnvironment } from './editEnvironment.ts';
import { askText } from './inputs.ts';
import { environmentFor } from './environmentFor.ts';
import { forgetUnusedKeys } from './forgetUnusedKeys.ts';
import { removeExposedKeys } from './removeExposedKeys.ts';

/**
 * Registers the commands for environments: add, rename, edit, remove, update key, forget keys. A command for one environment
 * accepts a tree node or an environment, or asks for one.
 */
export function registerEnvironmentCommands(
  environments: Environments,
  { exposedKeys, rotation }: EnvironmentKeys,
  report: Report,
): Disposable {
  const resources = new Disposables();
  const add = async (): Promise<void> => {
    await addEnvironment(environments, { findFileKeys: findEnvFileKeys });
  };
  resources.own(registerCommand(commands.addEnvironment, add, report));
  const withOne = (id: string, run: (environment: Environment) => Promise<void>): void => {
    const start = async (argument: unknown): Promise<void> => {
      const environment = await environmentFor(environments, argument);
      if (environment !== undefined) await run(environment);
    };
    resources.own(registerCommand(id, start, report));
  };
  withOne(commands.renameEnvironment, (environment) => rename(environments, environment, report));
  withOne(commands.editEnvironment, (environment) => editEnvironment(environments, environment));
  withOne(commands.removeEnvironment, (environment) =>
    remove(environments, rotation, environment, report),
  );
  withOne(commands.updateKey, (environment) => updateKey(environments, environment));
  const forget = (): Promise<void> => forgetUnusedKeys(environments);
  resources.own(registerCommand(commands.forgetUnusedKeys, forget, report));
  resources.own(registerCommand(commands.openEnvironmentSettings, openSettings, report));
  const removeKeys = (): Promise<void> => removeExposedKeys(exposedKeys);
  resources.own(registerCommand(commands.removeExposedKeys, removeKeys, report));
  return resources;
}

/** What the commands know of keys. */
export type EnvironmentKeys = {
  readonly exposedKeys: SettingsKeys;
  readonly rotation: Pick<KeyRotation, 'pending'>;
};

async function rename(
  environments: Environments,
  environment: Environment,
  report: Report,
): Promise<void> {
  const isRenamed = await askText({
    title: vscode.l10n.t('Rename Environment'),
    prompt: vscode.l10n.t('Another name for “{0}”', environment.name),
    value: environment.name,
    submit: (name) => environments.rename(environment.id, name),
  });
  const newName = environments.byId(environment.id)?.name;
  if (isRenamed && newName !== undefined && newName !== environment.name)
    void offerToUpdate(environment, newName).catch(report);
}

/** Open notebooks update by themselves; files on disk change only if the user agrees. */
async function offerToUpdate({ id, name: oldName }: Environment, newName: string): Promise<void> {
  const update = vscode.l10n.t('Update Notebooks');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Renamed “{0}” to “{1}”. Open notebooks show the new name; notebook files still have the old one.',
      oldName,
      newName,
    ),
    update,
  );
  if (answer === update)
    await vscode.commands.executeCommand(commands.updateEnvironmentNames, { id, oldName });
}

async function remove(
  environments: Environments,
  rotation: EnvironmentKeys['rotation'],
  environment: Environment,
  report: Report,
): Promise<void> {
  const states = await Promise.all(
    keyPurposes.map((purpose) => rotation.pending(environment, purpose)),
  );
  const isRotating = states.some((state) => state !== undefined);
  const button = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the environment “{0}”?', environment.name),
    {
      modal: true,
      detail: [
        vscode.l10n.t(
          'Its key is deleted from this machine. Its indexes stay as they are at {0}.',
          hostOf(environment),
        ),
        ...(isRotating
          ? [
              vscode.l10n.t(
                'The rotation of its key has not ended: the old key and its successor stay valid until you revoke them.',
              ),
            ]
          : []),
      ].join(' '),
    },
    button,
  );
  if (answer !== button) return;
  await environments.remove(environment.id);
  void offerToClear(environment).catch(report);
}

/** What was read of the environment and kept on this machine stays until the user removes it. */
async function offerToClear({ id, name }: Environment): Promise<void> {
  const text = vscode.l10n.t('Removed the environment “{0}” and its key.', name);
  const clear = vscode.l10n.t('Clear Local Data…');
  const answer = await vscode.window.showInformationMessage(text, clear);
  if (answer === clear) await vscode.commands.executeCommand(commands.clearLocalData, { id, name });
}

async function updateKey(environments: Environments, environment: Environment): Promise<void> {
  const hasKey = await environments.hasKey(environment.id);
  const title = hasKey ? vscode.l10n.t('Update Key') : vscode.l10n.t('Enter Key');
  const { controllerUrl } = environment;
  const isElsewhere = controllerUrl !== undefined && !isOnThisMachine(controllerUrl);
  if (isElsewhere && !(await confirmHost({ title, controllerUrl }))) return;
  await askKey({
    title,
    environment,
    store: (key, signal, check) =>
      environments.updateKey(environment.id, key, signal, undefined, check),
  });
}

const openCommands = {
  user: 'workbench.action.openSettingsJson',
  workspace: 'workbench.action.openWorkspaceSettingsFile',
  folder: 'workbench.action.openFolderSettingsFile',
} as const;

async function openSettings(scope: unknown, setting: unknown): Promise<void> {
  const name = typeof setting === 'string' ? setting : settings.environments;
  const place = scope === 'workspace' || scope === 'folder' ? scope : 'user';
  await vscode.commands.executeCommand(openCommands[place], {
    revealSetting: { key: `${settings.section}.${name}` },
  });
}
