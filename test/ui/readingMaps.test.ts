import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createDatedIndex, datedCounts, datedIndex } from '../support/datedIndex.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { photograph, showMap } from '../support/journey.ts';
import { packagedExtension } from '../support/packagedExtension.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import { WorkbenchSession } from '../support/workbench/session.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');

/** Articles with dates, in several namespaces; each test goes on where the one before it ended. */
describe('reading a map', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await WorkbenchSession.start({ extensions: [await packagedExtension()] });
    workbench = await session.open({ size: { width: 1280, height: 800 } });
    map = new MapView(workbench);
    const tree = new TreeView(workbench);
    await tree.open();
    await workbench.runCommand('Vectorscope: Create Sample Index');
    await workbench.pick('fiori-docs');
    await workbench.notification('is ready').waitFor({ timeout: 60_000 });
    await workbench.clearNotifications();
    await createDatedIndex(await runningEngine(session.engineData));
    await workbench.runCommand('Vectorscope: Refresh');
    await tree.row(datedIndex).waitFor();
    await mkdir(images, { recursive: true });
  });
  afterAll(() => session?.close());

  const look = (what: string): Promise<void> =>
    photograph(workbench, (theme) => path.join(images, `${what}-${theme}.png`));

  it('colours by dates, says so in the user’s language, and lets some of them through', async () => {
    await showMap(workbench, datedIndex);
    await map.legend.getByLabel('Colour by').selectOption('published');
    await map.legend.getByText('Dates as they are written').waitFor();
    expect(await map.legend.locator('.gradient-ends').innerText()).toMatch(
      /^[A-Z][a-z]{2} \d{1,2}, 2019\s+[A-Z][a-z]{2} \d{1,2}, 2023$/,
    );
    await map.legend.getByRole('slider', { name: 'from' }).press('PageUp');
    await map.legend.getByRole('slider', { name: 'to' }).press('PageDown');
    const brush = await map.legend.getByRole('group', { name: 'Range of published' }).boundingBox();
    const { x, y, width, height } = brush!;
    await workbench.page.mouse.move(x + width / 2, y + height / 2);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(x + width, y + height / 2, { steps: 5 });
    await workbench.page.mouse.up();
    await map.legend.getByRole('button', { name: 'Select' }).click();
    const size = await map.selectionSize();
    expect(size).toBeGreaterThan(0.6 * datedCounts.__default__);
    expect(size).toBeLessThan(datedCounts.__default__);
    expect(await map.legend.getByLabel('to', { exact: true }).last().inputValue()).toMatch(
      /^2023-/,
    );
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-dates');
    await map.canvas.press('Escape');
  });

  it('reads numbers as times once it is told their unit, and names the time zone', async () => {
    await map.legend.getByLabel('Colour by').selectOption('read_at');
    expect(await map.legend.locator('.gradient-ends').innerText()).toMatch(/^1,5\d\d,\d{3},\d{3}/);
    await map.legend.getByLabel('Read as').selectOption('seconds');
    await map.legend.getByText(/^Times in \w+/).waitFor();
    expect(await map.legend.locator('.gradient-ends').innerText()).toMatch(/2019.*202[34]/s);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-times');
  });
});
