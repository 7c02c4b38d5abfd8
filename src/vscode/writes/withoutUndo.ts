import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import { askText } from '../flows/inputs.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';
import { commands } from '../ids.ts';

/**
 * Asks how to delete what cannot be saved for undo. `delete` means that the name was typed. Starts a pull instead and throws
 * `cancelled` if the user wants one first, `cancelled` also when the user dismisses the question.
 */
export async function askWithoutUndo(deletion: LargeDeletion): Promise<'backUp' | 'delete'> {
  const { target, index, question, detail, backUpButton } = deletion;
  const remove = vscode.l10n.t('Delete Without Undo…');
  const pull = vscode.l10n.t('Pull First…');
  const canBackUp = index.isReady && index.isPod !== true;
  const canPull = target.environment.kind !== 'local' && index.isReady;
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail },
    ...(canBackUp ? [backUpButton] : []),
    ...(canPull ? [pull] : []),
    remove,
  );
  if (answer === backUpButton) return 'backUp';
  if (answer === pull) {
    const { environment, index: name, namespace } = target;
    const source = { environment: environment.name, index: name, namespace };
    await vscode.commands.executeCommand(commands.pullIndex, { target: source });
  }
  if (answer !== remove) throw new Failure('cancelled', 'Cancelled');
  await typeName(deletion);
  return 'delete';
}

/** A deletion that is too large to be saved for undo. */
export type LargeDeletion = {
  readonly target: PickedTarget;
  readonly index: Pick<VectorIndex, 'kind' | 'dimension' | 'isPod' | 'isReady'>;
  readonly question: string;
  readonly detail: string;
  /** What is typed to delete it. */
  readonly name: string;
  /** The button that backs the index up. */
  readonly backUpButton: string;
};

async function typeName({ question, name }: LargeDeletion): Promise<void> {
  await askText({
    title: question,
    prompt: vscode.l10n.t(
      'Type “{0}” to delete it. Nothing brings it back.',
      escapeInvisible(name),
    ),
    submit: (text) => {
      if (text !== name) throw new Failure('badInput', vscode.l10n.t('The name is “{0}”', name));
    },
  });
}
