import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import { parseNamespaceName, type Namespaces } from '../../services/catalog/namespaces.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { listUnitsOf, readUnitsOf } from '../../services/writes/readUnitsOf.ts';
import type { RecordWrites, WriteStep } from '../../services/writes/recordWrites.ts';
import { askText } from '../flows/inputs.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import { unitsText } from '../transfers/transferProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { agree } from '../writes/agree.ts';
import { offerUndo } from '../writes/offerUndo.ts';
import { shareOf, stepText } from '../writes/stepText.ts';
import { askWithoutUndo } from '../writes/withoutUndo.ts';

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

export type DeleteNamespaceDeps = {
  readonly namespaces: Namespaces;
  readonly writes: RecordWrites;
  readonly usage: Pick<UsageMeter, 'of' | 'excess'>;
};

/**
 * Deletes a namespace after a question with its number of records, which are saved for undo first unless they are too
 * many. Then the user can back the index up or pull first, or types the name. Throws `cancelled` when the user dismisses a
 * question, or does something else first.
 */
export async function deleteNamespace(
  deps: DeleteNamespaceDeps,
  place: PickedTarget,
): Promise<void> {
  const { environment, index, namespace } = place;
  const looking = new AbortController().signal;
  const count = await deps.namespaces.recordCount(environment, index, namespace, looking);
  const held = await deps.namespaces.indexOf(environment, index, looking);
  const canUndo = await deps.writes.canSave(environment, held, count);
  await (canUndo ? agreeWithUndo(place, count) : agreeWithoutUndo(place, held, count));
  if (canUndo) await askOverBudget(deps.usage, environment, { readUnits: savingUnits(count) });
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

function agreeWithUndo(place: PickedTarget, count: number): Promise<void> {
  return agree({
    ...place,
    count,
    question: questionOf(place),
    details: [savedText(place.environment, count)],
    action: vscode.l10n.t('Delete'),
  });
}

async function agreeWithoutUndo(
  place: PickedTarget,
  held: VectorIndex,
  count: number,
): Promise<void> {
  const answer = await askWithoutUndo({
    target: place,
    index: held,
    question: questionOf(place),
    detail: vscode.l10n.t(
      'Its records are lost: {0}. They are too many to be saved on this machine for undo.',
      recordsText(count),
    ),
    name: place.namespace,
    backUpButton: vscode.l10n.t('Back Up Index First…'),
  });
  if (answer === 'delete') return;
  const { environment, index, namespace } = place;
  const target = { environment: environment.name, index, namespace };
  await vscode.commands.executeCommand(commands.backUpIndex, { target });
  throw new Failure('cancelled', 'Cancelled');
}

function questionOf({ environment, index, namespace }: PickedTarget): string {
  return vscode.l10n.t(
    'Delete the namespace “{0}” of “{1}” in “{2}”?',
    escapeInvisible(namespace),
    escapeInvisible(index),
    environment.name,
  );
}

/** All ids are listed, and the records read. */
function savingUnits(count: number): number {
  return listUnitsOf(count) + readUnitsOf(count);
}

function savedText({ kind }: Environment, count: number): string {
  if (count === 0) return vscode.l10n.t('It is empty.');
  const saved = vscode.l10n.t(
    'Its records are saved on this machine first: {0}. Undo Last Write brings them back.',
    recordsText(count),
  );
  if (kind === 'local') return saved;
  const price = vscode.l10n.t('Reading them costs about {0}.', unitsText(savingUnits(count)));
  return `${saved} ${price}`;
}
