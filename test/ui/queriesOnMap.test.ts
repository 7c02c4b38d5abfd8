import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createSample, photograph } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapView } from '../support/pages/mapView.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');

/** Hits of one group, hits of two that lie apart, and a filter. */
const notebookText = `vecnb 1
environment: local
index: english-words
namespace: __default__

### query pets
text: dog
top k: 20
expected: cat, horse, parliament

### query money_and_music
text: bank guitar
top k: 20
filter: { "rank": { "$lt": 5000 } }
`;

describe('queries of a notebook on a map', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'queries.vecnb'), notebookText);
    workbench = await session.open({ size: { width: 1280, height: 800 } });
    notebook = new NotebookView(workbench);
    map = new MapView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'english-words');
  });
  afterAll(() => session?.close());

  it('are shown from their cells, with what they found and what they should have found', async () => {
    await workbench.openFile('queries.vecnb');
    await notebook.shows();
    await notebook.runToHits('pets');
    await notebook.cell('pets').getByText('2 of 3 expected').waitFor();
    await notebook.cell('pets').locator('vscode-button[aria-label="Show on Map"]').click();
    await workbench.tab('english-words map').waitFor();
    await map.settles();
    await map.queries.getByRole('heading', { name: 'pets' }).waitFor();
    await expect.poll(() => map.queries.innerText()).toContain('20 hits');
    await expect
      .poll(() => map.queries.innerText())
      .toMatch(/Expected but not found:\s*parliament/);
  });

  it('stand side by side, in colours and shapes of their own', async () => {
    await workbench.tab('queries.vecnb').click();
    await notebook.shows();
    await notebook.runToHits('money_and_music');
    await notebook
      .cell('money_and_music')
      .locator('vscode-button[aria-label="Show on Map"]')
      .click();
    await map.settles();
    await map.queries.getByRole('heading', { name: 'money_and_music' }).waitFor();
    await expect.poll(() => map.frame.locator('.queries .query').count()).toBe(2);
    await expect.poll(() => map.frame.locator('.query-mark:not(.away)').count()).toBe(2);
    expect((await map.queries.innerText()).split('far apart')).toHaveLength(2);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await mkdir(images, { recursive: true });
    await photograph(workbench, (theme) => path.join(images, `queries-${theme}.png`));
  });

  it('lend their filter to the search of the map, and their hits to its selection', async () => {
    await map.button('Show Filter').click();
    await expect.poll(() => map.frame.locator('.search-status').innerText()).toMatch(/\d+ found/);
    await map.queries.getByRole('button', { name: 'Select Hits' }).first().click();
    await expect.poll(() => map.selectionSize()).toBe(20);
  });

  it('leave the map when they are taken off', async () => {
    await map.button('Remove “pets” from the Map').click();
    await map.queries.getByRole('heading', { name: 'pets' }).waitFor({ state: 'detached' });
    await expect.poll(() => map.frame.locator('.queries .query').count()).toBe(1);
  });

  it('lists duplicates and outliers, and shows them on the map', async () => {
    await map.act('Findings');
    await map.frame.getByLabel('up to').fill('0.15');
    await map.button('Find Duplicates').click();
    await map.findings.getByText(/\d+ records in \d+ groups/).waitFor();
    await map.button('Find Outliers').click();
    await map.findings.getByText('strongest outliers').waitFor();
    const [group] = await map.findings.locator('.finding-row').all();
    const size = Number(await group?.locator('.numeric').innerText());
    await group?.click();
    await expect.poll(() => map.selectionSize()).toBe(size);
    const outlier = map.findings.locator('.finding-row', { hasText: '×' }).first();
    const text = await outlier.locator('.finding-text').innerText();
    await outlier.click();
    await map.neighbours();
    expect([await map.selectedId(), await map.record.innerText()].join(' ')).toContain(text);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await photograph(workbench, (theme) => path.join(images, `findings-${theme}.png`));
  });
});
