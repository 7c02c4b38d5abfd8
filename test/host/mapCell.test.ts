import { after, before, beforeEach, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import type { RunnableCell } from '../../src/model/notebook/cell.ts';
import { selectionQuery } from '../../src/services/notebook/selectionNotebook.ts';
import { CellRunner } from '../../src/services/notebook/cellRunner.ts';
import type { OpenNotebook } from '../../src/vscode/notebook/openNotebook.ts';
import { OpenNotebooks } from '../../src/vscode/notebook/openNotebooks.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const text = `vecnb 1
environment: local
index: english-words

### query pets
text: dog
expected: cat

### map words
method: pca
sample: 500
query: pets
`;

describe('a map in a notebook', () => {
  let extension: Parts;
  let notebooks: OpenNotebooks;
  let notebook: OpenNotebook;
  let number = 0;

  before(async function () {
    this.timeout(120_000);
    extension = await partsOfExtension();
    const { environments, catalog } = extension;
    const ports = { ...extension, now: () => performance.now() };
    notebooks = new OpenNotebooks(new CellRunner(ports), ports, extension.environments);
    const { signal } = new AbortController();
    const local = environments.byName('local')!;
    catalog.invalidate(local.id);
    const indexes = await catalog.indexes(local, signal);
    if (!indexes.some(({ name }) => name === 'english-words')) {
      const engine = await extension.connections.openEngine(signal);
      await engine.createSample('english-words', signal, () => undefined);
      catalog.invalidate(local.id);
    }
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'the host has no workspace');
    const file = vscode.Uri.joinPath(folder.uri, `map-cell-${++number}.vecnb`);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    notebook = notebooks.open(await vscode.workspace.openTextDocument(file));
  });

  after(async () => {
    notebooks.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('runs with all cells, shows what it says, and the hits of its query', async () => {
    const running: boolean[] = [];
    notebook.onDidChangeRunning(({ isRunningAll }) => running.push(isRunningAll));
    await notebook.runAll();
    const { runs } = notebook.state();
    const map = cellOf(notebook, 'map');
    const run = runs[map.id];
    assert.ok(run?.state === 'done' && run.outcome.kind === 'map', JSON.stringify(run));
    const session = notebook.maps.of(map.id);
    assert.deepEqual(
      {
        running,
        shown: run.outcome.shown,
        total: run.outcome.total,
        parameters: session?.parameters,
        queries: session?.queries.all.map(({ name, hits }) => [name, hits[0]?.id]),
      },
      {
        running: [true, false],
        shown: 500,
        total: 10_000,
        parameters: { method: 'pca', neighbours: 15, minDistance: 0.1, sample: 500, seed: 42 },
        queries: [['pets', 'dog']],
      },
    );
  });

  it('stops with all others, and the cells after it do not run', async () => {
    const map = cellOf(notebook, 'map');
    const query = cellOf(notebook, 'query');
    await notebook.edit({ edit: 'moveCell', cellId: map.id, to: 0 });
    const begun = new Promise<void>((resolve) => {
      notebook.session.onDidChangeRun(({ run }) => {
        if (run?.state === 'running') resolve();
      });
    });
    const all = notebook.runAll();
    await begun;
    notebook.stopAll();
    await all;
    const { runs, isRunningAll } = notebook.state();
    const stopped = runs[map.id];
    assert.deepEqual(
      [isRunningAll, stopped?.state === 'done' && stopped.outcome.kind, runs[query.id]],
      [false, 'stopped', undefined],
    );
  });

  it('puts a query of selected points below itself, as one step that can be undone', async () => {
    const map = cellOf(notebook, 'map');
    const revealed: string[] = [];
    notebook.onDidReveal(({ cellId }) => revealed.push(cellId));
    const selection = { centreId: 'cat', ids: ['cat', 'dog'], count: 2 };
    await notebook.insertBelow(map.id, selectionQuery(selection, '__default__'));
    const { document } = notebook.state();
    assert.ok(document.isValid);
    const { cells } = document.notebook;
    assert.deepEqual(
      [cells.map(({ kind }) => kind), revealed],
      [['query', 'map', 'query'], [cells[2]?.id]],
    );
    assert.equal(
      notebook.document.getText(),
      `${text}\n### query\nid: cat\ntop k: 2\nexpected:\n  cat\n  dog\n`,
    );
  });

  it('stays with its cell when that is taken out and put back', async () => {
    const map = cellOf(notebook, 'map');
    await notebook.run(map);
    const [made] = notebook.maps.all;
    await notebook.edit({ edit: 'removeCell', cellId: map.id });
    await notebook.edit({ edit: 'insertCell', cell: map, at: 1 });
    assert.deepEqual([cellOf(notebook, 'map').id, notebook.maps.all], [map.id, [made]]);
  });
});

function cellOf(notebook: OpenNotebook, kind: RunnableCell['kind']): RunnableCell {
  const { document } = notebook.state();
  assert.ok(document.isValid, JSON.stringify(document));
  const found = document.notebook.cells.find(
    (cell): cell is RunnableCell => cell.kind !== 'text' && cell.kind === kind,
  );
  assert.ok(found, `there is no ${kind} in the notebook`);
  return found;
}
