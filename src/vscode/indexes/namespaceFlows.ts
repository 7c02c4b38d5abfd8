import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { parseNamespaceName, type Namespaces } from '../../services/catalog/namespaces.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { listUnitsOf, readUnitsOf } from '../../services/writes/readUnitsOf.ts';
import type { RecordWrites, WriteStep } from '../../services/writes/recordWrites.ts';
import { askText } from '../flows/inputs.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { recordsText } from '../labels.ts';
import { unitsText } from '../transfers/transferProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { agree } from '../writes/agree.ts';
import { offerUndo } from '../writes/offerUndo.ts';
import { shareOf, stepText } from '../writes/stepText.ts';

/** Asks for a name and creates an empty namespace. Throws `cancelled` when the user dismisses the question. */
export async function createNamespace(
  namespaces: Namespaces,
  environment: Environment,
  index: string,
): Promise<void> {
  await askText({
    title: vscode.l10n.t('Create Namespace in “{0}”', escapeInvisible(index)),
    prompt: vscode.l10n.t('A name of printable ASCII characters, at most 512'),
    placeholder: 'tickets',
    busyPrompt: vscode.l10n.t('Creating the namespace…'),
    submit: (text, signal) =>
      namespaces.create(environment, index, parseNamespaceName(text), signal),
  });
}

/** Saving more records for undo takes too long, or costs too many read units in the cloud. */
const maxSaved = { local: 200_000, cloud: 10_000 } as const;

export type DeleteNamespaceDeps = {
  readonly namespaces: Namespaces;
  readonly writes: RecordWrites;
  readonly usage: Pick<UsageMeter, 'of' | 'excess'>;
};

/**
 * Deletes a namespace after a question with its number of records, which are saved for undo first unless they are too
 * many. Throws `cancelled` when the user dismisses a question.
 */
export async function deleteNamespace(
  deps: DeleteNamespaceDeps,
  { environment, index, namespace }: PickedTarget,
): Promise<void> {
  const looking = new AbortController().signal;
  const count = await deps.namespaces.recordCount(environment, index, namespace, looking);
  const place = { environment, index, namespace };
  const most = environment.kind === 'local' ? maxSaved.local : maxSaved.cloud;
  const canUndo = count <= most;
  await agree({
    ...place,
    count,
    question: vscode.l10n.t(
      'Delete the namespace “{0}” of “{1}” in “{2}”?',
      escapeInvisible(namespace),
      escapeInvisible(index),
      environment.name,
    ),
    details: [lossText(environment, count, canUndo)],
    action: canUndo ? vscode.l10n.t('Delete') : vscode.l10n.t('Delete Without Undo'),
  });
  if (canUndo) await askOverBudget(deps.usage, environment, savingUnits(count));
  const entry = await withProgress(
    vscode.l10n.t('Deleting “{0}”', namespace),
    async (signal, progress) => {
      if (!canUndo) {
        await deps.namespaces.delete(environment, index, namespace, signal);
        return undefined;
      }
      const onStep = (step: WriteStep): void => progress(shareOf(step), stepText(step));
      return deps.writes.deleteNamespace(place, count, signal, onStep);
    },
    { isCancellable: canUndo },
  );
  const shown = escapeInvisible(namespace);
  const text = vscode.l10n.t('The namespace “{0}” is deleted: {1}.', shown, recordsText(count));
  void offerUndo(text, entry);
}

/** All ids are listed, and the records read. */
function savingUnits(count: number): number {
  return listUnitsOf(count) + readUnitsOf(count);
}

function lossText({ kind }: Environment, count: number, canUndo: boolean): string {
  const records = recordsText(count);
  if (count === 0) return vscode.l10n.t('It is empty.');
  if (canUndo) {
    const saved = vscode.l10n.t(
      'Its records are saved on this machine first: {0}. Undo Last Write brings them back.',
      records,
    );
    if (kind === 'local') return saved;
    const price = vscode.l10n.t('Reading them costs about {0}.', unitsText(savingUnits(count)));
    return `${saved} ${price}`;
  }
  return kind === 'local'
    ? vscode.l10n.t('Its records are lost: {0}. Back up the index first to keep them.', records)
    : vscode.l10n.t(
        'Its records are lost: {0}. Back up the index or pull the namespace first to keep them.',
        records,
      );
}
