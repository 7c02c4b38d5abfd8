import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { openSampleNotebook, photograph } from '../../support/journey.ts';
import type { NotebookView } from '../../support/pages/notebookView.ts';
import { RecordsView } from '../../support/pages/recordsView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const text = `vecnb 1
environment: local
index: english-words
namespace: __default__

### query pets
id: dog
top k: 20

### text
## Words that are *near*

| word | why |
|------|-----|
| **cat** | also a pet |
`;

/** Each test goes on where the one before it ended. */
describe('the reading pane of hits', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'pets.vecnb'), text);
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    notebook = await openSampleNotebook(workbench, 'pets.vecnb');
  });
  afterAll(() => session?.close());

  it('opens by a click, follows the arrows, and closes by Escape', async () => {
    await notebook.runToHits(1);
    await notebook.hit(1, 'dog').click();
    await expect.poll(() => notebook.record.locator('.record-id code').innerText()).toBe('dog');
    await notebook.record.getByRole('region', { name: 'Vector' }).waitFor();
    await notebook.record.locator('.neighbour').nth(9).waitFor();
    await photograph(workbench, (theme) => path.join(cacheFolder, `test/hits/pane-${theme}.png`));
    const [, second] = await notebook.rows(1);
    const grid = notebook.cell(1).getByRole('grid');
    await grid.press('ArrowDown');
    await expect
      .poll(() => notebook.record.locator('.record-id code').innerText())
      .toBe(second?.[2]);
    await grid.press('Escape');
    await notebook.record.waitFor({ state: 'detached' });
    await grid.press('Enter');
    await notebook.record.waitFor();
  });

  it('keeps a pinned hit on top of hits that are sorted by their ids', async () => {
    const header = notebook.cell(1).getByRole('columnheader');
    await notebook.record.getByRole('button', { name: 'Pin' }).click();
    await notebook.record.getByRole('button', { name: 'Close Record' }).click();
    await header.filter({ hasText: 'id' }).click();
    await notebook.cell(1).getByRole('button', { name: 'Columns', exact: true }).click();
    await notebook.cell(1).getByRole('button', { name: 'Freeze id' }).click();
    await notebook.cell(1).getByRole('checkbox', { name: 'score' }).uncheck();
    await photograph(workbench, (theme) =>
      path.join(cacheFolder, `test/hits/columns-${theme}.png`),
    );
    await notebook.cell(1).getByRole('button', { name: 'Columns', exact: true }).click();
    await expect
      .poll(() => header.allInnerTexts())
      .toEqual(['id ↑', '#', 'class', 'pos', 'rank', 'text']);
    const [pinned = '', ...ids] = (await notebook.rows(1)).map(([id = '']) => id);
    expect([ids, ids.includes(pinned)]).toEqual([ids.toSorted(), false]);
  });

  it('leads to a query for what is similar to a hit', async () => {
    await notebook.hit(1, 'dog').click();
    await notebook.record.getByRole('button', { name: 'Find Similar' }).click();
    await notebook.status(2).filter({ hasText: '20 hits' }).waitFor();
    expect((await notebook.rows(2))[0]?.[2]).toBe('dog');
    await notebook.cell(1).getByRole('button', { name: 'JSON', exact: true }).click();
    const json = notebook.cell(1).locator('.result-json');
    await json.getByText('"id": "cat"').waitFor();
    await photograph(workbench, (theme) => path.join(cacheFolder, `test/hits/json-${theme}.png`));
    expect(await json.evaluate(({ clientHeight }) => clientHeight)).toBeLessThan(600);
  });

  it('leaves the keys of cells to the notebook: select, cut, undo, fold', async () => {
    expect(await notebook.cell(3).locator('td').allInnerTexts()).toEqual(['cat', 'also a pet']);
    await notebook.cell(1).press('ArrowLeft');
    await expect.poll(() => notebook.cell(1).locator('.cell-result').count()).toBe(0);
    await notebook.cell(2).press('Shift+ArrowDown');
    const selected = notebook.frame.locator('.cell.is-selected');
    await expect.poll(() => selected.count()).toBe(2);
    await photograph(workbench, (theme) => path.join(cacheFolder, `test/hits/cells-${theme}.png`));
    await notebook.cell(3).press('x');
    const cells = notebook.frame.locator('[data-cell-id]');
    await expect.poll(() => cells.count()).toBe(1);
    await notebook.cell(1).press('z');
    await expect.poll(() => cells.count()).toBe(3);
    await notebook.cell(1).press('ArrowRight');
    await notebook.cell(1).locator('.cell-result').waitFor();
  });

  it('of a record in the records view leads to the cell that found it', async () => {
    const tree = new TreeView(workbench);
    await tree.expand('local', 'english-words');
    await tree.choose('english-words', 'Show Records');
    const records = new RecordsView(workbench);
    await records.field('Start of the ids').fill('dog');
    await records.field('Start of the ids').press('Enter');
    await records.row('dog').click();
    await records.record.getByRole('button', { name: /^pets/ }).click();
    await notebook.cell('pets').waitFor();
    await expect
      .poll(() => notebook.frame.locator('[data-cell-id]:focus').getAttribute('aria-label'))
      .toContain('pets');
  });

  it('come back with their age after a reload, until local data is cleared', async () => {
    await workbench.reload();
    await workbench.openFile('pets.vecnb');
    await notebook.shows();
    const kept = notebook.status('pets').filter({ hasText: /20 hits.*kept from/s });
    await kept.waitFor();
    await photograph(workbench, (theme) => path.join(cacheFolder, `test/hits/kept-${theme}.png`));
    await workbench.runAndPick('Vectorscope: Clear Local Data', 'Results of notebooks');
    await workbench.quickInput.press('Enter');
    await workbench.answerModal('Remove this data', 'Remove');
    await expect.poll(() => kept.count()).toBe(0);
  });

  it('are found again from the history of runs', async () => {
    await workbench.runAndPick('Vectorscope: Show Run History', 'dog');
    await workbench.page.locator('.tab.active', { hasText: 'run-again' }).waitFor();
    await expect.poll(() => notebook.status(1).innerText()).toContain('20 hits');
  });
});
