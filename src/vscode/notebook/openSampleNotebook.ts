import * as vscode from 'vscode';
import { localEnvironment } from '../../model/environment.ts';
import { parseNotebook } from '../../model/notebook/parseNotebook.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { openUnsaved } from '../flows/openNewNotebook.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands, viewTypes } from '../ids.ts';

export type SampleNotebookDeps = {
  readonly extensionUri: vscode.Uri;
  readonly catalog: Pick<Catalog, 'indexes'>;
};

type Sample = vscode.QuickPickItem & { readonly text: string; readonly index: string };

/** Opens a copy of a bundled notebook, which runs on a sample index of this machine. */
export async function openSampleNotebook(deps: SampleNotebookDeps): Promise<void> {
  const picked = await vscode.window.showQuickPick(samplesIn(deps.extensionUri), {
    placeHolder: vscode.l10n.t('Select a notebook to open a copy of'),
  });
  if (!picked) return;
  const { text, label, index } = picked;
  await openUnsaved(text, `${label}.vecnb`, viewTypes.notebook);
  const title = vscode.l10n.t('Looking for “{0}”', index);
  const indexes = await withProgress(title, (signal) =>
    deps.catalog.indexes(localEnvironment, signal),
  );
  if (indexes.some(({ name }) => name === index)) return;
  const create = vscode.l10n.t('Create Sample Index…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'This notebook runs on the sample “{0}”, which is not on this machine yet.',
      index,
    ),
    create,
  );
  if (answer === create) await vscode.commands.executeCommand(commands.createSample);
}

async function samplesIn(extensionUri: vscode.Uri): Promise<readonly Sample[]> {
  const folder = vscode.Uri.joinPath(extensionUri, 'media', 'samples', 'notebooks');
  const files = await vscode.workspace.fs.readDirectory(folder);
  const samples = await Promise.all(files.map(([name]) => readSample(folder, name)));
  return samples.filter((sample) => sample !== undefined);
}

async function readSample(folder: vscode.Uri, name: string): Promise<Sample | undefined> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
  const text = new TextDecoder().decode(bytes);
  const parsed = parseNotebook(text);
  if (!parsed.isValid) return undefined;
  const { binding, cells } = parsed.notebook;
  const [first] = cells;
  const title = first?.kind === 'text' ? (first.text.split('\n')[0] ?? '') : '';
  return {
    label: name.replace(/\.vecnb$/, ''),
    description: binding.index,
    detail: title.replace(/^#+\s*/, ''),
    text,
    index: binding.index,
  };
}
