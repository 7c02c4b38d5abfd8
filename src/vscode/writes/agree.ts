import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { askText } from '../flows/inputs.ts';

/** Asks in proportion to what a write changes. Throws `cancelled` if the user does not agree. */
export async function agree(write: WriteQuestion): Promise<void> {
  const { environment, index, namespace, count, question, details, action } = write;
  const isTyped = environment.role === 'production' || count > maxUntyped;
  const button = isTyped ? `${action}…` : action;
  const detail = details.filter((text) => text !== '').join('\n\n');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
  if (answer !== button) throw new Failure('cancelled', 'Cancelled');
  if (!isTyped) return;
  const name = namespace === defaultNamespace ? index : namespace;
  await askText({
    title: question,
    prompt: vscode.l10n.t('Type “{0}” to go on', escapeInvisible(name)),
    submit: (text) => {
      if (text !== name) throw new Failure('badInput', vscode.l10n.t('The name is “{0}”', name));
    },
  });
}

/** A write that needs the user's agreement. */
export type WriteQuestion = {
  readonly environment: Environment;
  /** Its name is typed: the namespace, or the index for the default namespace. */
  readonly index: string;
  readonly namespace: string;
  /** Number of records that are lost or changed. */
  readonly count: number;
  readonly question: string;
  readonly details: readonly string[];
  /** The button. */
  readonly action: string;
};

/** Above this number of records, and in production, the user types a name. */
const maxUntyped = 1000;
