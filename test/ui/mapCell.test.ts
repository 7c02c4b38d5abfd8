import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createSample, photograph } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapCellView } from '../support/pages/mapCellView.ts';
import { MapView } from '../support/pages/mapView.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');

const header = `vecnb 1
environment: local
index: english-words
namespace: __default__
`;

const query = `
### query pets
text: dog
top k: 20
expected: cat, horse, parliament
`;

const mapCells = 18;
const manyMaps = Array.from(
  { length: mapCells },
  (_, at) => `\n### map number_${at + 1}\nmethod: pca\nsample: ${500 + at}\n`,
);

/** From a sample to a map in a notebook, and from points of it to a query; each test goes on where the one before ended. */
describe('a map in a notebook', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  let map: MapCellView;
  photographFailures(() => workbench);

  const saved = async (name: string): Promise<string> => {
    await workbench.runCommand('File: Save');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: name }).waitFor();
    return readFile(path.join(session.workspace, name), 'utf8');
  };

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'maps.vecnb'), header + query);
    await writeFile(path.join(session.workspace, 'many.vecnb'), header + manyMaps.join(''));
    await mkdir(images, { recursive: true });
    workbench = await session.open({ size: { width: 1450, height: 1000 } });
    notebook = new NotebookView(workbench);
    map = new MapCellView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'english-words');
    await workbench.openFile('maps.vecnb');
    await notebook.shows();
  });
  afterAll(() => session?.close());

  it('loads no map code before the first map cell', async () => {
    await expect.poll(() => notebook.frame.locator('link[href$="mapCell.css"]').count()).toBe(0);
  });

  it('is added below a query, and shows its hits', async () => {
    await notebook.runToHits('pets');
    await notebook.button('Map').last().click();
    await notebook.cell(2).getByRole('combobox', { name: 'Method' }).waitFor();
    await notebook.run(2);
    await map.settles();
    await expect.poll(() => map.points()).toBe(10_000);
    await expect.poll(() => notebook.status(2).first().innerText()).toMatch(/10,000 of 10,000/);
    await map.root.locator('.query-mark:not(.away)').first().waitFor();
  });

  it('is written as readable text', async () => {
    await expect.poll(() => saved('maps.vecnb')).toBe(`${header}${query}
### map
method: umap
neighbours: 15
min distance: 0.1
sample: 10000
seed: 42
query: pets
`);
  });

  it('is coloured by what its legend says, in the text too, and undone with it', async () => {
    const colour = map.legend.getByRole('combobox', { name: 'Colour by' });
    await colour.selectOption('pos');
    await expect.poll(() => saved('maps.vecnb')).toContain('\ncolour by: pos\n');
    await map.canvas.focus();
    await workbench.runCommand('Undo');
    await expect.poll(() => colour.inputValue()).toBe('class');
    await expect.poll(() => saved('maps.vecnb')).not.toContain('colour by');
  });

  it('lets the wheel scroll the notebook, and zooms with Ctrl', async () => {
    await map.canvas.hover();
    const [top, place] = [await notebook.scrolled(), await map.queryPlace()];
    await workbench.page.mouse.wheel(0, 40);
    await expect.poll(() => notebook.scrolled()).not.toBe(top);
    await expect.poll(() => map.queryPlace()).toBe(place);
    await map.canvas.hover();
    const scrolled = await notebook.scrolled();
    await workbench.page.keyboard.down('Control');
    await workbench.page.mouse.wheel(0, -200);
    await workbench.page.keyboard.up('Control');
    await expect.poll(() => map.queryPlace()).not.toBe(place);
    await expect.poll(() => notebook.scrolled()).toBe(scrolled);
    await map.canvas.press('f');
  });

  it('lets records stand out that pass a filter', async () => {
    await notebook.typeFilter(2, '{ "pos": "adverb" }');
    const found = map.root.getByText(/^\d+ match the filter$/);
    expect(Number.parseInt(await found.innerText())).toBeGreaterThan(100);
    await notebook.typeFilter(2, '');
    await map.root.getByText('match the filter').waitFor({ state: 'detached' });
  });

  it('shows a record by the keyboard, and gives the focus back to the cell', async () => {
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    await map.root.getByRole('region', { name: 'Record', exact: true }).waitFor();
    await map.canvas.press('Escape');
    await expect.poll(() => map.root.getAttribute('data-selected')).toBe('');
    await map.canvas.press('Escape');
    await expect
      .poll(() => notebook.cell(2).evaluate((cell) => cell === document.activeElement))
      .toBe(true);
  });

  it('can be read by assistive tools, in every theme', async () => {
    await notebook.cell(2).scrollIntoViewIfNeeded();
    await map.root.scrollIntoViewIfNeeded();
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    const fields = notebook.cell(2).getByRole('textbox', { name: /^(neighbours|sample)$/ });
    await expect.poll(() => fields.count()).toBe(2);
    await photograph(workbench, (theme) => path.join(images, `map-cell-${theme}.png`));
  });

  it('makes a query cell of selected points, which finds them', async () => {
    await map.legend.getByRole('button', { name: 'Show', exact: true }).click();
    await map.legend.getByRole('button', { name: /noun.animal/ }).click();
    await map.legend.getByRole('button', { name: 'Select', exact: true }).click();
    await expect.poll(() => map.selectionSize()).toBeGreaterThan(0);
    const size = await map.selectionSize();
    await map.root.getByRole('button', { name: 'New Notebook Cell' }).click();
    await notebook.cell(3).waitFor();
    await expect
      .poll(() => notebook.cell(3).evaluate((cell) => cell === document.activeElement))
      .toBe(true);
    await workbench.page.keyboard.press('ControlOrMeta+Enter');
    await notebook
      .status(3)
      .filter({ hasText: `${size} hits` })
      .waitFor();
    const expected = await notebook.cell(3).locator('.expected-count').innerText();
    const count = Math.min(size, 20);
    expect(expected).toBe(`${count} of ${count} expected`);
  });

  it('opens by itself, looked at as in its cell', async () => {
    const size = await map.selectionSize();
    expect(size).toBeGreaterThan(10);
    await map.tool('Open in Map').click();
    await workbench.tab('english-words map').waitFor();
    const whole = new MapView(workbench);
    await whole.settles();
    await expect.poll(() => whole.selectionSize()).toBe(size);
    await whole.legend.getByRole('button', { name: /noun.animal/, pressed: true }).waitFor();
    await whole.queries.getByRole('heading', { name: 'pets' }).waitFor();
    await workbench.runCommand('View: Close Editor');
    await notebook.shows();
  });

  it('is there again when the window is loaded again', async () => {
    await map.settles();
    // The notebook was hidden behind another editor: what was selected comes back after the points.
    await expect.poll(() => map.selectionSize()).toBeGreaterThan(10);
    const size = await map.selectionSize();
    await saved('maps.vecnb');
    await workbench.reload();
    await notebook.shows();
    await notebook.cell(2).scrollIntoViewIfNeeded();
    await map.settles();
    await expect.poll(() => map.selectionSize()).toBe(size);
    await map.legend.getByRole('button', { name: /noun.animal/, pressed: true }).waitFor();
  });

  it('shows the kept hits of its query, and leads to them when they were cleared', async () => {
    const marks = map.root.locator('.query-mark:not(.away)');
    await marks.first().waitFor();
    await workbench.runAndPick('Vectorscope: Clear Local Data', 'Results of notebooks');
    await workbench.quickInput.press('Enter');
    await workbench.answerModal('Remove this data', 'Remove');
    const lead = map.root.getByRole('button', { name: 'Run “pets” to see its hits' });
    await lead.waitFor();
    await photograph(workbench, (theme) => path.join(images, `map-cell-lead-${theme}.png`));
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    await lead.click();
    await marks.first().waitFor();
    await lead.waitFor({ state: 'detached' });
  });

  it('says what is wrong with it, and keeps what was typed', async () => {
    await notebook.typeFilter(2, '{ "pos": ');
    await expect.poll(() => notebook.problems(2).first().innerText()).toMatch(/value is missing/);
    const neighbours = notebook.cell(2).locator('vscode-text-field[aria-label=neighbours] input');
    await neighbours.fill('1');
    await notebook.cell(2).getByText('neighbours: from 2 to 200').waitFor();
    await expect.poll(() => saved('maps.vecnb')).toContain('\nneighbours: 15\n');
    await notebook.typeFilter(2, '');
    await neighbours.fill('15');
  });

  it('fits a narrow editor', async () => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.page.setViewportSize({ width: 500, height: 1000 });
    await map.root.scrollIntoViewIfNeeded();
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    await photograph(workbench, (theme) => path.join(images, `map-cell-narrow-${theme}.png`));
    await workbench.page.setViewportSize({ width: 1450, height: 1000 });
  });

  it('draws only visible maps of many, and runs all of them in turn', async () => {
    await workbench.openFile('many.vecnb');
    await notebook.shows();
    await notebook.button('Run All').click();
    const done = notebook.frame.locator('.cell-map[data-stage=done]');
    await expect.poll(() => done.count()).toBe(mapCells);
    for (const number of [18, 9, 1]) {
      await notebook.cell(`number_${number}`).scrollIntoViewIfNeeded();
      const shown = notebook.cell(`number_${number}`).locator('.cell-map[data-drawing=webgl2]');
      await shown.locator('canvas.points').waitFor();
    }
    const drawn = notebook.frame.locator('canvas.points');
    const stills = notebook.frame.locator('canvas.still:visible');
    await expect.poll(async () => (await drawn.count()) + (await stills.count())).toBe(mapCells);
    expect(await drawn.count()).toBeLessThanOrEqual(5);
    await expect.poll(() => notebook.frame.locator('[data-drawing=lost]').count()).toBe(0);
  });

  it('is added to the notebook in front from the tree', async () => {
    const tree = new TreeView(workbench);
    await tree.open();
    await tree.expand('local', 'english-words');
    await tree.choose('english-words', 'New Map Cell');
    await notebook.cell(mapCells + 1).waitFor();
    await expect.poll(() => saved('many.vecnb')).toMatch(/### map\nmethod: umap\nneighbours: 15\n/);
  });
});
