import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { findAccessibilityProblems } from '../../support/axe.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { createSample, photograph, showMap, takePicture } from '../../support/journey.ts';
import { MapView } from '../../support/pages/mapView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/legibleMap');
const height = 800;

/** What a reader of a map finds: whole texts, meanings, names and colours. */
describe('a map that is read', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height } });
    map = new MapView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'fiori-docs');
    await showMap(workbench, 'fiori-docs');
  });
  afterAll(() => session?.close());

  const found = (text: RegExp): Promise<void> =>
    map.frame.getByRole('search').getByText(text).waitFor();
  const searchBox = () => map.frame.getByRole('search').getByRole('textbox');
  const look = (name: string): Promise<void> =>
    photograph(workbench, (theme) => path.join(images, `${name}-${theme}.png`));

  it('finds words far behind the beginning of a text, with rings', async () => {
    await searchBox().fill('"until deployment time"');
    await found(/^[1-9]\d* found$/);
    await expect
      .poll(() => map.frame.locator('.outline-ring').getAttribute('d'))
      .toMatch(/^M.*a6 6/);
  });

  it('finds passages by meaning, and leads with the title of the nearest', async () => {
    await map.button('By Meaning').click();
    await searchBox().fill('How do I deploy an app to Cloud Foundry?');
    await found(/^Enter searches by meaning$/);
    await searchBox().press('Enter');
    await found(/^1 of 30$/);
    await map.neighbours();
    expect(await map.record.locator('.record-title').innerText()).toMatch(/\w/);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('meaning');
    await map.button('By Meaning').click();
    await searchBox().fill('');
  });

  it('reports which field of a filter no record has', async () => {
    await searchBox().fill('{ "categry": "Btp Fiori Tools" }');
    await expect
      .poll(() => map.frame.getByRole('search').getByRole('status').innerText())
      .toBe('0 found · no record has the field “categry”; did you mean “category”?');
    await searchBox().fill('');
  });

  it('colours the largest of many values, and the others on request', async () => {
    await map.canvas.press('Escape');
    await map.legend.getByLabel('Colour by').selectOption('tags');
    await map.legend.getByText(/^\d+ smaller values$/).waitFor();
    expect(await map.legend.locator('.entry').count()).toBeLessThanOrEqual(12);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('many-values');
    await map.legend.getByRole('button', { name: 'Show', exact: true }).click();
    await expect.poll(() => map.legend.locator('.entry').count()).toBeGreaterThan(12);
    await map.legend.getByLabel('Colour by').selectOption('words');
    await map.legend.getByLabel('Spread colours').selectOption('quantile');
    await expect.poll(() => map.legend.locator('.gradient-ends span').count()).toBe(3);
    await takePicture(workbench, path.join(images, 'numbers.png'));
    await map.legend.getByLabel('Colour by').selectOption('category');
  });

  it('is laid out in fine detail, and its explanation says so', async () => {
    await map.remake({ detail: 'fine' });
    await map.settles();
    await map.frame.getByText('UMAP fine 15/0.1 seed 42').waitFor();
    await map.frame.locator('summary', { hasText: 'trust' }).focus();
    await workbench.page.keyboard.press('Enter');
    await map.frame.getByText('Detail: fine.').waitFor();
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await takePicture(workbench, path.join(images, 'fine-explained.png'));
    await look('fine');
  });

  it('gives the place of the side panel to the picture in a narrow view', async () => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.page.setViewportSize({ width: 660, height });
    await map.legend.waitFor({ state: 'hidden' });
    await takePicture(workbench, path.join(images, 'narrow-folded.png'));
    await map.button('Show Panel').click();
    await map.legend.waitFor();
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('narrow');
  });
});
