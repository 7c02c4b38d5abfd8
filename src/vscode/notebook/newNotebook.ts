import * as vscode from 'vscode';
import type { Notebook } from '../../model/notebook/cell.ts';
import { printNotebook } from '../../model/notebook/printNotebook.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { firstQuery } from '../../services/queries/firstQuery.ts';
import { pickTarget, type PickedTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { viewTypes } from '../ids.ts';

export type NewNotebookDeps = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
};

/** Opens an unsaved notebook that is bound to nothing yet. */
export async function newNotebook(): Promise<void> {
  const binding = { environment: '', index: '', namespace: '' };
  await openNewNotebook({ binding, cells: [] }, 'notebook');
}

/** Opens an unsaved notebook on the target that the argument names or the user picks, with a query that can run. */
export async function queryIndex(deps: NewNotebookDeps, argument: unknown): Promise<void> {
  const target = await pickTarget(deps, argument);
  if (!target) return;
  const title = vscode.l10n.t('Looking into “{0}”', target.index);
  const cell = await withProgress(title, (signal) => findFirstQuery(deps, target, signal));
  const { environment, index, namespace } = target;
  const binding = { environment: environment.name, index, namespace };
  await openNewNotebook({ binding, cells: [cell] }, index);
}

async function findFirstQuery(
  { catalog, connections }: NewNotebookDeps,
  { environment, index: name, namespace }: PickedTarget,
  signal: AbortSignal,
): ReturnType<typeof firstQuery> {
  const index = await catalog.index(environment, name, signal);
  const client = await connections.open(environment, signal);
  return firstQuery(index, namespace, client.index(index.host), signal);
}

/** Opens an unsaved notebook; where there is a workspace it is named after `name` there. */
export async function openNewNotebook(notebook: Notebook, name: string): Promise<void> {
  const document = await createUnsaved(printNotebook(notebook), name);
  await vscode.commands.executeCommand('vscode.openWith', document.uri, viewTypes.notebook);
}

/** In a workspace the text has a name there, so that saving asks nothing; else it is untitled. */
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
