import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { WriteEntry } from '../../model/writeJournal.ts';
import type { IndexDeletion, Loss } from '../../services/catalog/indexDeletion.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { listUnitsOf, readUnitsOf } from '../../services/writes/readUnitsOf.ts';
import type { WriteStep } from '../../services/writes/recordWrites.ts';
import { commands, views } from '../ids.ts';
import type { Report } from '../report.ts';
import { recordsText } from '../labels.ts';
import { unitsText } from '../transfers/transferProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { offerUndo } from '../writes/offerUndo.ts';
import { shareOf, stepText } from '../writes/stepText.ts';
import { askWithoutUndo } from '../writes/withoutUndo.ts';
import { askText } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';

/**
 * Deletes an index after confirmation: by a button, and also by typing its name outside this machine or if it cannot be
 * saved for undo. Asks before lifting deletion protection. Shows what was deleted. Throws `cancelled` when the user
 * dismisses a question.
 */
export async function deleteIndex(
  { deletion, usage, report }: DeleteIndexDeps,
  environment: Environment,
  name: string,
): Promise<void> {
  const loss = await vscode.window.withProgress({ location: { viewId: views.tree } }, () =>
    deletion.impactOf(environment, name, new AbortController().signal),
  );
  if (loss.index.isProtected && !(await agreesToLift(environment, name))) return;
  const answer = await agree(environment, loss);
  if (answer === 'save') await askOverBudget(usage, environment, { readUnits: savingUnits(loss) });
  const backup =
    answer === 'backUp' ? await backUp(deletion, environment, loss.index.name) : undefined;
  const entry = await withProgress(
    vscode.l10n.t('Deleting “{0}”', name),
    async (signal, progress) => {
      const onStep = (step: WriteStep): void => progress(shareOf(step), stepText(step));
      if (answer === 'save')
        return deletion.deleteWithUndo(environment, loss.index, signal, onStep);
      await deletion.delete(environment, loss.index, signal);
      return undefined;
    },
  );
  void tell(environment, loss, { backup, entry }).catch(report);
}

export type DeleteIndexDeps = {
  readonly deletion: IndexDeletion;
  readonly usage: Pick<UsageMeter, 'of' | 'excess'>;
  readonly report: Report;
};

/** `backUp` creates a backup before the deletion; `save` saves the index in the journal, so that undo brings it back. */
type Answer = 'backUp' | 'save' | 'delete';

/** Asks in proportion to what is lost. Throws `cancelled` if the user does not agree. */
async function agree(environment: Environment, loss: Loss): Promise<Answer> {
  const { name, isReady } = loss.index;
  // An index that is not ready shows no records: there is nothing to save.
  if (!loss.canUndo && isReady)
    return askWithoutUndo({
      target: { environment, index: name, namespace: defaultNamespace },
      index: loss.index,
      question: questionOf(environment, name),
      detail: lossText(environment, loss),
      name,
      backUpButton: backUpButton(environment),
    });
  const answer = await agreeByButton(environment, loss);
  if (environment.kind !== 'local') await agreeByName(environment, name);
  return answer;
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

async function agreeByButton(environment: Environment, loss: Loss): Promise<Answer> {
  const { index, canUndo } = loss;
  const remove = environment.kind === 'local' ? vscode.l10n.t('Delete') : vscode.l10n.t('Delete…');
  const backUpFirst = backUpButton(environment);
  const canBackUp = index.isReady && index.isPod !== true;
  const answer = await vscode.window.showWarningMessage(
    questionOf(environment, index.name),
    { modal: true, detail: lossText(environment, loss) },
    remove,
    ...(canBackUp ? [backUpFirst] : []),
  );
  if (answer === backUpFirst) return 'backUp';
  if (answer !== remove) throw new Failure('cancelled', 'Cancelled');
  return canUndo ? 'save' : 'delete';
}

function questionOf({ kind, name: environment }: Environment, name: string): string {
  return kind === 'local'
    ? vscode.l10n.t('Delete the index “{0}” on this machine?', escapeInvisible(name))
    : vscode.l10n.t('Delete the index “{0}” of “{1}”?', escapeInvisible(name), environment);
}

function backUpButton({ kind }: Environment): string {
  return kind === 'local'
    ? vscode.l10n.t('Back Up and Delete')
    : vscode.l10n.t('Back Up and Delete…');
}

async function agreeByName(environment: Environment, name: string): Promise<void> {
  await askText({
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

/** Shows what was deleted, and offers to bring it back from the journal or the backup. */
async function tell(
  environment: Environment,
  { index, stats }: Loss,
  {
    backup,
    entry,
  }: { readonly backup: Backup | undefined; readonly entry: WriteEntry | undefined },
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
    await offerUndo(text, entry);
    return;
  }
  const restore = vscode.l10n.t('Restore…');
  const held = vscode.l10n.t('A backup holds its records: {0}.', recordsText(backup.recordCount));
  const answer = await vscode.window.showInformationMessage(`${what}. ${held}`, restore);
  if (answer === restore)
    await vscode.commands.executeCommand(commands.restoreBackup, { environment, backup });
}

function lossText({ kind }: Environment, loss: Loss): string {
  const { stats, canUndo } = loss;
  if (stats === undefined) return vscode.l10n.t('All its records are lost.');
  const records = recordsText(stats.totalRecordCount);
  if (!canUndo)
    return vscode.l10n.t(
      'Its content is lost: {0}. They are too many to be saved on this machine for undo.',
      records,
    );
  const saved = vscode.l10n.t(
    'It is saved on this machine first: {0}. Undo Last Write brings it back.',
    records,
  );
  const units = savingUnits(loss);
  if (kind === 'local' || units === 0) return saved;
  return `${saved} ${vscode.l10n.t('Reading them costs about {0}.', unitsText(units))}`;
}

/** All ids are listed, and the records read. */
function savingUnits({ stats }: Loss): number {
  const count = stats?.totalRecordCount ?? 0;
  return listUnitsOf(count) + readUnitsOf(count);
}
