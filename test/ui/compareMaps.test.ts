import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { askFor } from '../support/engineRequests.ts';
import { mapPatienceMs, photograph } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { packagedExtension } from '../support/packagedExtension.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import { WorkbenchSession } from '../support/workbench/session.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');
const size = { width: 1600, height: 800 };

/** An index and what a backup of it became. */
describe('two maps side by side', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let maps: readonly [MapView, MapView];
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await WorkbenchSession.start({ extensions: [await packagedExtension()] });
    workbench = await session.open({ size });
    const { page } = workbench;
    const frame = (at: number) =>
      page.frameLocator('iframe.webview.ready:visible').nth(at).frameLocator('iframe#active-frame');
    maps = [new MapView({ page, webview: frame(0) }), new MapView({ page, webview: frame(1) })];
    tree = new TreeView(workbench);
    await tree.open();
    await workbench.runCommand('Vectorscope: Create Sample Index');
    await workbench.pick('fiori-docs');
    await workbench.notification('is ready').waitFor({ timeout: 60_000 });
  });
  afterAll(() => session?.close());

  /** What each of the two says of the other. */
  const comparisons = (): Promise<string[]> =>
    Promise.all(
      maps.map(({ comparison }) => comparison.filter({ hasText: 'difference' }).innerText()),
    );

  it('come from an index and its backup', async () => {
    await restoreCopy(session.engineData, 'fiori-docs', 'fiori-docs-2');
    await workbench.runCommand('Vectorscope: Refresh');
    await expect
      .poll(() => tree.row('fiori-docs-2').innerText(), { timeout: 30_000 })
      .toContain('384 · cosine · 778');
  });

  it('are laid on one another, and say how much they differ', async () => {
    await workbench.runCommand('Vectorscope: Compare Maps');
    await workbench.pick('fiori-docs');
    await workbench.page.getByPlaceholder('is compared with').waitFor();
    await workbench.pick('fiori-docs-2');
    for (const map of maps) await map.settles(mapPatienceMs);
    const texts = await comparisons();
    expect(texts.map((text) => /778 shared records/.test(text))).toEqual([true, true]);
    expect(texts.some((text) => text.includes('laid on it'))).toBe(true);
  });

  it('show the same part and the same record', async () => {
    const [one, other] = maps;
    await one.canvas.press('ArrowRight');
    await one.canvas.press('Enter');
    await one.neighbours();
    const id = await one.selectedId();
    await expect.poll(() => other.selectedId()).toBe(id);
    await other.neighbours();
    for (let times = 0; times < 4; times++) await other.canvas.press('+');
    await other.canvas.press('Shift+ArrowRight');
    await expect
      .poll(async () => distance(await one.selectedPlace(), await other.selectedPlace()))
      .toBeLessThan(20);
    for (const map of maps) expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await mkdir(images, { recursive: true });
    await photograph(workbench, (theme) => path.join(images, `compare-${theme}.png`));
  });

  it('are compared as before when the window is loaded again', async () => {
    const before = await comparisons();
    await workbench.reload();
    for (const map of maps) await map.settles(mapPatienceMs);
    await expect.poll(comparisons, { timeout: 20_000 }).toEqual(before);
    const [one, other] = maps;
    for (const map of maps) await map.neighbours();
    await expect
      .poll(async () => distance(await one.selectedPlace(), await other.selectedPlace()))
      .toBeLessThan(20);
    await one.canvas.press('ArrowUp');
    await one.canvas.press('Enter');
    const id = await one.selectedId();
    await expect.poll(() => other.selectedId()).toBe(id);
  });

  it('go on by themselves when the comparison is ended', async () => {
    const [one, other] = maps;
    await other.button('End Comparison').click();
    await one.comparison.waitFor({ state: 'detached' });
    const before = await other.selectedId();
    await one.canvas.press('ArrowLeft');
    expect(await one.selectedId()).not.toBe(before);
    expect(await other.selectedId()).toBe(before);
  });
});

/** Backs an index up and makes another one of it, in the engine that has this data folder. */
async function restoreCopy(dataFolder: string, index: string, copy: string): Promise<void> {
  const engine = await runningEngine(dataFolder);
  const place = `/indexes/${index}/backups`;
  const backup = await askFor<{ backup_id: string }>(engine, 'POST', place, { name: 'as it was' });
  await askFor(engine, 'POST', `/backups/${backup.backup_id}/create-index`, { name: copy });
}

function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
