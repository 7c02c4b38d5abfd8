import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import { parseIndexName } from '../../model/newIndex.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { IndexCreation } from '../../services/catalog/indexCreation.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { bundledModel, sentenceModels } from '../../services/embedding/modelChoices.ts';
import { indexTextFiles } from '../../services/files/fileIndexing.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { offerIndex } from '../indexes/offerIndex.ts';
import { modelsOnMachine } from './pickModel.ts';
import { readTextFiles, type FoundFiles } from './readTextFiles.ts';

export type IndexFilesDeps = {
  readonly catalog: Catalog;
  readonly connections: Pick<Connections, 'open' | 'openForWriting'>;
  readonly creation: Pick<IndexCreation, 'create'>;
};

/** Asks for a folder and makes its text files an index on this machine, or brings that index up to date. */
export async function indexFiles(deps: IndexFilesDeps): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Index'),
      title: vscode.l10n.t('Index My Files'),
    })) ?? [];
  if (folder === undefined) return;
  const name = await askName(folder);
  if (name === undefined) return;
  const title = vscode.l10n.t('Indexing “{0}”', name);
  const message = await withProgress(title, async (signal, progress) => {
    const found = await readTextFiles(folder, signal);
    if (found.files.length === 0)
      throw new Failure('badInput', vscode.l10n.t('The folder has no files of text'));
    const index = await openIndex(deps, name, signal);
    const client = await deps.connections.openForWriting(localEnvironment, signal);
    const onProgress = (done: number, of: number): void =>
      progress(of === 0 ? 1 : done / of, vscode.l10n.t('{0} of {1} passages', done, of));
    try {
      const records = client.index(index.host);
      const { written, unchanged, removed } = await indexTextFiles(
        records,
        found.files,
        onProgress,
        signal,
      );
      return (
        vscode.l10n.t(
          '“{0}” holds {1} files: {2} passages written, {3} unchanged, {4} removed.',
          name,
          found.files.length.toLocaleString('en'),
          written.toLocaleString('en'),
          unchanged.toLocaleString('en'),
          removed.toLocaleString('en'),
        ) + leftOutText(found)
      );
    } finally {
      deps.catalog.invalidate(localEnvironment.id);
    }
  });
  await offerIndex(name, message);
}

async function askName(folder: vscode.Uri): Promise<string | undefined> {
  const folderName = folder.path.split('/').at(-1) ?? '';
  let name: string | undefined;
  await askText({
    title: vscode.l10n.t('Index My Files'),
    prompt: vscode.l10n.t('A name for the index. An index of this name is brought up to date.'),
    value: folderName
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 45),
    submit: (text) => void (name = parseIndexName(text)),
  });
  return name;
}

/** Returns the index of this name, created if there is none. Throws `conflict` for one of another kind. */
async function openIndex(
  deps: IndexFilesDeps,
  name: string,
  signal: AbortSignal,
): Promise<VectorIndex> {
  const { catalog, creation } = deps;
  catalog.expire(localEnvironment.id);
  const indexes = await catalog.indexes(localEnvironment, signal);
  const existing = indexes.find((index) => index.name === name);
  if (existing === undefined)
    return creation.create(
      localEnvironment,
      {
        name,
        kind: 'embedded',
        model: await askModel(deps, signal),
        textField: 'text',
        cloud: 'aws',
        region: 'us-east-1',
        tags: { 'vectorscope-files': 'folder' },
      },
      signal,
    );
  if (existing.tags['vectorscope-files'] !== undefined) return existing;
  throw new Failure(
    'conflict',
    vscode.l10n.t(
      'There is an index “{0}” already, which holds no files. Choose another name',
      name,
    ),
  );
}

/** Returns the model of a new index: asks if there are others beside the one that comes with the extension. */
async function askModel(deps: IndexFilesDeps, signal: AbortSignal): Promise<string> {
  const models = sentenceModels(await modelsOnMachine(deps, signal));
  if (models.length < 2) return bundledModel;
  const picked = await askChoice<string>({
    title: vscode.l10n.t('Index My Files'),
    placeholder: vscode.l10n.t('Which model embeds the passages?'),
    choices: models.map(({ name, dimensions }) => ({
      value: name,
      label: name,
      description: vscode.l10n.t('{0} numbers', dimensions.join(', ')),
    })),
    current: bundledModel,
  });
  return picked ?? bundledModel;
}

function leftOutText({ refused, tooLarge }: FoundFiles): string {
  const parts = [
    ...(refused.length === 0
      ? []
      : [vscode.l10n.t('PDF files cannot be read: {0}.', refused.slice(0, 5).join(', '))]),
    ...(tooLarge === 0 ? [] : [vscode.l10n.t('{0} files above 1 MB were left out.', tooLarge)]),
  ];
  return parts.map((part) => ` ${part}`).join('');
}
