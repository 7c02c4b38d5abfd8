import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { noteFigure } from '../support/figures.ts';
import { photograph, showMap, takesPictures } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapView } from '../support/pages/mapView.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

/** `npm run screenshots` renews the pictures of the README; otherwise they are only looked at. */
const images = inRepository('docs/images');

/** No larger than it must be: a picture of ten thousand points compresses badly. */
const size = { width: 1320, height: 700 };

/** From nothing to a map, on the package in a fresh VS Code; each test goes on where the one before it ended. */
describe('the way from an empty tree to a map', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let notebook: NotebookView;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'notes.txt'), 'Something else to look at.\n');
    workbench = await session.open({ size });
    tree = new TreeView(workbench);
    notebook = new NotebookView(workbench);
    map = new MapView(workbench);
  });
  afterAll(() => session?.close());

  it('begins with a sample that the empty tree offers', async () => {
    await tree.open();
    await tree.offer('Create Sample Index');
    await workbench.pick('english-words');
    await workbench.notification('is ready').waitFor();
    await expect.poll(() => tree.row('english-words').innerText()).toContain('100 · cosine · 10k');
  });

  it('opens a notebook that is ready to run', async () => {
    await workbench.answerNotification('is ready', 'Query');
    await notebook.shows();
    expect(await notebook.runToHits(1)).toMatch(/^\d+ hits · .+ · 1 RU$/);
  });

  it('finds words by what they mean', async () => {
    await notebook.search(1, 'summer holiday');
    await notebook.runToHits(1);
    const ids = (await notebook.rows(1)).map((cells) => cells[2]);
    expect(ids.slice(0, 4)).toEqual(['holiday', 'summer', 'christmas', 'winter']);
  });

  it('shows where a filter is wrong, and how to fix it', async () => {
    await notebook.typeFilter(1, '{ "rank": { "$gtr": 100 } }');
    await notebook.run(1);
    await notebook.problems(1).first().waitFor();
    await expect
      .poll(() => notebook.problems(1).allInnerTexts())
      .toEqual([expect.stringMatching(/\$gtr.*\$gt\b/s)]);
  });

  it('keeps hits while the notebook is out of sight', async () => {
    await notebook.typeFilter(1, '{ "rank": { "$lt": 1000 } }');
    const status = await notebook.runToHits(1);
    const rows = await notebook.rows(1);
    await workbench.openFile('notes.txt');
    await notebook.frame.locator('h1').waitFor({ state: 'hidden' });
    await workbench.runCommand('View: Close Editor');
    await notebook.shows();
    await notebook.status(1).filter({ hasText: status }).waitFor();
    expect(await notebook.rows(1)).toEqual(rows);
  });

  it('has a notebook that assistive tools can read', async () => {
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
  });

  it('draws the map of an index', async () => {
    const told = await showMap(workbench, 'english-words');
    noteFigure('map of english-words, 10,000 × 100', told.replace(/^.* in /, ''));
    expect(told).toMatch(/^The map is done: 10,000 points/);
    await expect.poll(() => map.legend.getByText('noun.person').count()).toBe(1);
  });

  it('shows a record and its true neighbours at a click', async () => {
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    await map.neighbours();
    const id = await map.selectedId();
    const position = await map.selectedPlace();
    await map.canvas.press('Escape');
    await expect.poll(() => map.selectedId()).toBe('');
    await map.canvas.click({ position });
    const neighbours = await map.neighbours();
    await expect.poll(() => map.selectedId()).toBe(id);
    expect(neighbours.length).toBeGreaterThan(4);
    expect(neighbours.map(({ score }) => score)).toEqual(
      neighbours.map(({ score }) => score).sort((one, other) => other - one),
    );
    expect(neighbours.map((hit) => hit.id)).not.toContain(id);
  });

  it('has a map that assistive tools can read', async () => {
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
  });

  it('waits for a graphics driver that has gone, and draws again when it is back', async () => {
    await map.loseGraphics();
    await expect.poll(() => map.drawing()).toBe('lost');
    await map.bringGraphicsBack();
    await expect.poll(() => map.drawing()).toBe('webgl2');
  });

  it('selects points with a lasso, and writes their records to a file', async () => {
    await map.canvas.press('Escape');
    await map.act('Lasso');
    await map.lassoLeftHalf();
    const size = await map.selectionMade();
    expect(size).toBeGreaterThan(1000);
    expect(size).toBeLessThan(9999);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await map.button('Export…').click();
    const file = path.join(session.workspace, 'left.jsonl');
    await workbench.chooseFile('english-words-selection.jsonl', file);
    await workbench.notification('to “left.jsonl”').waitFor();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { id: string; values: number[] });
    expect([records.length, new Set(records.map(({ id }) => id)).size]).toEqual([size, size]);
    expect(records.filter(({ values }) => values.length !== 100)).toEqual([]);
    await workbench.clearNotifications();
  });

  it('has a table beside the picture: each leads to the place in the other', async () => {
    await map.act('Table');
    const before = await map.selectedId();
    await map.table.focus();
    await map.table.press('ControlOrMeta+End');
    await map.table.press('Home');
    const last = await map.selectedIdAfter(before);
    await expect.poll(() => map.activeCell()).toBe(last);
    await map.table.press('Enter');
    expect((await map.neighbours()).length).toBeGreaterThan(4);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await map.canvas.focus();
    await map.canvas.press('ArrowRight');
    await expect.poll(() => map.selectedId()).not.toBe(last);
    await expect.poll(() => map.activeCell()).toBe(await map.selectedId());
    await map.act('Table');
  });

  it('asks from a notebook for what is around the selection, and finds the map as it was', async () => {
    const size = await map.selectionSize();
    await map.button('New Notebook Cell').click();
    await workbench.tab('english-words-2.vecnb').waitFor();
    await notebook.shows();
    expect(await notebook.runToHits(2)).toMatch(/^1,000 hits/);
    await workbench.tab('english-words map').click();
    await map.settles();
    await expect.poll(() => map.selectionSize()).toBe(size);
  });

  it('makes the map again with other parameters', async () => {
    await map.frame.getByText('UMAP 15/0.1 seed 42').click();
    await map.frame.getByLabel('Method').selectOption('pca');
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await map.button('Make Map').click();
    await map.frame.locator('summary', { hasText: 'PCA' }).waitFor();
    expect(await map.settles()).toMatch(/^The map is done: 10,000 points/);
    await map.frame.locator('summary', { hasText: 'PCA' }).click();
    await map.frame.getByLabel('Method').selectOption('umap');
    await map.button('Make Map').click();
    await map.frame.locator('summary', { hasText: 'trust' }).click();
    await expect
      .poll(() => map.frame.getByText('Measured on this map').innerText())
      .toMatch(/trustworthiness 0\.[6-9]\d\d/);
    await map.frame.locator('summary', { hasText: 'trust' }).click();
  });

  it('saves the picture and the points', async () => {
    for (const [format, begins] of [
      ['png', '\u0089PNG'],
      ['svg', '<svg xmlns'],
      ['csv', 'id,x,y,accuracy,'],
    ] as const) {
      await map.save(format.toUpperCase());
      const file = path.join(session.workspace, `saved.${format}`);
      await workbench.chooseFile(`english-words-map.${format}`, file);
      await workbench.notification(`The map is in “saved.${format}”`).waitFor();
      const saved = await readFile(file, 'latin1');
      expect([saved.startsWith(begins), saved.length > 100_000]).toEqual([true, true]);
    }
    await workbench.clearNotifications();
  });

  it.runIf(takesPictures)('poses for the README', async () => {
    const pictureOf = (what: string) => (theme: string) =>
      path.join(images, `${what}-${theme}.png`);
    await mkdir(images, { recursive: true });
    await workbench.clearNotifications();
    await workbench.tab('english-words map').click();
    await map.settles();
    await map.button('Clear').click();
    await expect.poll(() => map.selectionSize()).toBe(0);
    await workbench.page.mouse.move(size.width - 20, size.height - 10);
    await photograph(workbench, pictureOf('map'));
    await workbench.tab('english-words.vecnb').click();
    await notebook.shows();
    await photograph(workbench, pictureOf('notebook'));
    await workbench.runAndPick('Vectorscope: Create Sample Index', 'fiori-docs');
    await tree.row('fiori-docs').waitFor();
    await workbench.clearNotifications();
    await tree.expand('english-words', '__default__');
    await photograph(workbench, pictureOf('tree'), { x: 0, y: 30, width: 331, height: 200 });
    const all = await readdir(images);
    const files = all.filter((file) => /^(map|notebook|tree)-/.test(file));
    const sizes = await Promise.all(files.map((file) => stat(path.join(images, file))));
    expect(sizes.length).toBe(9);
    expect(Math.max(...sizes.map(({ size }) => size))).toBeLessThan(300_000);
  });
});
