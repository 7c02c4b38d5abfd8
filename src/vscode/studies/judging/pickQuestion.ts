import * as vscode from 'vscode';
import { shownQuestion } from '../../../model/evaluation/study/askOptions.ts';
import type { Asked } from '../../../model/evaluation/study/questionLines.ts';
import { printStudy } from '../../../model/evaluation/study/printStudy.ts';
import type { Study } from '../../../model/evaluation/study/study.ts';
import { Failure } from '../../../common/failure.ts';
import type { Binding } from '../../../model/notebook/cell.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import { emptyStudy } from '../../../services/studies/newStudy.ts';
import type { OpenStudies } from '../openStudies.ts';
import { fileExists } from '../../fileExists.ts';

/** Asks for a question of a study, or a new one. `undefined` if the user chooses none. */
export async function pickQuestion({ questions }: Study): Promise<Asked | undefined> {
  const title = vscode.l10n.t('Question to Judge For');
  const create = { label: `$(add) ${vscode.l10n.t('New Question…')}`, asked: undefined };
  const known = questions.map((asked) => {
    return { label: shownQuestion(asked), description: asked.id, asked };
  });
  const picked =
    known.length === 0
      ? create
      : await vscode.window.showQuickPick([...known, create], { title, matchOnDescription: true });
  if (!picked || picked.asked) return picked?.asked;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('What is asked?'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Type a question') : undefined),
  });
  return typed === undefined ? undefined : { inputs: { text: typed.trim() }, filter: '' };
}

const mostStudies = 200;

/** Asks for a study of this index in the workspace, or makes one. `undefined` if the user chooses none. */
export async function pickStudy(
  studies: Pick<OpenStudies, 'parse'>,
  place: Binding,
): Promise<vscode.Uri | undefined> {
  const files = await vscode.workspace.findFiles('**/*.vecstudy', undefined, mostStudies);
  const found: (vscode.QuickPickItem & { readonly uri: vscode.Uri })[] = [];
  for (const uri of files) {
    const parsed = studies.parse((await vscode.workspace.openTextDocument(uri)).getText());
    if (!parsed.isValid || !asks(parsed.study, place)) continue;
    const description = vscode.l10n.t('{0} questions', parsed.study.questions.length);
    found.push({ label: vscode.workspace.asRelativePath(uri), description, uri });
  }
  const create = { label: `$(add) ${vscode.l10n.t('New Study')}`, uri: undefined };
  const picked = await vscode.window.showQuickPick([...found, create], {
    title: vscode.l10n.t('Judge for a Study of “{0}”', place.index),
  });
  return picked && (picked.uri ?? createStudy(place));
}

function asks({ binding }: Study, { environment, index, namespace }: Binding): boolean {
  return (
    binding.environment === environment &&
    binding.index === index &&
    (binding.namespace || defaultNamespace) === (namespace || defaultNamespace)
  );
}

/** Writes an empty study into the first folder of the workspace, under a name that is free. */
async function createStudy(place: Binding): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder)
    throw new Failure('badInput', vscode.l10n.t('Open a folder first: the study is a file in it'));
  const text = new TextEncoder().encode(printStudy(emptyStudy(place)));
  for (let number = 1; ; number++) {
    const name = number === 1 ? place.index : `${place.index}-${number}`;
    const uri = vscode.Uri.joinPath(folder, `${name}.vecstudy`);
    if (await fileExists(uri)) continue;
    await vscode.workspace.fs.writeFile(uri, text);
    return uri;
  }
}
