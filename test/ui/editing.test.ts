import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSampleIndexes } from '../../scripts/start/sampleIndexes.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { enterEnvironment } from '../support/journey.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const outdated = 'Outdated: the query has changed';

/** What changes under an open window: by another window, by the settings, by its user. */
describe('windows and notebooks while things change', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let notebook: NotebookView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await makeSampleIndexes(session.engineData);
    workbench = await session.open();
    tree = new TreeView(workbench);
    notebook = new NotebookView(workbench);
  });
  afterAll(() => session?.close());

  it('shows in each window what another one does on the engine of both', async () => {
    const other = await session.openEmpty();
    const otherTree = new TreeView(other);
    await otherTree.open();
    await tree.open();
    await tree.expand('local', 'fiori-docs');
    await expect.poll(() => otherTree.row('local').innerText()).toContain('engine running');
    await otherTree.expand('local', 'fiori-docs');
    const engine = await runningEngine(session.engineData);
    await askFor(engine, 'POST', '/indexes', newIndexBody('made-elsewhere', 2));
    await Promise.all([tree, otherTree].map((one) => one.row('made-elsewhere').waitFor()));
    await otherTree.choose('made-elsewhere', 'Delete Index…');
    await other.answerModal('Delete the index “made-elsewhere” on this machine?', 'Delete');
    await tree.row('made-elsewhere').waitFor({ state: 'detached' });
    expect(await tree.row('fiori-docs').count()).toBe(1);
    await other.page.close();
    // In a browser, a window whose neighbour has closed may load no views until it is loaded again.
    await workbench.reload();
    await tree.open();
    await tree.expand('local', 'fiori-docs');
  });

  it('marks hits as old from the first change of a query until it runs again', async () => {
    await tree.act('english-words', 'Query');
    await notebook.shows();
    await notebook.search(1, 'summer holiday');
    await notebook.runToHits(1);
    const status = notebook.status(1);
    expect(await status.innerText()).not.toContain(outdated);
    await notebook.search(1, 'winter holiday');
    await status.filter({ hasText: outdated }).waitFor();
    await notebook.cell(1).locator('.hits.is-old').waitFor();
    await notebook
      .cell(1)
      .getByRole('grid', { name: /old hits/ })
      .waitFor();
    await notebook.search(1, 'summer holiday');
    await status.filter({ hasNotText: outdated }).waitFor();
    await notebook.typeFilter(1, '{ "rank": { "$lt": 1000 } }');
    await status.filter({ hasText: outdated }).waitFor();
    await notebook.runToHits(1);
    expect(await status.innerText()).not.toContain(outdated);
  });

  it('follows an environment that is renamed, and gives its name to the files where that is wanted', async () => {
    const { url, key } = await runningEngine(session.engineData);
    await enterEnvironment(workbench, { name: 'stage', url, key });
    await tree.expand('stage', 'fiori-docs');
    const file = path.join(session.workspace, 'bound.vecnb');
    await writeFile(
      file,
      'vecnb 1\nenvironment: stage\nindex: english-words\n\n### query\nid: dog\ntop k: 3\n',
    );
    await workbench.openFile('bound.vecnb');
    await notebook.shows();
    await notebook.runToHits(1);
    await workbench.clearNotifications();
    await tree.chooseAndAnswer(
      'stage',
      'Rename Environment…',
      'Another name for “stage”',
      'rehearsal',
    );
    await tree.row('rehearsal').waitFor();
    await notebook.frame.locator('.pickers').getByText('rehearsal').first().waitFor();
    expect(await notebook.status(1).innerText()).not.toContain(outdated);
    expect(await notebook.runToHits(1)).toMatch(/^3 hits/);
    expect(await readFile(file, 'utf8')).toContain('environment: stage\n');
    const notice = await workbench.listedNotification('Renamed “stage” to “rehearsal”');
    await notice.getByRole('button', { name: 'Update Notebooks' }).click();
    await expect
      .poll(() => readFile(file, 'utf8'))
      .toMatch(/^vecnb 1\nenvironment: rehearsal\nenvironment id: \S+\nindex: english-words\n/);
  });

  it('takes a row away once an action on it misses its index', async () => {
    const engine = await runningEngine(session.engineData);
    await askFor(engine, 'POST', '/indexes', newIndexBody('soon-gone', 2));
    await tree.expand('rehearsal', 'fiori-docs');
    await workbench.runCommand('Vectorscope: Refresh');
    const rows = workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'soon-gone' });
    await expect.poll(() => rows.count()).toBe(2);
    await askFor(engine, 'DELETE', '/indexes/soon-gone');
    // The environment of a custom host hears of no events: its row is stale.
    await expect.poll(() => rows.count()).toBe(1);
    const gone = (): Promise<void> => rows.waitFor({ state: 'detached', timeout: 10_000 });
    await tree.actUntil('soon-gone', 'Query', gone);
  });

  it('backs an index up before it is deleted anywhere but on this machine, by its name', async () => {
    const engine = await runningEngine(session.engineData);
    await askFor(engine, 'POST', '/indexes', newIndexBody('kept-copy', 2));
    await workbench.runCommand('Vectorscope: Refresh');
    const rows = workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'kept-copy' });
    await expect.poll(() => rows.count()).toBe(2);
    await tree.choose('kept-copy', 'Delete Index…');
    // Production is locked until it is unlocked, then the command goes on.
    await workbench.answerNotification('is production and locked', 'Unlock for 15 Minutes');
    await workbench.answerModal('index “kept-copy” of “rehearsal”?', 'Back Up and Delete…');
    await workbench.answer('Type the name of the index', 'kept-copy');
    // A command that opens the palette before the answer has arrived would close the question.
    await workbench.quickInput.waitFor({ state: 'hidden' });
    const notice = await workbench.listedNotification('“kept-copy” of “rehearsal” is deleted');
    expect(await notice.innerText()).toContain('A backup holds its records: 0 records.');
    await expect.poll(() => rows.count()).toBe(0);
  });

  it('keeps the names of unsaved notebooks over a reload if no folder is open', async () => {
    const empty = await session.openEmpty();
    const names = ['notebook.vecnb', 'notebook-2.vecnb'];
    for (const name of names) {
      await empty.runCommand('Vectorscope: New Notebook');
      await empty.tab(name).waitFor();
    }
    await new NotebookView(empty).shows();
    await empty.reload();
    for (const name of names) await empty.tab(name).waitFor();
    expect(await empty.tab('vecnb 1').count()).toBe(0);
    await empty.page.close();
  });
});
