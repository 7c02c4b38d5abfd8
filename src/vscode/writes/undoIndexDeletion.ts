import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { WriteEntry } from '../../model/writeJournal.ts';
import type { DeletedIndexes } from '../../services/writes/deletedIndexes.ts';
import { withProgress } from '../flows/withProgress.ts';
import { recordsText } from '../labels.ts';
import { shareOf, stepText } from './stepText.ts';

/**
 * Creates a deleted index again and writes its records. Asks first if there is an index of its name. Throws `cancelled` when
 * the user dismisses the question, `conflict` if that index has other settings.
 */
export async function undoIndexDeletion(
  deleted: DeletedIndexes,
  environment: Environment,
  entry: WriteEntry,
): Promise<void> {
  const name = escapeInvisible(entry.index);
  const title = vscode.l10n.t('Bringing back “{0}”', entry.index);
  const existing = await deleted.existing(environment, entry, new AbortController().signal);
  if (existing !== undefined) await askAboutExisting(name, entry.count);
  await withProgress(title, (signal, progress) =>
    deleted.restore(environment, entry, existing, signal, (step) =>
      progress(shareOf(step), stepText(step)),
    ),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The index “{0}” is back: {1}.', name, recordsText(entry.count)),
  );
}

async function askAboutExisting(name: string, count: number): Promise<void> {
  const write = vscode.l10n.t('Write Them');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('There is an index “{0}” again. Write the deleted records into it?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0} are written to their namespaces. Records with the same ids are overwritten.',
        recordsText(count),
      ),
    },
    write,
  );
  if (answer !== write) throw new Failure('cancelled', 'Cancelled');
}
