import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createSample, photograph, showMap } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');
/** 38 pixels are the whole length of an axis. */
const fromTheFront = ['38 0', '0 -38', '0 0'];

describe('a map of three principal components', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 900 } });
    map = new MapView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'fiori-docs');
    await showMap(workbench, 'fiori-docs');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  afterAll(() => session?.close());

  it('names its axes, and says which share of the variance each holds', async () => {
    await map.remake({ method: 'pca', components: 3 });
    await map.settles();
    const axes = map.frame.getByRole('img', { name: 'Principal components' });
    await expect
      .poll(() => axes.getAttribute('aria-label'))
      .toMatch(
        /component 1 explains \d+% of the variance; component 2 explains [\d.]+%.*component 3 explains/,
      );
    await expect.poll(() => map.axes()).toEqual(fromTheFront);
  });

  it('is turned by drags, by the second button and by keys, and moved with Alt', async () => {
    await map.drag(120, 50);
    const turned = await map.axes();
    expect(turned).not.toEqual(fromTheFront);
    await map.drag(0, -30, 'right');
    const back = await map.axes();
    expect(back).not.toEqual(turned);
    await map.canvas.press('Shift+ArrowLeft');
    const further = await map.axes();
    expect(further).not.toEqual(back);
    await workbench.page.keyboard.down('Alt');
    await map.drag(60, 0);
    await workbench.page.keyboard.up('Alt');
    await expect.poll(() => map.axes()).toEqual(further);
  });

  it('lets points be selected as they are seen', async () => {
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    expect((await map.neighbours()).length).toBeGreaterThan(0);
    await map.canvas.press('l');
    await map.lassoLeftHalf();
    const selected = await map.selectionMade();
    expect([selected > 20, selected < 700]).toEqual([true, true]);
    await mkdir(images, { recursive: true });
    await photograph(workbench, (theme) => path.join(images, `space-${theme}.png`));
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await map.canvas.press('Escape');
    await map.canvas.press('Escape');
    await map.canvas.press('l');
  });

  it('restores its rotation, and faces the front on request', async () => {
    const turned = await map.axes();
    await workbench.reload();
    await map.settles();
    await expect.poll(() => map.axes()).toEqual(turned);
    await map.frame.getByRole('button', { name: 'Reset View' }).click();
    await expect.poll(() => map.axes()).toEqual(fromTheFront);
  });
});
