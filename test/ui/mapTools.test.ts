import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createSample, photograph, showMap, takePicture } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');
const height = 760;
const names = ['Lasso', 'Box', 'Labels', 'Contours', 'Table', 'Findings', 'Fit'];
const saved = ['Save Picture (PNG)…', 'Save Picture (SVG)…', 'Save Points (CSV)…'];

describe('the tools of a map', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1280, height } });
    map = new MapView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'fiori-docs');
    await showMap(workbench, 'fiori-docs');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  afterAll(() => session?.close());

  /** Makes the map so wide: at 200% a window of twice the width has no more room. */
  const setWidth = async (width: number): Promise<void> => {
    const widthNow = (): Promise<number> =>
      map.frame.locator('main').evaluate((main) => main.clientWidth);
    const around = workbench.page.viewportSize()!.width - (await widthNow());
    await workbench.page.setViewportSize({ width: width + around, height });
    await expect.poll(widthNow).toBe(width);
  };
  const focused = (): Promise<string> =>
    map.frame.locator(':focus').evaluate((element) => {
      const { ariaLabel, textContent } = element as HTMLElement;
      return ariaLabel ?? textContent.trim();
    });
  const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);

  it.each([350, 480, 599, 600, 700, 768, 1120, 1600])(
    'are all there in a view of %i pixels, in one row',
    async (width) => {
      await setWidth(width);
      const seen = async (): Promise<unknown> => {
        const { inRow, behindMore } = await map.tools();
        const { rows, widest } = await map.toolbarShape();
        const all = [...inRow, ...behindMore].filter((name) => !/^(Save|More)$/.test(name));
        const known = inRow.includes('Save') ? [...all, ...saved] : all;
        return { known, rows, hasRoom: widest <= width };
      };
      await expect.poll(seen).toEqual({ known: [...names, ...saved], rows: 1, hasRoom: true });
    },
  );

  it.each([600, 650, 920, 1600])(
    'stand beside a search in a view of %i pixels, whatever was found',
    async (width) => {
      await setWidth(width);
      const bar = map.frame.getByRole('search');
      const middles = (): Promise<number[]> =>
        bar.locator('input, button, [role=status]').evaluateAll((elements) =>
          elements.map((element) => {
            const { top, height: tall } = element.getBoundingClientRect();
            return Math.round(top + tall / 2);
          }),
        );
      const empty = await middles();
      await bar.getByRole('textbox').fill('{ "none": { "$exists": false } }');
      await bar.getByText(/\d+ found/).waitFor();
      const found = await middles();
      await takePicture(workbench, path.join(images, `search-${width}.png`));
      await bar.getByRole('textbox').fill('');
      await map.button('Select').waitFor({ state: 'detached' });
      expect([found.length, new Set([empty[0], ...found]).size]).toEqual([6, 1]);
    },
  );

  it('come one after the other by Tab, as they are read', async () => {
    await setWidth(1120);
    const search = map.frame.getByRole('search').getByRole('textbox');
    await search.fill('chart');
    await map.frame.getByText(/\d+ found/).waitFor();
    await search.focus();
    const order = [await focused()];
    for (let step = 0; step < 13; step++) {
      await press('Tab');
      order.push(await focused());
    }
    expect(order).toEqual([
      'Search by text, id or filter',
      'By Meaning',
      'Previous Match',
      'Next Match',
      'Select',
      ...names,
      'Save',
      'Map of the points',
    ]);
    await search.fill('');
  });

  it('that have no room are used by the keyboard alone', async () => {
    await setWidth(350);
    await map.button('More').focus();
    await press('ArrowDown');
    const menu = map.frame.getByRole('menu');
    await menu.waitFor();
    await expect.poll(() => focused()).toBe('Table');
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await takePicture(workbench, path.join(images, 'tools-more.png'));
    await press('f');
    await press('Enter');
    await expect.poll(() => focused()).toBe('More');
    await map.findings.waitFor();
    await press('Enter');
    await menu.waitFor();
    await press('f');
    const item = map.frame.getByRole('menuitemcheckbox', { name: 'Findings' });
    await expect.poll(() => item.getAttribute('aria-checked')).toBe('true');
    await press('Enter');
    await map.findings.waitFor({ state: 'detached' });
    await press('ArrowUp');
    await expect.poll(() => focused()).toBe(saved.at(-1));
    await press('Escape');
    await menu.waitFor({ state: 'detached' });
    await expect.poll(() => focused()).toBe('More');
    await press('Enter');
    await menu.waitFor();
    await press('Tab');
    await menu.waitFor({ state: 'detached' });
    await expect.poll(() => focused()).toBe('Map of the points');
  });

  it('are seen in each theme', async () => {
    await setWidth(350);
    await photograph(workbench, (theme) => path.join(images, `tools-350-${theme}.png`));
    await setWidth(1120);
    await map.canvas.press('L');
    await expect.poll(() => map.button('Lasso').getAttribute('aria-pressed')).toBe('true');
    await photograph(workbench, (theme) => path.join(images, `tools-1120-${theme}.png`));
    await map.canvas.press('L');
  });
});
