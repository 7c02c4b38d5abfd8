import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { readVectorText } from '../../services/records/readVectorText.ts';
import { parseRecordId } from '../../services/records/recordParts.ts';
import { readRecord, type FoundRecord } from '../../services/records/recordReader.ts';
import {
  newRecordText,
  parseObject,
  parseRecordText,
  toRecordText,
} from '../../services/records/recordText.ts';
import type { RecordWrites } from '../../services/writes/recordWrites.ts';
import { registerCommand } from '../commands.ts';
import { askText } from '../flows/inputs.ts';
import { pickTarget, type PickedTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { commands, recordScheme } from '../ids.ts';
import { findRecordById } from '../records/findRecord.ts';
import type { Report } from '../report.ts';
import { DraftStore } from './draftStore.ts';
import { RecordFileSystem } from './recordFileSystem.ts';
import { isStoredUri, placeOf, recordUri } from './recordUri.ts';
import { openRecordDocument, RecordWriting } from './recordWriting.ts';
import { SaveReasons } from './saveReasons.ts';

/** Registers the documents of records: their file system, their drafts and the commands on them. */
export function registerRecordFiles(deps: RecordFilesDeps): Disposable {
  const { catalog, report } = deps;
  const resources = new Disposables();
  const drafts = new DraftStore(deps.draftFolder);
  const writing = new RecordWriting({ ...deps, drafts });
  const reasons = resources.own(new SaveReasons());
  const files = resources.own(
    new RecordFileSystem({
      ...deps,
      drafts,
      save: (uri, text) =>
        reasons.take(uri) === 'automatic' ? drafts.keep(uri, text) : writing.save(uri, text),
    }),
  );
  const own = (resource: Disposable): void => void resources.own(resource);
  own(vscode.workspace.registerFileSystemProvider(recordScheme, files, { isCaseSensitive: true }));
  own(catalog.onDidInvalidate((id) => void files.refresh(id).catch(() => undefined)));
  own(registerDraftBadges(drafts));
  const register = (id: string, run: (argument: unknown) => Promise<void>): void =>
    own(registerCommand(id, run, report));
  register(commands.openRecord, (argument) => openRecord(deps, files, argument));
  register(commands.findRecord, (argument) => findRecordById(deps, argument));
  register(commands.newRecord, (argument) => newRecord(deps, drafts, argument));
  register(commands.writeRecord, async (argument) => {
    const document = await documentOf(argument);
    // Saving a document writes its record.
    await (document.isDirty ? document.save() : writing.save(document.uri, document.getText()));
  });
  register(commands.discardDraft, async (argument) => {
    const { uri } = await documentOf(argument);
    await drafts.drop(uri);
    files.show(uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
  register(commands.pasteVector, async (argument) => pasteVector(deps, await documentOf(argument)));
  return resources;
}

export type RecordFilesDeps = PickTargetDeps & {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly writes: RecordWrites;
  readonly report: Report;
  /** Folder for drafts. */
  readonly draftFolder: vscode.Uri;
};

/** Marks drafts in editors and lists. */
function registerDraftBadges(drafts: DraftStore): Disposable {
  const resources = new Disposables();
  const changed = resources.own(new vscode.EventEmitter<vscode.Uri>());
  resources.own(drafts.onDidChange((uri) => changed.fire(uri)));
  resources.own(
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: async (uri) => {
        if (uri.scheme !== recordScheme || isStoredUri(uri)) return undefined;
        if ((await drafts.get(uri)) === undefined) return undefined;
        const tooltip = vscode.l10n.t('Draft: not written to the index');
        return new vscode.FileDecoration(
          'D',
          tooltip,
          new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'),
        );
      },
    }),
  );
  return resources;
}

/** Opens the record that the argument names, else the one whose id the user enters. */
async function openRecord(
  deps: RecordFilesDeps,
  files: RecordFileSystem,
  argument: unknown,
): Promise<void> {
  const target = await pickTarget(deps, argument);
  if (target === undefined) return;
  const id = idOf(argument) ?? (await askId(deps, target));
  const place = { ...target, id };
  const { record } = await readRecord(deps.connections, place, id, new AbortController().signal);
  if (record === undefined) throw missing(id);
  const uri = recordUri(place);
  await files.refreshOne(uri);
  await openRecordDocument(uri);
}

async function askId(deps: RecordFilesDeps, target: PickedTarget): Promise<string> {
  let id = '';
  await askText({
    title: vscode.l10n.t('Open Record of “{0}”', escapeInvisible(target.index)),
    prompt: vscode.l10n.t('The id of the record'),
    busyPrompt: vscode.l10n.t('Reading the record…'),
    submit: async (text, signal) => {
      id = parseRecordId(text);
      const { record } = await readRecord(deps.connections, target, id, signal);
      if (record === undefined) throw missing(id);
    },
  });
  return id;
}

/** Asks for a free id and opens a template for the record. */
async function newRecord(
  deps: RecordFilesDeps,
  drafts: DraftStore,
  argument: unknown,
): Promise<void> {
  const target = await pickTarget(deps, argument);
  if (target === undefined) return;
  deps.connections.checkWritable(target.environment);
  let id = '';
  let found: FoundRecord | undefined;
  await askText({
    title: vscode.l10n.t('New Record in “{0}”', escapeInvisible(target.index)),
    prompt: vscode.l10n.t('Its id: unique in the namespace, at most 512 characters'),
    placeholder: 'doc-1#chunk-1',
    busyPrompt: vscode.l10n.t('Looking for the id…'),
    submit: async (text, signal) => {
      id = parseRecordId(text);
      found = await readRecord(deps.connections, target, id, signal);
      if (found.record !== undefined)
        throw new Failure('conflict', `There is a record “${id}” already: open it to change it`);
    },
  });
  if (found === undefined) return;
  const uri = recordUri({ ...target, id });
  if ((await drafts.get(uri)) === undefined) await drafts.keep(uri, newRecordText(id, found.index));
  await openRecordDocument(uri);
}

/** Replaces the vector of an open record by the one in the clipboard. */
async function pasteVector(deps: RecordFilesDeps, document: vscode.TextDocument): Promise<void> {
  const place = placeOf(deps.environments, document.uri);
  const values = readVectorText(await vscode.env.clipboard.readText());
  const { signal } = new AbortController();
  const { index } = await readRecord(deps.connections, place, place.id, signal);
  const draft = parseObject(document.getText());
  const field = index.documents === undefined ? 'values' : index.documents.denseField;
  if (field === undefined)
    throw new Failure('badInput', `The documents of “${index.name}” have no field for a vector`);
  const record = parseRecordText(JSON.stringify({ ...draft, [field]: values }), place.id, index);
  const edit = new vscode.WorkspaceEdit();
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, everything, toRecordText(record, index));
  await vscode.workspace.applyEdit(edit);
}

/** Returns the document that an editor's command is about. */
async function documentOf(argument: unknown): Promise<vscode.TextDocument> {
  const uri = argument instanceof vscode.Uri ? argument : undefined;
  const document =
    uri === undefined
      ? vscode.window.activeTextEditor?.document
      : await vscode.workspace.openTextDocument(uri);
  if (document?.uri.scheme === recordScheme && !isStoredUri(document.uri)) return document;
  throw new Failure('badInput', vscode.l10n.t('Open a record first'));
}

function idOf(argument: unknown): string | undefined {
  const hasId = typeof argument === 'object' && argument !== null && 'id' in argument;
  return hasId && 'target' in argument && typeof argument.id === 'string' && !('type' in argument)
    ? argument.id
    : undefined;
}

function missing(id: string): Failure {
  return new Failure('notFound', `There is no record “${id}” in this namespace`);
}
