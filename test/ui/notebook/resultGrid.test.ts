import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { findAccessibilityProblems } from '../../support/axe.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { openSampleNotebook, photograph, takePicture } from '../../support/journey.ts';
import type { NotebookView } from '../../support/pages/notebookView.ts';
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
`;

/** Each test goes on where the one before it ended. */
describe('the grid of hits', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'grid.vecnb'), text);
    workbench = await session.open();
    notebook = await openSampleNotebook(workbench, 'grid.vecnb');
  });
  afterAll(() => session?.close());

  const head = (name: string): Locator =>
    notebook.cell(1).getByRole('columnheader').filter({ hasText: name });
  const heads = (): Promise<string[]> => notebook.cell(1).getByRole('columnheader').allInnerTexts();
  const button = (name: string): Locator =>
    notebook.cell(1).getByRole('button', { name, exact: true });

  it('moves and resizes a column by keys, and moves one by the pointer', async () => {
    await notebook.runToHits(1);
    await expect.poll(heads).toEqual(['#', 'score ↓', 'id', 'class', 'pos', 'rank', 'text']);
    const grid = notebook.cell(1).getByRole('grid');
    await grid.press('ArrowUp');
    await grid.press('End');
    await grid.press('Alt+ArrowLeft');
    await expect.poll(heads).toEqual(['#', 'score ↓', 'id', 'class', 'pos', 'text', 'rank']);
    const width = (): Promise<number> => head('text').evaluate(({ clientWidth }) => clientWidth);
    const before = await width();
    await grid.press('Shift+ArrowRight');
    await expect.poll(width).toBe(before + 16);
    const wanted = ['id', '#', 'score ↓', 'class', 'pos', 'text', 'rank'];
    await expect
      .poll(async () => {
        if ((await heads())[0] !== 'id') await head('id').dragTo(head('#'));
        return heads();
      })
      .toEqual(wanted);
  });

  it('has a list of columns that names, freezes, moves and hides them, and returns the focus', async () => {
    const group = notebook.cell(1).getByRole('group', { name: 'Columns', exact: true });
    await expect
      .poll(async () => {
        if (!(await group.isVisible())) await button('Columns').click();
        return group.isVisible();
      })
      .toBe(true);
    await button('Freeze class').click();
    await expect.poll(() => button('Freeze class').getAttribute('aria-pressed')).toBe('true');
    await button('Move text Up').click();
    await group.getByRole('checkbox', { name: 'pos' }).uncheck();
    await expect.poll(heads).toEqual(['class', 'id', '#', 'score ↓', 'text', 'rank']);
    await takePicture(workbench, path.join(cacheFolder, 'test/hits/grid-list.png'));
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    await group.getByRole('checkbox', { name: 'pos' }).press('Escape');
    await group.waitFor({ state: 'detached' });
    expect(await button('Columns').evaluate((element) => element.matches(':focus'))).toBe(true);
    await photograph(workbench, (theme) => path.join(cacheFolder, `test/hits/grid-${theme}.png`));
  });

  it('has actions on an open hit: expect it, edit it, show it on the map', async () => {
    await notebook.hit(1, 'cat').click();
    const act = (name: string): Locator =>
      notebook.record.getByRole('group', { name: 'Hit' }).getByRole('button', { name });
    await act('Expect').click();
    await expect.poll(() => act('Expect').getAttribute('aria-pressed')).toBe('true');
    await notebook.cell(1).getByText('1 of 1 expected').waitFor();
    await act('Edit').click();
    await workbench.page.locator('.tab.active', { hasText: 'cat' }).waitFor();
    await workbench.openFile('grid.vecnb');
    await act('Show on Map').or(notebook.hit(1, 'cat')).first().waitFor();
    await expect
      .poll(async () => {
        if (!(await act('Show on Map').isVisible())) await notebook.hit(1, 'cat').click();
        return act('Show on Map').isVisible();
      })
      .toBe(true);
    await act('Show on Map').click();
    await workbench.page.locator('.tab.active', { hasText: 'english-words map' }).waitFor();
  });
});
