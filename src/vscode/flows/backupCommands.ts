import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import { localEnvironment } from '../../model/environment.ts';
import { defaultNamespace, indexNamePattern } from '../../model/vectorIndex.ts';
import type { Backups } from '../../services/backups.ts';
import type { Catalog } from '../../services/catalog.ts';
import { formatAge } from '../age.ts';
import { registerCommand } from '../commands.ts';
import { formatBytes, formatCount } from '../format.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { askText } from './inputs.ts';
import { pickFrom } from './pickFrom.ts';
import { withProgress } from './withProgress.ts';

export type BackupDeps = {
  readonly backups: Backups;
  readonly catalog: Pick<Catalog, 'indexes'>;
  readonly report: Report;
};

/** *Back Up Index*, *Restore Backup* and *Delete Backup*, of indexes on this machine. */
export function registerBackupCommands(deps: BackupDeps): Disposable {
  const report: Report = (error, context) =>
    deps.report(error, { ...context, environment: localEnvironment });
  const resources = new Disposables();
  const register = (id: string, run: (argument: unknown) => Promise<void>): void => {
    resources.own(registerCommand(id, run, report));
  };
  register(commands.backUpIndex, (argument) => backUp(deps, argument));
  register(commands.restoreBackup, (argument) => restore(deps, argument));
  register(commands.deleteBackup, (argument) => remove(deps, argument));
  return resources;
}

async function backUp(deps: BackupDeps, argument: unknown): Promise<void> {
  const index = indexOf(argument) ?? (await pickIndex(deps));
  if (index === undefined) return;
  let name = '';
  const isNamed = await askText({
    title: vscode.l10n.t('Back Up “{0}”', index),
    prompt: vscode.l10n.t('A name for the backup'),
    value: `${index} ${new Date().toISOString().slice(0, 10)}`,
    submit: (text) => {
      name = text.trim();
      if (name === '') throw new Failure('badInput', vscode.l10n.t('A backup needs a name'));
    },
  });
  if (!isNamed) return;
  const title = vscode.l10n.t('Backing up “{0}”', index);
  const backup = await withProgress(title, (signal) => deps.backups.create(index, name, signal), {
    isCancellable: false,
  });
  const text = vscode.l10n.t(
    'The backup “{0}” holds {1} records in {2}.',
    name,
    formatCount(backup.recordCount),
    formatBytes(backup.sizeBytes),
  );
  void vscode.window.showInformationMessage(text);
}

async function restore(deps: BackupDeps, argument: unknown): Promise<void> {
  const placeholder = vscode.l10n.t('Select a backup to restore as a new index');
  const backup = await pickBackup(deps, argument, placeholder);
  if (backup === undefined) return;
  const { taken, free } = await deps.backups.namesFor(backup, new AbortController().signal);
  let index = '';
  const isNamed = await askText({
    title: vscode.l10n.t('Restore “{0}”', titleOf(backup)),
    prompt: vscode.l10n.t('A name for the index that is made of it'),
    value: free,
    submit: (text) => {
      index = text.trim();
      if (taken.includes(index))
        throw new Failure('conflict', vscode.l10n.t('There is already an index “{0}”', index));
      if (!indexNamePattern.test(index))
        throw new Failure(
          'badInput',
          vscode.l10n.t('A name has up to 45 small letters and digits, and hyphens between them'),
        );
    },
  });
  if (!isNamed) return;
  const title = vscode.l10n.t('Restoring “{0}”', titleOf(backup));
  await withProgress(title, (signal) => deps.backups.restore(backup, index, signal), {
    isCancellable: false,
  });
  void offerNextStep(index, backup).catch(deps.report);
}

async function offerNextStep(index: string, { recordCount }: Backup): Promise<void> {
  const query = vscode.l10n.t('Query');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” is restored: {1} records.', index, formatCount(recordCount)),
    query,
  );
  const target = { environment: localEnvironment.name, index, namespace: defaultNamespace };
  if (answer === query) await vscode.commands.executeCommand(commands.queryIndex, { target });
}

async function remove(deps: BackupDeps, argument: unknown): Promise<void> {
  const placeholder = vscode.l10n.t('Select a backup to delete');
  const backup = await pickBackup(deps, argument, placeholder);
  if (backup === undefined) return;
  const button = vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the backup “{0}” on this machine?', titleOf(backup)),
    { modal: true, detail: vscode.l10n.t('It cannot be brought back. {0}', aboutBackup(backup)) },
    button,
  );
  if (answer === button) await deps.backups.delete(backup, new AbortController().signal);
}

async function pickIndex({ catalog }: BackupDeps): Promise<string | undefined> {
  const index = await pickFrom({
    placeholder: vscode.l10n.t('Select an index of this machine'),
    load: (signal) => catalog.indexes(localEnvironment, signal),
    itemOf: ({ name, metric }) => ({ label: name, description: metric }),
    whenEmpty: vscode.l10n.t('There are no indexes on this machine yet'),
    asksForOne: true,
  });
  return index?.name;
}

/** One of the backups; of those of an index where the argument is its node in the tree. */
async function pickBackup(
  { backups }: BackupDeps,
  argument: unknown,
  placeholder: string,
): Promise<Backup | undefined> {
  const index = indexOf(argument);
  return pickFrom({
    placeholder,
    load: (signal) => backups.list(index, signal),
    itemOf: (backup) => ({ label: titleOf(backup), description: aboutBackup(backup) }),
    whenEmpty:
      index === undefined
        ? vscode.l10n.t('There are no backups on this machine yet')
        : vscode.l10n.t('There are no backups of “{0}” yet', index),
    asksForOne: true,
  });
}

function titleOf({ name, index }: Backup): string {
  return name ?? index;
}

function aboutBackup({ index, recordCount, sizeBytes, createdAtMs }: Backup): string {
  return [
    index,
    vscode.l10n.t('{0} records', formatCount(recordCount)),
    formatBytes(sizeBytes),
    formatAge(createdAtMs, Date.now()),
  ].join(' · ');
}

/** The index that a node of the tree, or anything with `target`, names. */
function indexOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('target' in argument))
    return undefined;
  const { target } = argument;
  if (typeof target !== 'object' || target === null || !('index' in target)) return undefined;
  return typeof target.index === 'string' ? target.index : undefined;
}
