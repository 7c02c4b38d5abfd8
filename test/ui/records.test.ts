import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, photograph, takePicture } from '../support/journey.ts';
import { RecordsView } from '../support/pages/recordsView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/records');

/** Each test goes on where the one before it ended. */
describe('the records of a namespace', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let records: RecordsView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await mkdir(images, { recursive: true });
    await writeFile(path.join(session.workspace, 'notes.txt'), 'Something else to look at.\n');
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    records = new RecordsView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'english-words');
  });
  afterAll(() => session?.close());

  it('open from the tree by Enter', async () => {
    const tree = new TreeView(workbench);
    await tree.expand('local', 'english-words');
    await tree.expand('english-words', '__default__');
    await tree.row('english-words').press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await records.waitForStatus('10,000 records');
    await records.row('aaron').waitFor();
    expect(await records.columns()).toContain('class');
  });

  it('scroll to the last one', async () => {
    await records.grid.press('ControlOrMeta+End');
    await expect.poll(async () => (await records.ids()).at(-1)).toMatch(/^z/);
    await photograph(workbench, (theme) => path.join(images, `end-${theme}.png`));
    await records.grid.press('ControlOrMeta+Home');
    await records.row('aaron').waitFor();
  });

  it('narrow to ids with a start, which are counted', async () => {
    await records.field('Start of the ids').fill('dog');
    await records.field('Start of the ids').press('Enter');
    await records.waitForStatus(/^\d+ matching records/);
    const ids = await records.ids();
    expect([ids.includes('dog'), ids.every((id) => id.startsWith('dog'))]).toEqual([true, true]);
  });

  it('show a record with its vector and its nearest records', async () => {
    await records.row('dog').getByText('dog', { exact: true }).click();
    await records.nearest.first().waitFor();
    expect(await records.record.getByRole('region', { name: 'Vector' }).textContent()).toMatch(
      /100 numbers · norm \d/,
    );
    expect(await records.nearest.allTextContents()).toHaveLength(10);
    await photograph(workbench, (theme) => path.join(images, `record-${theme}.png`));
  });

  it('have no accessibility problems', async () => {
    expect(await findAccessibilityProblems(records.frame)).toEqual([]);
  });

  it('narrow by a metadata filter, and say what is wrong with it', async () => {
    await records.field('Start of the ids').fill('');
    const filter = records.field('Metadata filter');
    await filter.fill('{ "class": { "$what": 1 } }');
    await filter.press('Enter');
    await records.frame.getByRole('alert').filter({ hasText: '$what' }).waitFor();
    await filter.fill('{ "class": "noun.food" }');
    await filter.press('Enter');
    await records.waitForStatus(/matching records/);
    expect(await records.ids()).not.toContain('aaron');
    await records.row('bread').or(records.row('apple')).first().waitFor();
    await filter.fill('');
    await filter.press('Enter');
    await records.waitForStatus('10,000 records');
  });

  it('sort what has been read, and say so', async () => {
    await records.grid.getByRole('columnheader', { name: 'id' }).click();
    await records.waitForStatus(/records read so far, sorted by id/);
    await records.grid.getByRole('columnheader', { name: 'id' }).click();
    await expect.poll(async () => (await records.ids())[0] !== 'aaron').toBe(true);
    await records.grid.getByRole('columnheader', { name: 'id' }).click();
    await records.row('aaron').waitFor();
  });

  it('have columns that the user chooses', async () => {
    await records.button('Columns').click();
    await records.frame.getByRole('checkbox', { name: /^class/ }).uncheck();
    await records.button('Columns').press('Escape');
    expect(await records.columns()).not.toContain('class');
  });

  it('are selected by keys and copied', async () => {
    await records.row('aaron').getByText('aaron', { exact: true }).click();
    await records.grid.press('Shift+ArrowDown');
    await records.grid.press('Shift+ArrowDown');
    await records.frame.getByText('3 selected').waitFor();
    await records.button('Copy as JSON').first().click();
    await records.waitForStatus('Copied 3 records');
    expect(await records.grid.getByRole('row', { selected: true }).count()).toBe(3);
  });

  it('are as they were when the window is loaded again', async () => {
    const before = await records.ids();
    await workbench.reload();
    await records.waitForStatus('10,000 records');
    await records.frame.getByText('3 selected').waitFor();
    await records.record.getByText('abandon', { exact: true }).first().waitFor();
    expect(await records.columns()).not.toContain('class');
    await expect.poll(() => records.ids()).toEqual(before);
  });

  it('fit a narrow editor, where the record covers the grid', async () => {
    await workbench.page.setViewportSize({ width: 1000, height: 800 });
    await takePicture(workbench, path.join(images, 'narrow-record.png'));
    await records.button('Close Record').click();
    await records.row('aaron').waitFor();
    expect(await findAccessibilityProblems(records.frame)).toEqual([]);
    await takePicture(workbench, path.join(images, 'narrow.png'));
    await workbench.page.setViewportSize({ width: 620, height: 800 });
    await takePicture(workbench, path.join(images, 'narrowest.png'));
    await workbench.page.setViewportSize({ width: 1400, height: 800 });
  });
});
