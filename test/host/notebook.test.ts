import { after, before, beforeEach, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import type { QueryCell } from '../../src/model/notebook/cell.ts';
import { CellRunner } from '../../src/services/notebook/cellRunner.ts';
import { OpenNotebooks } from '../../src/vscode/notebook/openNotebooks.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const viewType = 'vectorscope.notebook';
const text = `vecnb 1
environment: local
index: english-words
namespace: __default__

### query animals
# what a dog is like
text: dog
top k: 5

### text
Some words.
`;

describe('a notebook', () => {
  let extension: Parts;
  let notebooks: OpenNotebooks;
  let file: vscode.Uri;
  let number = 0;

  before(async () => {
    extension = await partsOfExtension();
    const ports = { ...extension, now: () => performance.now() };
    notebooks = new OpenNotebooks(new CellRunner(ports), ports, extension.environments);
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'the host has no workspace');
    file = vscode.Uri.joinPath(folder.uri, `notebook-${++number}.vecnb`);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.commands.executeCommand('vscode.open', file);
  });

  after(async () => {
    notebooks.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens in its own editor', () => {
    assert.deepEqual(activeTab(), { viewType, path: file.path, isUntitled: false });
  });

  it('is edited as text: one line, dirty, undone, redone, saved', async () => {
    const document = documentOf(file);
    const notebook = notebooks.open(document);
    await notebook.edit({ edit: 'replaceCell', cell: { ...suggestFirstQuery(notebook), topK: 7 } });
    const edited = { text: document.getText(), isDirty: document.isDirty };
    await vscode.commands.executeCommand('undo');
    const undone = { text: document.getText(), isDirty: document.isDirty };
    await vscode.commands.executeCommand('redo');
    await document.save();
    const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const expected = text.replace('top k: 5', 'top k: 7');
    assert.deepEqual(
      { edited, undone, saved },
      {
        edited: { text: expected, isDirty: true },
        undone: { text, isDirty: false },
        saved: expected,
      },
    );
  });

  it('is saved with what was typed a moment before', async () => {
    const notebook = notebooks.open(documentOf(file));
    const typed = { ...suggestFirstQuery(notebook), topK: 9 };
    const view = notebook.addView({
      flush: () => notebook.edit({ edit: 'replaceCell', cell: typed }),
    });
    await vscode.commands.executeCommand('workbench.action.files.save');
    view.dispose();
    const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    assert.equal(saved, text.replace('top k: 5', 'top k: 9'));
  });

  it('is saved at once though a view does not answer', async () => {
    const notebook = notebooks.open(documentOf(file));
    const view = notebook.addView({
      flush: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    await notebook.edit({ edit: 'replaceCell', cell: { ...suggestFirstQuery(notebook), topK: 9 } });
    await vscode.commands.executeCommand('workbench.action.files.save');
    view.dispose();
    assert.equal(documentOf(file).isDirty, false);
  });

  it('brings a removed cell back with its results when that is undone', async () => {
    const notebook = notebooks.open(documentOf(file));
    const cell = suggestFirstQuery(notebook);
    await notebook.run({ ...cell, topK: 0 });
    const { runs } = notebook.state();
    assert.equal(runs[cell.id]?.state, 'done');
    await notebook.edit({ edit: 'removeCell', cellId: cell.id });
    await vscode.commands.executeCommand('undo');
    assert.deepEqual(
      { id: suggestFirstQuery(notebook).id, runs: notebook.state().runs },
      { id: cell.id, runs },
    );
  });

  it('makes edits that are asked for at once one after the other', async () => {
    const notebook = notebooks.open(documentOf(file));
    const { id } = suggestFirstQuery(notebook);
    await Promise.all([
      notebook.edit({ edit: 'insertCell', cell: { kind: 'text', id: 'x', text: 'First' }, at: 0 }),
      notebook.edit({ edit: 'moveCell', cellId: id, to: 2 }),
      notebook.edit({ edit: 'removeCell', cellId: 'x' }),
    ]);
    const { document } = notebook.state();
    assert.ok(document.isValid);
    assert.deepEqual(
      document.notebook.cells.map(({ kind }) => kind),
      ['text', 'query'],
    );
    assert.equal(suggestFirstQuery(notebook).id, id);
  });

  it('hears of changes by others, and keeps the cells’ ids', async () => {
    const document = documentOf(file);
    const notebook = notebooks.open(document);
    const { id } = suggestFirstQuery(notebook);
    const heard: number[] = [];
    notebook.onDidChange(({ version }) => heard.push(version));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(5, 0), '### text\nFrom elsewhere\n\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual([heard, suggestFirstQuery(notebook).id], [[document.version], id]);
  });

  it('refuses edits while its text is no notebook, and loses nothing', async () => {
    const document = documentOf(file);
    const notebook = notebooks.open(document);
    const cell = suggestFirstQuery(notebook);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(2, 0), '<<<<<<< HEAD\n');
    await vscode.workspace.applyEdit(edit);
    await assert.rejects(notebook.edit({ edit: 'removeCell', cellId: cell.id }), {
      kind: 'badInput',
    });
    await vscode.commands.executeCommand('undo');
    assert.deepEqual([document.getText(), suggestFirstQuery(notebook).id], [text, cell.id]);
  });

  it('shows what is wrong in the Problems panel until it is mended', async () => {
    const found = () =>
      vscode.languages
        .getDiagnostics(file)
        .map(({ range, message }) => `${range.start.line}:${range.start.character} ${message}`);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(9, 0), 'filter: { "class": { "$gtr": 1 } }\n');
    await vscode.workspace.applyEdit(edit);
    const wrong = await until(found, (problems) => problems.length === 1);
    await vscode.commands.executeCommand('undo');
    const mended = await until(found, (problems) => problems.length === 0);
    assert.match(wrong.join(), /^9:21 .*\$gt/);
    assert.deepEqual(mended, []);
  });

  it('opens as text and comes back', async () => {
    await vscode.commands.executeCommand('vectorscope.notebook.openAsText');
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputText && input.uri.path === file.path);
    await vscode.commands.executeCommand('vectorscope.notebook.openAsNotebook');
    assert.deepEqual(activeTab(), { viewType, path: file.path, isUntitled: false });
  });

  it('is compared as text', async () => {
    const other = vscode.Uri.joinPath(file, '../other.vecnb');
    await vscode.workspace.fs.copy(file, other, { overwrite: true });
    await vscode.commands.executeCommand('vscode.diff', file, other);
    const isTextDiff = () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff;
    assert.equal(await until(isTextDiff, (found) => found), true);
  });

  it('is made for an index with a query that has an answer, which stays when it is saved', async function () {
    this.timeout(120_000);
    const { signal } = new AbortController();
    const engine = await extension.connections.openEngine(signal);
    const local = extension.environments.byName('local')!;
    extension.catalog.invalidate(local.id);
    const indexes = await extension.catalog.indexes(local, signal);
    if (!indexes.some(({ name }) => name === 'english-words'))
      await engine.createSample('english-words', signal, () => undefined);
    extension.catalog.invalidate(local.id);
    await vscode.commands.executeCommand('vectorscope.notebook.queryIndex', {
      target: { environment: 'local', index: 'english-words', namespace: '__default__' },
    });
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputCustom, 'no notebook was opened');
    const notebook = notebooks.open(documentOf(input.uri));
    const cell = suggestFirstQuery(notebook);
    const outcome = await notebook.run(cell);
    assert.ok(outcome.kind === 'hits', JSON.stringify(outcome));
    const run = { state: 'done', ranAs: cell, outcome };
    assert.deepEqual(
      [cell.input.by, outcome.hits[0]?.id, outcome.hits.length, notebook.state().runs[cell.id]],
      ['text', cell.input.value, cell.topK, run],
    );
    await vscode.commands.executeCommand('workbench.action.files.save');
    const saved = await until(activeTab, (tab) => tab.path === input.uri.path && !tab.isUntitled);
    assert.ok(!saved.isUntitled, 'the notebook was not saved');
    const kept = notebooks.open(documentOf(vscode.Uri.file(saved.path))).state().runs;
    assert.deepEqual(Object.values(kept), [run]);
  });
});

function documentOf(uri: vscode.Uri): vscode.TextDocument {
  const found = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  assert.ok(found, `${uri.toString()} is not open`);
  return found;
}

function suggestFirstQuery(notebook: ReturnType<OpenNotebooks['open']>): QueryCell {
  const { document } = notebook.state();
  assert.ok(document.isValid, JSON.stringify(document));
  const cell = document.notebook.cells.find((cell) => cell.kind === 'query');
  assert.ok(cell, 'there is no query in the notebook');
  return cell;
}

function activeTab(): { viewType: string; path: string; isUntitled: boolean } {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputCustom))
    return { viewType: '', path: '', isUntitled: true };
  const { viewType, uri } = input;
  return { viewType, path: uri.path, isUntitled: uri.scheme === 'untitled' };
}

/** The first value that fits, or the last one after 5 s. */
async function until<T>(read: () => T, fits: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 5000;
  let value = read();
  while (!fits(value) && Date.now() < end) {
    await sleep(50);
    value = read();
  }
  return value;
}
