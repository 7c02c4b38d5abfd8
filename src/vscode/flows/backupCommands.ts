import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { parseBackupName, type Backup } from '../../model/backup.ts';
import { parseIndexName } from '../../model/newIndex.ts';
import type { Environment } from '../../model/environment.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Backups } from '../../services/catalog/backups.ts';
import { formatAge } from '../formatAge.ts';
import { registerCommand } from '../commands.ts';
import { formatBytes } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { recordsText } from '../labels.ts';
import { askText } from './inputs.ts';
import { pickFromList } from './pickFromList.ts';
import { pickEnvironment, pickIndex, type PickTargetDeps } from './pickTarget.ts';
import { withProgress } from './withProgress.ts';

/** Registers *Back Up Index*, *Restore Backup* and *Delete Backup*, for the engine and the cloud. */
export function registerBackupCommands(deps: BackupDeps): Disposable {
  const { report } = deps;
  const resources = new Disposables();
  const register = (id: string, run: (argument: unknown) => Promise<void>): void => {
    resources.own(registerCommand(id, run, report));
  };
  register(commands.backUpIndex, (argument) => backUp(deps, argument));
  register(commands.restoreBackup, (argument) => restore(deps, argument));
  register(commands.deleteBackup, (argument) => remove(deps, argument));
  return resources;
}

export type BackupDeps = PickTargetDeps & {
  readonly backups: Backups;
  readonly report: Report;
};

/** The environment of a backup command, and the index if the argument names one. */
type Place = { readonly environment: Environment; readonly index: string | undefined };

async function backUp(deps: BackupDeps, argument: unknown): Promise<void> {
  const place = await placeOf(deps, argument);
  if (place === undefined) return;
  const { environment } = place;
  const index = place.index ?? (await pickIndex(deps, environment, true))?.name;
  if (index === undefined) return;
  let name = '';
  const isNamed = await askText({
    title: vscode.l10n.t('Back Up “{0}”', index),
    prompt: vscode.l10n.t('A name for the backup'),
    value: `${index} ${new Date().toISOString().slice(0, 10)}`,
    submit: (text) => {
      name = parseBackupName(text);
    },
  });
  if (!isNamed) return;
  const title = vscode.l10n.t('Backing up “{0}”', index);
  const backup = await withProgress(
    title,
    (signal) => deps.backups.create(environment, index, name, signal),
    { isCancellable: environment.kind !== 'local' },
  );
  const text = vscode.l10n.t(
    'The backup “{0}” holds {1} in {2}.',
    name,
    recordsText(backup.recordCount),
    formatBytes(backup.sizeBytes),
  );
  void vscode.window.showInformationMessage(text);
}

async function restore(deps: BackupDeps, argument: unknown): Promise<void> {
  const placeholder = vscode.l10n.t('Select a backup to restore as a new index');
  const chosen = await pickBackup(deps, argument, placeholder);
  if (chosen === undefined) return;
  const { environment, backup } = chosen;
  const { signal } = new AbortController();
  const { taken, free } = await deps.backups.namesFor(environment, backup, signal);
  let index = '';
  const isNamed = await askText({
    title: vscode.l10n.t('Restore “{0}”', titleOf(backup)),
    prompt: vscode.l10n.t('Name of the restored index'),
    value: free,
    submit: (text) => {
      index = parseIndexName(text);
      if (taken.includes(index))
        throw new Failure('conflict', vscode.l10n.t('There is already an index “{0}”', index));
    },
  });
  if (!isNamed) return;
  const title = vscode.l10n.t('Restoring “{0}”', titleOf(backup));
  await withProgress(
    title,
    (signal, progress) =>
      deps.backups.restore(environment, backup, index, signal, (share) => progress(share, '')),
    { isCancellable: environment.kind !== 'local' },
  );
  void offerNextStep(environment, index, backup).catch(deps.report);
}

async function offerNextStep(
  environment: Environment,
  index: string,
  { recordCount }: Backup,
): Promise<void> {
  const query = vscode.l10n.t('Query');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” is restored: {1}.', index, recordsText(recordCount)),
    query,
  );
  const target = { environment: environment.name, index, namespace: defaultNamespace };
  if (answer === query) await vscode.commands.executeCommand(commands.queryIndex, { target });
}

async function remove(deps: BackupDeps, argument: unknown): Promise<void> {
  const placeholder = vscode.l10n.t('Select a backup to delete');
  const chosen = await pickBackup(deps, argument, placeholder);
  if (chosen === undefined) return;
  const { environment, backup } = chosen;
  const button = vscode.l10n.t('Delete');
  const title =
    environment.kind === 'local'
      ? vscode.l10n.t('Delete the backup “{0}” on this machine?', titleOf(backup))
      : vscode.l10n.t('Delete the backup “{0}” of “{1}”?', titleOf(backup), environment.name);
  const answer = await vscode.window.showWarningMessage(
    title,
    { modal: true, detail: vscode.l10n.t('It cannot be restored. {0}', aboutBackup(backup)) },
    button,
  );
  if (answer !== button) return;
  await withProgress(vscode.l10n.t('Deleting “{0}”', titleOf(backup)), (signal) =>
    deps.backups.delete(environment, backup, signal),
  );
  const about = recordsText(backup.recordCount);
  const text =
    environment.kind === 'local'
      ? vscode.l10n.t('Deleted the backup “{0}” on this machine: {1}.', titleOf(backup), about)
      : vscode.l10n.t(
          'Deleted the backup “{0}” of “{1}”: {2}.',
          titleOf(backup),
          environment.name,
          about,
        );
  void vscode.window.showInformationMessage(text);
}

/**
 * Returns what the argument names (a tree node, or anything with a `target`), else an environment that the user picks.
 */
async function placeOf(deps: BackupDeps, argument: unknown): Promise<Place | undefined> {
  const { environment: node, target } = (argument ?? {}) as {
    readonly environment?: { readonly id?: unknown };
    readonly target?: { readonly environment?: unknown; readonly index?: unknown };
  };
  const index = typeof target?.index === 'string' ? target.index : undefined;
  const name = target?.environment;
  const { environments } = deps;
  const named =
    (typeof node?.id === 'string' ? environments.byId(node.id) : undefined) ??
    (typeof name === 'string' ? (environments.byName(name) ?? environments.byId(name)) : undefined);
  const environment = named ?? (await pickEnvironment(deps));
  return environment && { environment, index };
}

/** Returns the backup of a tree node, else one that the user picks: of one index if the argument names it. */
async function pickBackup(
  deps: BackupDeps,
  argument: unknown,
  placeholder: string,
): Promise<{ readonly environment: Environment; readonly backup: Backup } | undefined> {
  const place = await placeOf(deps, argument);
  if (place === undefined) return undefined;
  const { environment, index } = place;
  const load = (signal: AbortSignal): Promise<readonly Backup[]> =>
    deps.backups.list(environment, index, signal);
  const id = backupIdOf(argument);
  if (id !== undefined) {
    const backup = (await load(new AbortController().signal)).find((one) => one.id === id);
    if (backup !== undefined) return { environment, backup };
    throw new Failure('notFound', vscode.l10n.t('The backup no longer exists'));
  }
  const backup = await pickFromList({
    placeholder,
    load,
    itemOf: (one) => ({ label: titleOf(one), description: aboutBackup(one) }),
    whenEmpty:
      index === undefined
        ? vscode.l10n.t('There are no backups in “{0}” yet', environment.name)
        : vscode.l10n.t('There are no backups of “{0}” yet', index),
    asksForOne: true,
  });
  return backup && { environment, backup };
}

function backupIdOf(argument: unknown): string | undefined {
  const { backup } = (argument ?? {}) as { readonly backup?: { readonly id?: unknown } };
  return typeof backup?.id === 'string' ? backup.id : undefined;
}

function titleOf({ name, index }: Backup): string {
  return name ?? index;
}

function aboutBackup({ index, recordCount, sizeBytes, createdAtMs }: Backup): string {
  return [
    index,
    recordsText(recordCount),
    formatBytes(sizeBytes),
    formatAge(createdAtMs, Date.now()),
  ].join(' · ');
}
