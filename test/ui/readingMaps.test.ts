import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { createDatedIndex, datedCounts, datedIndex } from '../support/datedIndex.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, photograph, showMap, takePicture } from '../support/journey.ts';
import { MapView } from '../support/pages/mapView.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');

const notebookText = `vecnb 1
environment: local
index: ${datedIndex}
namespace: __default__

### query like_this
id: __default__-002
top k: 5
filter: { "topic": "orchestras" }
`;

/** Articles with dates, in several namespaces; each test goes on where the one before it ended. */
const cellText = `vecnb 1
environment: local
index: ${datedIndex}
namespace: __default__

### map all
colour by: namespace
query: of_drafts

### query of_drafts
namespace: drafts
id: drafts-007
top k: 5
`;

describe('reading a map', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    workbench = await session.open({ size: { width: 1280, height: 800 } });
    map = new MapView(workbench);
    const tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
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
    await map.legend.getByText('Dates as written').waitFor();
    await expect
      .poll(() => map.legend.locator('.gradient-ends').innerText())
      .toMatch(/^[A-Z][a-z]{2} \d{1,2}, 2019\s+[A-Z][a-z]{2} \d{1,2}, 2023$/);
    await map.legend.getByRole('slider', { name: 'from' }).press('PageUp');
    await map.legend.getByRole('slider', { name: 'to' }).press('PageDown');
    const brush = await map.legend.getByRole('group', { name: 'Range of published' }).boundingBox();
    const { x, y, width, height } = brush!;
    await workbench.page.mouse.move(x + width / 2, y + height / 2);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(x + width, y + height / 2, { steps: 5 });
    await workbench.page.mouse.up();
    await map.legend.getByRole('button', { name: 'Select' }).click();
    const size = await map.selectionMade();
    expect(size).toBeGreaterThan(0.6 * datedCounts.__default__);
    expect(size).toBeLessThan(datedCounts.__default__);
    await expect
      .poll(() => map.legend.getByLabel('to', { exact: true }).last().inputValue())
      .toMatch(/^2023-/);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-dates');
    await map.canvas.press('Escape');
  });

  it('reads numbers as times once it is told their unit, and names the time zone', async () => {
    await map.legend.getByLabel('Colour by').selectOption('read_at');
    await expect
      .poll(() => map.legend.locator('.gradient-ends').innerText())
      .toMatch(/^1,5\d\d,\d{3},\d{3}/);
    await map.legend.getByLabel('Read as').selectOption('seconds');
    await map.legend.getByText(/^Times in \w+/).waitFor();
    await expect
      .poll(() => map.legend.locator('.gradient-ends').innerText())
      .toMatch(/2019.*202[34]/s);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-times');
  });

  it('outlines what a filter lets through, and counts it', async () => {
    await map.legend.getByLabel('Colour by').selectOption('topic');
    const search = map.frame.getByLabel('Search by text, id or filter');
    await search.fill('{ "topic": { "$in": ["gardens", "volcanoes"] } }');
    await map.frame.getByRole('status').getByText('160 found').waitFor();
    const outline = map.frame.locator('.outline-line');
    await expect.poll(() => outline.getAttribute('d')).toMatch(/^M.*L/);
    await expect.poll(() => map.frame.locator('.outline').getAttribute('data-apart')).toBe('0');
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-filter');
  });

  it('saves the region of a filter with the picture, in both formats', async () => {
    const outline = map.frame.locator('.outline-line');
    const save = async (format: 'png' | 'svg'): Promise<Buffer> => {
      const file = path.join(session.workspace, `region.${format}`);
      await map.save(format.toUpperCase());
      await workbench.chooseFile(`${datedIndex}-map.${format}`, file);
      await workbench.notification(`The map is in “region.${format}”`).waitFor();
      return readFile(file);
    };
    const svg = (await save('svg')).toString();
    const line = (await outline.getAttribute('d')) ?? '';
    expect(svg).toContain(`<path d="${line}" stroke-width="2"`);
    const matrix = /<path d="M[^>]*transform="matrix\(([^)]+)\)/.exec(svg)![1]!.split(' ');
    const [a, , , d, e, f] = matrix.map(Number) as [number, ...number[]];
    const corners = [...line.matchAll(/M(\S+) ([^L]+)/g)];
    const places = corners.map(([, x, y]) => ({ x: Number(x) * a + e!, y: Number(y) * d! + f! }));
    const png = await save('png');
    await writeFile(path.join(images, 'region.svg'), svg);
    await writeFile(path.join(images, 'region.png'), png);
    const drawn = (await brightnessAt(workbench.page, png, places)).filter((one) => one > 0.4);
    // The edge of a line may run through a pixel.
    expect(drawn.length / places.length).toBeGreaterThan(0.9);
    await workbench.clearNotifications();
  });

  it('outlines nothing if a filter lets nothing through', async () => {
    const search = map.frame.getByLabel('Search by text, id or filter');
    const outline = map.frame.locator('.outline-line');
    await search.fill('{ "topic": "nothing" }');
    await map.frame
      .getByRole('status')
      .getByText(/^0 found/)
      .waitFor();
    await expect.poll(() => outline.getAttribute('d')).toBe('');
    await search.fill('');
    await outline.waitFor({ state: 'detached' });
  });

  it('colours all points by how they score for a query', async () => {
    await writeFile(path.join(session.workspace, 'score.vecnb'), notebookText);
    await workbench.openFile('score.vecnb');
    const notebook = new NotebookView(workbench);
    await notebook.shows();
    await notebook.runToHits('like_this');
    await notebook.cell('like_this').locator('vscode-button[aria-label="Show on Map"]').click();
    await workbench.tab(`${datedIndex} map`).waitFor();
    await map.settles();
    await map.queries.getByRole('button', { name: 'Colour by Score' }).click();
    await map.legend.getByRole('group', { name: 'Range of score of like_this' }).waitFor();
    const highest = Number(
      await map.legend.getByRole('slider', { name: 'to' }).getAttribute('aria-valuemax'),
    );
    expect(highest).toBeCloseTo(1, 5);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-score');
    await map.queries.getByRole('button', { name: 'Show Filter' }).click();
    await map.frame.getByRole('status').getByText('80 found').waitFor();
    await look('map-score-filter');
    await map.frame.getByLabel('Search by text, id or filter').fill('');
    await map.queries.getByRole('button', { name: 'Remove “like_this” from the Map' }).click();
  });

  it('shows several namespaces of an index, and names the one of each record', async () => {
    await map.frame.getByText('UMAP 15/0.1 seed 42').click();
    await map.frame.getByRole('checkbox', { name: /^archive/ }).check();
    await map.frame.getByRole('checkbox', { name: /^drafts/ }).check();
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    // Changing the theme would close the form.
    await takePicture(workbench, path.join(images, 'map-namespaces-form.png'));
    await map.button('Make Map').click();
    await map.frame.getByRole('heading', { name: `${datedIndex} / 3 namespaces` }).waitFor();
    expect(await map.settles()).toMatch(/^The map is done: 600 points/);
    await map.legend.getByLabel('Colour by').selectOption({ label: 'namespace' });
    const entries = async (): Promise<string[]> => {
      const texts = await map.legend.locator('.entry').allInnerTexts();
      return texts.map((text) => text.replaceAll(/\s+/g, ' '));
    };
    await expect.poll(entries).toEqual(['__default__ 320', 'archive 200', 'drafts 80']);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('map-namespaces');
    await map.frame.getByLabel('Search by text, id or filter').fill('drafts-007');
    await map.frame.getByLabel('Search by text, id or filter').press('Enter');
    await map.record.getByText('in drafts').first().waitFor();
    await map.neighbours();
    const near = await map.frame.locator('.neighbours .neighbour').allInnerTexts();
    expect(new Set(near.map((text) => /in (\w+)/.exec(text)?.[1])).size).toBeGreaterThan(1);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await map.frame.getByLabel('Search by text, id or filter').fill('');
  });

  it('shows several namespaces in a cell too, and the hits of a query in any of them', async () => {
    await writeFile(path.join(session.workspace, 'all.vecnb'), cellText);
    await workbench.openFile('all.vecnb');
    const notebook = new NotebookView(workbench);
    await notebook.shows();
    await notebook.runToHits('of_drafts');
    const cell = notebook.cell('all');
    await notebook.run('all');
    const shown = cell.locator('.cell-map');
    await expect.poll(() => shown.getAttribute('data-points')).toBe('320');
    await expect.poll(() => shown.getAttribute('data-stage')).toBe('done');
    await takePicture(workbench, path.join(images, 'map-cell-of-one.png'));
    // The query searches a namespace that is not on the map yet.
    expect(await cell.locator('.query-mark:not(.away)').count()).toBe(0);
    await cell.getByRole('button', { name: 'other namespaces…' }).click();
    await cell.getByRole('textbox', { name: 'other namespaces' }).fill('archive, drafts');
    await cell.getByText('Outdated: run the cell').waitFor();
    await notebook.run('all');
    await expect.poll(() => shown.getAttribute('data-points')).toBe('600');
    await cell.locator('.query-mark:not(.away)').waitFor();
    const file = path.join(session.workspace, 'all.vecnb');
    const saved = async (): Promise<string> => {
      await workbench.runCommand('File: Save');
      return readFile(file, 'utf8');
    };
    await expect.poll(saved).toContain('\nother namespaces: archive, drafts\n');
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    await look('map-cell-namespaces');
    await workbench.tab(`${datedIndex} map`).click();
    await map.frame.getByRole('heading', { name: `${datedIndex} / 3 namespaces` }).waitFor();
  });

  it('exports a selection of several namespaces with the namespace of each record', async () => {
    await map.legend.getByRole('button', { name: /^archive/ }).click();
    await map.legend.getByRole('button', { name: /^drafts/ }).click();
    await map.legend.getByRole('button', { name: 'Select' }).click();
    await expect.poll(() => map.selectionSize()).toBe(280);
    await map.button('Export…').click();
    const file = path.join(session.workspace, 'some.jsonl');
    await workbench.chooseFile(`${datedIndex}-selection.jsonl`, file);
    await workbench.notification('Exported 280 records to “some.jsonl”').waitFor();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { id: string; namespace: string });
    expect(records.filter(({ id, namespace }) => !id.startsWith(`${namespace}-`))).toEqual([]);
    await workbench.clearNotifications();
  });
});

/** How bright a picture is at these places, from 0 to 1. */
function brightnessAt(
  page: Page,
  png: Buffer,
  places: readonly { readonly x: number; readonly y: number }[],
): Promise<number[]> {
  return page.evaluate(
    async (given) => {
      const bytes = Uint8Array.from(atob(given.base64), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
      context.drawImage(picture, 0, 0);
      return given.places.map(({ x, y }) => {
        const { data } = context.getImageData(Math.floor(x), Math.floor(y), 1, 1);
        return (data[0]! + data[1]! + data[2]!) / (3 * 255);
      });
    },
    { base64: png.toString('base64'), places },
  );
}
