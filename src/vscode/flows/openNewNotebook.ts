import * as vscode from 'vscode';
import type { Notebook } from '../../model/notebook/cell.ts';
import { printNotebook } from '../../model/notebook/printNotebook.ts';
import { viewTypes } from '../ids.ts';

/** Opens an unsaved notebook with this content. In a workspace it gets a free file name that begins with `name`. */
export async function openNewNotebook(notebook: Notebook, name: string): Promise<void> {
  const document = await createUnsaved(printNotebook(notebook), name);
  await vscode.commands.executeCommand('vscode.openWith', document.uri, viewTypes.notebook);
}

/** Creates the document. In a workspace it has a file name, so that saving asks nothing; else it is untitled. */
async function createUnsaved(content: string, name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file')
    return vscode.workspace.openTextDocument({ language: 'vecnb', content });
  const file = await freeName(folder, name);
  const document = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  return document;
}

async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${number}`}.vecnb`);
    if (!open.has(file.path) && !(await exists(file))) return file;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
