import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Notebook } from '../../model/notebook/cell.ts';
import { printNotebook } from '../../model/notebook/printNotebook.ts';
import { fileExists } from '../fileExists.ts';
import { viewTypes } from '../ids.ts';

/**
 * Opens an unsaved notebook with this content. Its file name is free and starts with `name`, in the workspace or else
 * the home folder.
 */
export async function openNewNotebook(notebook: Notebook, name: string): Promise<void> {
  await openUnsaved(printNotebook(notebook), `${name}.vecnb`, viewTypes.notebook);
}

/** Opens an unsaved document in a custom editor. A number is added to the file name if it is in use. */
export async function openUnsaved(
  content: string,
  fileName: string,
  viewType: string,
): Promise<void> {
  const document = await createUnsaved(content, fileName);
  await vscode.commands.executeCommand('vscode.openWith', document.uri, viewType);
}

/**
 * Creates the document with a file name, so that saving needs no dialog and the name survives a reload: VS Code names
 * other unsaved documents after their first line.
 */
async function createUnsaved(content: string, fileName: string): Promise<vscode.TextDocument> {
  const workspace = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  const file = await freeName(workspace?.uri ?? vscode.Uri.file(homedir()), fileName);
  const document = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  return document;
}

async function freeName(folder: vscode.Uri, fileName: string): Promise<vscode.Uri> {
  const { name, ext } = path.parse(fileName);
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${number}`}${ext}`);
    if (!open.has(file.path) && !(await fileExists(file))) return file;
  }
}
