import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, photograph, showMap } from '../support/journey.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');

/** No test here moves the pointer over a map. */
describe('a map without a pointer', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    map = new MapView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'fiori-docs');
    await showMap(workbench, 'fiori-docs');
  });
  afterAll(() => session?.close());

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  const focused = () => map.frame.locator(':focus');
  /** Presses Tab until a control of this name has the focus. */
  const tabTo = async (name: string | RegExp): Promise<void> => {
    const control = focused().and(
      map.frame
        .getByRole('button', { name })
        .or(map.frame.getByRole('application', { name }))
        .or(map.frame.getByRole('spinbutton', { name }))
        .or(map.frame.getByRole('combobox', { name })),
    );
    for (let steps = 0; steps < 60 && (await control.count()) === 0; steps++) await press('Tab');
    await control.waitFor();
  };
  const expectNoProblems = async (): Promise<void> =>
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
  const pageSelection = (): Promise<string> =>
    map.frame.locator('body').evaluate(() => getSelection()?.toString() ?? '');

  it('is described in words', async () => {
    const id = (await map.canvas.getAttribute('aria-describedby')) ?? '';
    const summary = map.frame.locator(`[id="${id}"]`);
    // Words over groups are made after the points have come to rest.
    await expect.poll(() => summary.innerText()).toMatch(/Groups: .+\.$/);
    await expect
      .poll(() => summary.innerText())
      .toMatch(/^778 points, coloured by category in \d+ groups\. The largest: Sapui5/);
  });

  it('has its points selected by the key that would mark all words of the view', async () => {
    await map.canvas.focus();
    await press('ControlOrMeta+a');
    await expect.poll(() => map.selectionSize()).toBe(778);
    // VS Code has had its turn with the key when it has run a command.
    await workbench.runCommand('View: Show Vectorscope');
    await expect.poll(() => pageSelection()).toBe('');
    await map.canvas.focus();
    await press('Escape');
  });

  it('is made with other parameters, and explains itself', async () => {
    const summary = map.frame.locator('header summary').first();
    await summary.focus();
    await press('Enter');
    const form = map.frame.getByRole('form', { name: 'Parameters' });
    await form.waitFor();
    await expectNoProblems();
    await press('Escape');
    await expect.poll(() => focused().innerText()).toBe('UMAP 15/0.1 seed 42');
    await press('Enter');
    await form.waitFor();
    await tabTo('Seed');
    await press('ArrowUp');
    await tabTo('Make Map');
    await press('Enter');
    await map.frame.getByText('UMAP 15/0.1 seed 43').waitFor();
    await map.settles();
    await map.frame.locator('summary', { hasText: 'trust' }).focus();
    await press('Enter');
    await map.frame.getByText('Measured on this map').waitFor();
    await expectNoProblems();
    await press('Tab');
    await map.frame.getByText('Measured on this map').waitFor({ state: 'detached' });
  });

  it('is navigated, and announces the position', async () => {
    await tabTo('Map of the points');
    await press('ArrowRight');
    const first = await map.selectedIdAfter();
    await press('ArrowUp', 'Enter');
    const id = await map.selectedIdAfter(first);
    await map.frame.getByRole('status').filter({ hasText: id }).waitFor({ state: 'attached' });
    const [nearest] = await map.neighbours();
    await tabTo('Copy Vector');
    await press('Tab', 'Enter');
    await expect.poll(() => map.selectedId()).toBe(nearest?.id);
  });

  it('has points selected, and their ids copied', async () => {
    await map.canvas.focus();
    await press('Space', 'ArrowDown', 'Space');
    await expect.poll(() => map.selectionSize()).toBe(2);
    await tabTo('Copy IDs');
    await press('Enter');
    const clipboard = (): Promise<string> =>
      workbench.page.evaluate(() => navigator.clipboard.readText());
    const id = await map.selectedId();
    await expect.poll(async () => (await clipboard()).split('\n').length).toBe(2);
    await expect.poll(() => clipboard()).toContain(id);
    await map.canvas.focus();
    await press('ControlOrMeta+a');
    await expect.poll(() => map.selectionSize()).toBe(778);
    await expectNoProblems();
    await map.canvas.focus();
    await press('Escape', 'Escape');
    await expect.poll(() => map.selectionSize()).toBe(0);
  });

  it('is filtered by its legend', async () => {
    await tabTo(/^Sapui5/);
    await press('Space');
    await map.canvas.focus();
    await press('ControlOrMeta+a');
    await expect.poll(() => map.selectionSize()).toBe(386);
    await press('Escape');
    await tabTo('Show All');
    await press('Enter');
    await expectNoProblems();
  });

  it('is read as a table, and searched for duplicates and outliers', async () => {
    await tabTo('Map of the points');
    await map.button('Table').focus();
    await press('Enter');
    await map.table.waitFor();
    await map.table.focus();
    await press('ArrowDown', 'ArrowDown');
    await expect.poll(() => map.selectedId()).not.toBe('');
    await expectNoProblems();
    await map.button('Findings').focus();
    await press('Enter');
    await map.findings.waitFor();
    await tabTo('Find Duplicates');
    await press('Enter');
    await map.findings.getByText(/\d+ records in|No records are this close/).waitFor();
    await tabTo('Find Outliers');
    await press('Enter');
    await map.findings.getByText('The 50 strongest outliers').waitFor();
    await tabTo(/^\d+\.\d×/);
    await press('Enter');
    await map.neighbours();
    await expectNoProblems();
    await mkdir(images, { recursive: true });
    await photograph(workbench, (theme) => path.join(images, `all-open-${theme}.png`));
  });
});
