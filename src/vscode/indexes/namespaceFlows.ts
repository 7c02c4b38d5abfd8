import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { parseNamespaceName, type Namespaces } from '../../services/catalog/namespaces.ts';
import { askText } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { recordsText } from '../labels.ts';

/** Above this number of records, and in production, the user types the name of what is deleted. */
const maxUntypedRecords = 1000;

/** Asks for a name and creates an empty namespace. Throws `cancelled` when the user closes the question. */
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

/**
 * Deletes a namespace after a question with its number of records; in production or above 1,000 records the user types its
 * name. Throws `cancelled` when the user closes a question.
 */
export async function deleteNamespace(
  namespaces: Namespaces,
  environment: Environment,
  index: string,
  name: string,
): Promise<void> {
  const looking = new AbortController().signal;
  const count = await namespaces.recordCount(environment, index, name, looking);
  const isTyped = environment.role === 'production' || count > maxUntypedRecords;
  if (!(await agreesByButton(environment, index, name, count, isTyped))) return;
  if (isTyped && !(await agreesByName(environment, index, name))) return;
  await withProgress(
    vscode.l10n.t('Deleting “{0}”', name),
    (signal) => namespaces.delete(environment, index, name, signal),
    { isCancellable: false },
  );
  const shown = escapeInvisible(name);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The namespace “{0}” is deleted: {1}.', shown, recordsText(count)),
  );
}

async function agreesByButton(
  environment: Environment,
  index: string,
  name: string,
  count: number,
  isTyped: boolean,
): Promise<boolean> {
  const remove = isTyped ? vscode.l10n.t('Delete…') : vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Delete the namespace “{0}” of “{1}” in “{2}”?',
      escapeInvisible(name),
      escapeInvisible(index),
      environment.name,
    ),
    {
      modal: true,
      detail: vscode.l10n.t('Its records are lost: {0}.', recordsText(count)),
    },
    remove,
  );
  return answer === remove;
}

function agreesByName(environment: Environment, index: string, name: string): Promise<boolean> {
  return askText({
    title: vscode.l10n.t('Delete “{0}” of “{1}” in “{2}”', name, index, environment.name),
    prompt: vscode.l10n.t('Type the name of the namespace to delete it.'),
    placeholder: name,
    submit: (text) => {
      if (text === name) return;
      const message = vscode.l10n.t('This is not the name of the namespace: {0}', name);
      throw new Failure('badInput', message);
    },
  });
}
