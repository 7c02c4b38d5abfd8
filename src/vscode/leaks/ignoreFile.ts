import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { isListed, lineFor } from '../../model/keys/gitignore.ts';

/** Adds a file to the `.gitignore` of its workspace folder. Throws `badInput` for a file outside the workspace. */
export async function ignoreFile(file: vscode.Uri): Promise<void> {
  const gitignore = await readGitignore(file);
  if (gitignore === undefined)
    throw new Failure('badInput', vscode.l10n.t('The file is in no folder of this workspace'));
  const { path } = gitignore;
  if (!isListed(gitignore.text, path)) await appendLine(gitignore, lineFor(path));
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Git ignores {0} from now on. If it was committed before, its history still has the key: rotate it.',
      path,
    ),
  );
}

export type Gitignore = {
  readonly uri: vscode.Uri;
  readonly text: string;
  /** Path of the file in question, relative to the folder of the `.gitignore`. */
  readonly path: string;
};

/** Returns the `.gitignore` of a file's workspace folder, empty if there is none; `undefined` outside the workspace. */
export async function readGitignore(file: vscode.Uri): Promise<Gitignore | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  if (folder === undefined) return undefined;
  const uri = vscode.Uri.joinPath(folder.uri, '.gitignore');
  const bytes = await vscode.workspace.fs.readFile(uri).then(
    (content) => content,
    () => new Uint8Array(),
  );
  const path = file.path.slice(folder.uri.path.length).replace(/^\//, '');
  return { uri, path, text: new TextDecoder().decode(bytes) };
}

async function appendLine({ uri, text }: Gitignore, line: string): Promise<void> {
  if (text === '') await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const document = await vscode.workspace.openTextDocument(uri);
  const last = document.lineAt(document.lineCount - 1);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, last.range.end, `${last.text === '' ? '' : '\n'}${line}\n`);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}
