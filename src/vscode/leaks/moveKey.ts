import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { Secret } from '../../common/secret.ts';
import {
  fixableLanguage,
  readFromEnvironment,
  type TextChange,
} from '../../model/keys/readFromEnvironment.ts';
import type { Environment } from '../../model/environment.ts';
import { findLeaks, type OwnerOf } from '../../model/keys/findLeaks.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { otherOwner } from '../../services/keys/storedKeys.ts';
import { addEnvironment } from '../flows/addEnvironment.ts';
import { askChoice } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands } from '../ids.ts';
import { hostOf } from '../labels.ts';

/**
 * Stores the key at a place in secret storage, then makes the file read it from the environment. The key is verified
 * before it is stored; a key that an environment has already is only taken out. Throws `badInput` where the file cannot
 * be edited.
 */
export async function moveKey(deps: MoveKeyDeps, { uri, range }: KeyPlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  if (changesFor(document, range, '') === undefined) throw cannotEdit();
  const key = document.getText(range);
  const ownerOf = await deps.ownerOf();
  const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const leaks = findLeaks(document.getText(), ownerOf);
  if (!leaks.some(({ start, end }) => start === place.start && end === place.end))
    throw hasChanged();
  const ownerId = ownerOf(key);
  if (ownerId === otherOwner)
    throw new Failure(
      'badInput',
      vscode.l10n.t('This secret is of another service, and stored already: remove it by hand'),
    );
  const owner = ownerId === undefined ? undefined : deps.environments.byId(ownerId);
  const environment = owner ?? (await store(deps.environments, new Secret(key)));
  if (document.version !== version) throw hasChanged();
  await replace(document, range, environment);
  void offerNext(environment);
}

/** Where a key is. */
export type KeyPlace = { readonly uri: vscode.Uri; readonly range: vscode.Range };

export type MoveKeyDeps = {
  readonly environments: Environments;
  readonly ownerOf: () => Promise<OwnerOf>;
};

type Target = Environment | 'none' | 'new';

/** Stores the key where the user chooses. Returns `undefined` if it is not to be stored. */
async function store(environments: Environments, key: Secret): Promise<Environment | undefined> {
  const keyed = environments.all().filter(({ kind }) => kind !== 'local');
  const target = await askChoice<Target>({
    title: vscode.l10n.t('Move Key to SecretStorage'),
    placeholder: vscode.l10n.t('Which environment uses this key?'),
    choices: [
      {
        value: 'new',
        label: vscode.l10n.t('New environment'),
        description: vscode.l10n.t('the key is verified first'),
      },
      ...keyed.map((environment) => ({
        value: environment,
        label: environment.name,
        description: vscode.l10n.t('{0} · replaces its key', hostOf(environment)),
      })),
      {
        value: 'none',
        label: vscode.l10n.t('None'),
        description: vscode.l10n.t(
          'only take it out of the file: it is revoked or stored elsewhere',
        ),
      },
    ],
  });
  if (target === 'none') return undefined;
  const environment = target === 'new' ? await addEnvironment(environments, { key }) : target;
  if (environment === undefined) throw new Failure('cancelled', 'Cancelled');
  if (target === 'new') return environment;
  await withProgress(vscode.l10n.t('Verifying the key'), (signal) =>
    environments.updateKey(environment.id, key, signal),
  );
  return environment;
}

async function replace(
  document: vscode.TextDocument,
  range: vscode.Range,
  environment: Environment | undefined,
): Promise<void> {
  const note =
    environment === undefined
      ? vscode.l10n.t('PINECONE_API_KEY is set outside this file')
      : vscode.l10n.t(
          'PINECONE_API_KEY is in VS Code: run "Open Terminal with This Environment" on {0}',
          environment.name,
        );
  const changes = changesFor(document, range, note);
  if (changes === undefined) throw cannotEdit();
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of changes)
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(start), document.positionAt(end)),
      text,
    );
  if (!(await vscode.workspace.applyEdit(edit))) throw cannotEdit();
  // What the user has not saved yet stays unsaved.
  if (!wasDirty) await document.save();
}

function changesFor(
  document: vscode.TextDocument,
  range: vscode.Range,
  note: string,
): readonly TextChange[] | undefined {
  const language = fixableLanguage(document.uri.path);
  if (language === undefined || range.isEmpty) return undefined;
  const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return readFromEnvironment(language, document.getText(), place, note);
}

function hasChanged(): Failure {
  return new Failure(
    'conflict',
    vscode.l10n.t('The file has changed meanwhile, and nothing was done: search it again'),
  );
}

function cannotEdit(): Failure {
  return new Failure(
    'badInput',
    vscode.l10n.t(
      'The key can be replaced only where it is a whole text in TypeScript, JavaScript or Python, or a line of a .env file; replace it by hand',
    ),
  );
}

async function offerNext(environment: Environment | undefined): Promise<void> {
  const terminal = vscode.l10n.t('Open Terminal');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The file reads the key from PINECONE_API_KEY now. Rotate the key: others may have read it, also in the history of Git.',
    ),
    ...(environment === undefined ? [] : [terminal]),
  );
  if (answer === terminal)
    await vscode.commands.executeCommand(commands.openTerminal, { environment });
}
