import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import { visibleText } from '../../model/visibleText.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';
import type { Backups } from '../../services/catalog/backups.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { commands } from '../ids.ts';
import { knownStatsOf } from '../../services/catalog/lastKnown.ts';
import type { Report } from '../report.ts';
import { recordsText } from '../words.ts';
import { askText } from './inputs.ts';
import { withProgress } from './withProgress.ts';

export type DeleteIndexDeps = {
  readonly connections: Pick<Connections, 'open'>;
  readonly catalog: Pick<Catalog, 'index' | 'lastKnown' | 'invalidate'>;
  readonly backups: Pick<Backups, 'create'>;
  readonly report: Report;
};

/** `backUp`: a copy is made first, from which the index can be restored. */
type Answer = 'backUp' | 'delete' | undefined;

/** Deletes an index after the user has agreed: by a button on this machine, by typing its name anywhere else. */
export async function deleteIndex(
  deps: DeleteIndexDeps,
  environment: Environment,
  name: string,
): Promise<void> {
  const index = await deps.catalog.index(environment, name, new AbortController().signal);
  if (index.isProtected)
    throw new Failure(
      'forbidden',
      vscode.l10n.t('“{0}” is protected against deletion: lift the protection first', name),
    );
  const stats = knownStatsOf(deps.catalog.lastKnown(environment), name)?.stats;
  const answer =
    environment.kind === 'local'
      ? await agreeByButton(index, stats)
      : await agreeByName(name, environment, stats);
  if (answer === undefined) return;
  const backup = answer === 'backUp' ? await backUp(deps, environment, name) : undefined;
  await withProgress(vscode.l10n.t('Deleting “{0}”', name), async (signal) => {
    const client = await deps.connections.open(environment, signal);
    await client.deleteIndex(name, signal);
  });
  deps.catalog.invalidate(environment.id);
  if (backup !== undefined) void offerToRestore(environment, backup).catch(deps.report);
}

async function backUp(
  { backups }: DeleteIndexDeps,
  environment: Environment,
  name: string,
): Promise<Backup> {
  const title = vscode.l10n.t('Backing up “{0}”', name);
  const label = vscode.l10n.t('{0} before it was deleted', name);
  return withProgress(title, (signal) => backups.create(environment, name, label, signal), {
    isCancellable: false,
  });
}

async function offerToRestore(environment: Environment, backup: Backup): Promise<void> {
  const restore = vscode.l10n.t('Restore…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      '“{0}” is deleted. A backup holds what was in it: {1}.',
      backup.index,
      recordsText(backup.recordCount),
    ),
    restore,
  );
  if (answer === restore)
    await vscode.commands.executeCommand(commands.restoreBackup, { environment, backup });
}

async function agreeByButton(
  { name, isReady }: VectorIndex,
  stats: IndexStats | undefined,
): Promise<Answer> {
  const remove = vscode.l10n.t('Delete');
  const backUpFirst = vscode.l10n.t('Back Up and Delete');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the index “{0}” on this machine?', visibleText(name)),
    { modal: true, detail: lossText(stats) },
    remove,
    ...(isReady ? [backUpFirst] : []),
  );
  if (answer === backUpFirst) return 'backUp';
  return answer === remove ? 'delete' : undefined;
}

async function agreeByName(
  name: string,
  environment: Environment,
  stats: IndexStats | undefined,
): Promise<Answer> {
  const shown = visibleText(name);
  const isAgreed = await askText({
    title: vscode.l10n.t('Delete “{0}” of “{1}”', shown, environment.name),
    prompt: vscode.l10n.t('{0} Type the name of the index to delete it.', lossText(stats)),
    placeholder: shown,
    submit: (text) => {
      if (text !== shown)
        throw new Failure(
          'badInput',
          vscode.l10n.t('This is not the name of the index: {0}', shown),
        );
    },
  });
  return isAgreed ? 'delete' : undefined;
}

function lossText(stats: IndexStats | undefined): string {
  return stats === undefined
    ? vscode.l10n.t('All its records are lost.')
    : vscode.l10n.t('What is in it is lost: {0}.', recordsText(stats.totalRecordCount));
}
