import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createRandom } from '../../src/common/random.ts';
import { askFor } from '../support/engineRequests.ts';
import { createSample, photograph, takePicture } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import { addRecords, makeIndex, type SomeRecord } from '../support/smallIndexes.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
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
    session = await openSession();
    workbench = await session.open({ size });
    const { page } = workbench;
    const frame = (at: number) =>
      page.frameLocator('iframe.webview.ready:visible').nth(at).frameLocator('iframe#active-frame');
    maps = [new MapView({ page, webview: frame(0) }), new MapView({ page, webview: frame(1) })];
    tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
  });
  afterAll(() => session?.close());

  /** What each of the two says of the other. */
  const comparisons = (): Promise<string[]> =>
    Promise.all(
      maps.map(({ comparison }) => comparison.filter({ hasText: 'difference' }).innerText()),
    );

  it('come from an index and its backup', async () => {
    await restoreCopy(session.engineData, 'fiori-docs', 'fiori-docs-2');
    await makePairs(session.engineData);
    await workbench.runCommand('Vectorscope: Refresh');
    await expect.poll(() => tree.row('fiori-docs-2').innerText()).toContain('384 · cosine · 778');
  });

  it('are aligned, and show how much they differ', async () => {
    await workbench.runAndPick('Vectorscope: Compare Maps', 'fiori-docs');
    await workbench.page.getByPlaceholder('is compared with').waitFor();
    await workbench.pick('fiori-docs-2');
    for (const map of maps) await map.settles();
    const texts = await comparisons();
    expect(texts.map((text) => /778 shared records/.test(text))).toEqual([true, true]);
    expect(texts.some((text) => text.includes('aligned to it'))).toBe(true);
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
    await one.comparison.locator('summary').press('Enter');
    await one.comparison.getByText('Procrustes disparity').waitFor();
    for (const map of maps) expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await one.comparison.locator('summary').press('Escape');
    await one.comparison.getByText('Procrustes disparity').waitFor({ state: 'detached' });
    await mkdir(images, { recursive: true });
    await photograph(workbench, (theme) => path.join(images, `compare-${theme}.png`));
  });

  it('are compared as before when the window is loaded again', async () => {
    const before = await comparisons();
    await workbench.reload();
    for (const map of maps) await map.settles();
    await expect.poll(comparisons).toEqual(before);
    const [one, other] = maps;
    for (const map of maps) await map.neighbours();
    await expect
      .poll(async () => distance(await one.selectedPlace(), await other.selectedPlace()))
      .toBeLessThan(20);
    const shown = await one.selectedId();
    await one.canvas.press('ArrowUp');
    await one.canvas.press('Enter');
    const id = await one.selectedIdAfter(shown);
    await expect.poll(() => other.selectedId()).toBe(id);
  });

  it('go on by themselves when the comparison is ended', async () => {
    const [one, other] = maps;
    await other.button('End Comparison').click();
    await one.comparison.waitFor({ state: 'detached' });
    const before = await other.selectedId();
    await one.canvas.press('ArrowLeft');
    await expect.poll(() => one.selectedId()).not.toBe(before);
    await expect.poll(() => other.selectedId()).toBe(before);
  });

  it.each<Pair>([
    {
      what: 'two models of other dimensions',
      first: ['small-model'],
      second: 'large-model',
      says: /^120 shared records.* difference 0\.\d\d$/,
    },
    {
      what: 'what a namespace was and what it became',
      first: ['versions', 'before'],
      second: 'after',
      says: /^110 shared records.* difference 0\.\d\d$/,
    },
    {
      what: 'indexes that have no record in common',
      first: ['small-model'],
      second: 'strangers',
      says: /^No shared records: the maps are not aligned\.$/,
    },
  ])('may be of $what, and are told apart and selected in by the keyboard', async (pair) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Vectorscope: Compare Maps');
    for (const name of pair.first) await workbench.pick(name);
    await workbench.page.getByPlaceholder('is compared with').waitFor();
    await workbench.pick(pair.second);
    for (const map of maps) await map.settles();
    const [one, other] = maps;
    const outcome = async ({ comparison }: MapView): Promise<string> =>
      comparison.locator('.numeric').innerText();
    for (const map of maps) await expect.poll(() => outcome(map)).toMatch(pair.says);
    const areStrangers = pair.second === 'strangers';
    const shared = areStrangers ? 0 : Number.parseInt(await outcome(one));
    await one.canvas.press('ArrowRight');
    const id = await one.selectedIdAfter();
    // Those that are in both have the first numbers.
    const isShared = Number(id.slice(1)) < shared;
    await expect.poll(() => other.selectedId()).toBe(isShared ? id : '');
    await one.canvas.press('ControlOrMeta+a');
    await expect.poll(() => other.selectionSize()).toBe(shared);
    await other.canvas.press('Escape');
    await other.canvas.press('Escape');
    await other.canvas.press('ControlOrMeta+a');
    await expect.poll(() => one.selectionSize()).toBe(shared);
    for (const map of maps) expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await takePicture(workbench, path.join(images, `compare-${pair.second}.png`));
  });
});

type Pair = {
  readonly what: string;
  readonly first: readonly string[];
  readonly second: string;
  readonly says: RegExp;
};

/** The same records as two models see them, those of a namespace before and after a change, and others. */
async function makePairs(dataFolder: string): Promise<void> {
  const random = createRandom(4);
  const draw = (length: number): number[] => Array.from({ length }, () => random.normal());
  const centres = Array.from({ length: 4 }, () => draw(6).map((at) => 4 * at));
  const small = Array.from({ length: 140 }, (_, at) =>
    draw(6).map((noise, d) => noise + centres[at % 4]![d]!),
  );
  const axes = Array.from({ length: 24 }, () => draw(6));
  const large = small.map((row) =>
    axes.map((axis) => axis.reduce((sum, at, d) => sum + at * row[d]!, 0)),
  );
  const named = (rows: readonly (readonly number[])[], letter: string): SomeRecord[] =>
    rows.map((values, at) => ({ id: `${letter}${at}`, values }));
  const engine = await runningEngine(dataFolder);
  const metric = 'euclidean';
  const make = (name: string, dimension: number, records: readonly SomeRecord[]): Promise<void> =>
    makeIndex(engine, { name, metric, dimension }, records);
  await make('small-model', 6, named(small.slice(0, 120), 'r'));
  await make('large-model', 24, named(large.slice(0, 120), 'r'));
  await make('strangers', 6, named(small.slice(0, 120), 's'));
  await make('versions', 6, []);
  await addRecords(engine, 'versions', named(small.slice(0, 110), 'r'), 'before');
  await addRecords(engine, 'versions', named(small, 'r'), 'after');
}

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
