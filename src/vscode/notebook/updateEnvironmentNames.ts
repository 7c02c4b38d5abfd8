import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { renameEnvironments, type NewName } from '../../model/notebook/renameEnvironments.ts';
import type { TextEdit } from '../../model/notebook/textLines.ts';
import { withProgress } from '../flows/withProgress.ts';

/**
 * Updates the names of environments in all notebooks of the workspace and in open ones, and shows how many changed.
 * Saves files unless they had unsaved changes.
 */
export async function updateEnvironmentNames(
  environments: Environments,
  argument: unknown,
): Promise<void> {
  const newName = newNameBy(environments, renamedOf(argument));
  const title = vscode.l10n.t('Updating environment names in notebooks');
  const count = await withProgress(title, async (signal) => {
    let changed = 0;
    for (const uri of await notebooks()) {
      if (signal.aborted) break;
      if (await update(uri, newName)) changed++;
    }
    return changed;
  });
  void vscode.window.showInformationMessage(countText(count));
}

type Environments = {
  byName(name: string): Environment | undefined;
  byId(id: string): Environment | undefined;
};

/** A renamed environment. Notebooks without its id only have the old name. */
type Renamed = { readonly id: string; readonly oldName: string };

const mostNotebooks = 10_000;

function newNameBy(environments: Environments, renamed: Renamed | undefined): NewName {
  return (name, id) => {
    const byOldName =
      renamed !== undefined && id === undefined && name === renamed.oldName
        ? environments.byId(renamed.id)
        : undefined;
    const meant = id === undefined ? byOldName : environments.byId(id);
    // A name that another environment has now is ambiguous: only the author knows which one is meant.
    const isTaken = environments.byName(name) !== undefined;
    return meant === undefined || isTaken ? undefined : meant;
  };
}

/** Returns the notebooks of the workspace, and open ones from elsewhere or not yet saved. */
async function notebooks(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles('**/*.vecnb', '**/node_modules/**', mostNotebooks);
  const open = vscode.workspace.textDocuments.filter(isNotebook).map(({ uri }) => uri);
  return [...new Map([...found, ...open].map((uri) => [uri.toString(), uri])).values()];
}

function isNotebook({ fileName, uri, isClosed }: vscode.TextDocument): boolean {
  return fileName.endsWith('.vecnb') && !isClosed && ['file', 'untitled'].includes(uri.scheme);
}

async function update(uri: vscode.Uri, newName: NewName): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  const edits = renameEnvironments(document.getText(), newName);
  if (edits.length === 0) return false;
  const isSaved = !document.isDirty && !document.isUntitled;
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(uri, rangeOf(document, edit), edit.replacement);
  if (!(await vscode.workspace.applyEdit(change))) return false;
  if (isSaved) await document.save();
  return true;
}

function rangeOf(document: vscode.TextDocument, { start, end }: TextEdit): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function countText(count: number): string {
  if (count === 0)
    return vscode.l10n.t('All notebooks already have the current environment names.');
  return count === 1
    ? vscode.l10n.t('Updated the environment names in 1 notebook.')
    : vscode.l10n.t('Updated the environment names in {0} notebooks.', count);
}

/** Decodes a command argument. Any extension can pass any argument. */
function renamedOf(argument: unknown): Renamed | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { id, oldName } = argument as Partial<Record<keyof Renamed, unknown>>;
  return typeof id === 'string' && typeof oldName === 'string' ? { id, oldName } : undefined;
}
