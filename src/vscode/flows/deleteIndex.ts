import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { IndexDeletion, Loss } from '../../services/catalog/indexDeletion.ts';
import { commands, views } from '../ids.ts';
import type { Report } from '../report.ts';
import { recordsText } from '../labels.ts';
import { askText } from './inputs.ts';
import { withProgress } from './withProgress.ts';

export type DeleteIndexDeps = { readonly deletion: IndexDeletion; readonly report: Report };

/** `backUp` creates a backup before the deletion. */
type Answer = 'backUp' | 'delete' | undefined;

/**
 * Deletes an index after confirmation: by a button, and outside this machine also by typing its name. Asks before
 * lifting deletion protection. Shows what was deleted.
 */
export async function deleteIndex(
  { deletion, report }: DeleteIndexDeps,
  environment: Environment,
  name: string,
): Promise<void> {
  const loss = await vscode.window.withProgress({ location: { viewId: views.tree } }, () =>
    deletion.impactOf(environment, name, new AbortController().signal),
  );
  if (loss.index.isProtected && !(await agreesToLift(environment, name))) return;
  const answer = await agreeByButton(environment, loss);
  if (answer === undefined) return;
  if (environment.kind !== 'local' && !(await agreesByName(environment, name))) return;
  const backup =
    answer === 'backUp' ? await backUp(deletion, environment, loss.index.name) : undefined;
  await withProgress(vscode.l10n.t('Deleting “{0}”', name), (signal) =>
    deletion.delete(environment, loss.index, signal),
  );
  void tell(environment, loss, backup).catch(report);
}

async function agreesToLift(environment: Environment, name: string): Promise<boolean> {
  const lift = vscode.l10n.t('Lift Protection…');
  const answer = await vscode.window.showWarningMessage(
    environment.kind === 'local'
      ? vscode.l10n.t(
          'The index “{0}” on this machine has deletion protection.',
          escapeInvisible(name),
        )
      : vscode.l10n.t(
          'The index “{0}” of “{1}” has deletion protection.',
          escapeInvisible(name),
          environment.name,
        ),
    {
      modal: true,
      detail: vscode.l10n.t('It stays protected until you have confirmed that it is deleted.'),
    },
    lift,
  );
  return answer === lift;
}

async function agreeByButton(environment: Environment, { index, stats }: Loss): Promise<Answer> {
  const isLocal = environment.kind === 'local';
  const remove = isLocal ? vscode.l10n.t('Delete') : vscode.l10n.t('Delete…');
  const backUpFirst = isLocal
    ? vscode.l10n.t('Back Up and Delete')
    : vscode.l10n.t('Back Up and Delete…');
  const canBackUp = index.isReady && index.isPod !== true;
  const answer = await vscode.window.showWarningMessage(
    isLocal
      ? vscode.l10n.t('Delete the index “{0}” on this machine?', escapeInvisible(index.name))
      : vscode.l10n.t(
          'Delete the index “{0}” of “{1}”?',
          escapeInvisible(index.name),
          environment.name,
        ),
    { modal: true, detail: lossText(stats) },
    remove,
    ...(canBackUp ? [backUpFirst] : []),
  );
  if (answer === backUpFirst) return 'backUp';
  return answer === remove ? 'delete' : undefined;
}

function agreesByName(environment: Environment, name: string): Promise<boolean> {
  return askText({
    title: vscode.l10n.t('Delete “{0}” of “{1}”', name, environment.name),
    prompt: vscode.l10n.t('Type the name of the index to delete it.'),
    placeholder: name,
    submit: (text) => {
      if (text !== name)
        throw new Failure(
          'badInput',
          vscode.l10n.t('This is not the name of the index: {0}', name),
        );
    },
  });
}

async function backUp(
  deletion: IndexDeletion,
  environment: Environment,
  name: string,
): Promise<Backup> {
  const title = vscode.l10n.t('Backing up “{0}”', name);
  const label = vscode.l10n.t('{0} before it was deleted', name);
  return withProgress(title, (signal) => deletion.backUp(environment, name, label, signal), {
    isCancellable: environment.kind !== 'local',
  });
}

/** Shows what was deleted and, if there is a backup, offers to restore it. */
async function tell(
  environment: Environment,
  { index, stats }: Loss,
  backup: Backup | undefined,
): Promise<void> {
  const what =
    environment.kind === 'local'
      ? vscode.l10n.t('The index “{0}” on this machine is deleted', escapeInvisible(index.name))
      : vscode.l10n.t(
          'The index “{0}” of “{1}” is deleted',
          escapeInvisible(index.name),
          environment.name,
        );
  if (backup === undefined) {
    const text = stats ? `${what}: ${recordsText(stats.totalRecordCount)}.` : `${what}.`;
    void vscode.window.showInformationMessage(text);
    return;
  }
  const restore = vscode.l10n.t('Restore…');
  const held = vscode.l10n.t('A backup holds its records: {0}.', recordsText(backup.recordCount));
  const answer = await vscode.window.showInformationMessage(`${what}. ${held}`, restore);
  if (answer === restore)
    await vscode.commands.executeCommand(commands.restoreBackup, { environment, backup });
}

function lossText(stats: Loss['stats']): string {
  return stats === undefined
    ? vscode.l10n.t('All its records are lost.')
    : vscode.l10n.t('Its content is lost: {0}.', recordsText(stats.totalRecordCount));
}
