import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { createRandom } from '../../src/common/random.ts';
import { findAccessibilityProblems } from '../support/axe.ts';
import { askFor } from '../support/engineRequests.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, photograph, showMap, takePicture } from '../support/journey.ts';
import { MapView } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import {
  addRecords,
  makeIndex,
  type SmallIndex,
  type SomeRecord,
} from '../support/smallIndexes.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/looks');

const random = createRandom(1);
const atRandom = (count: number, dimension: number, first = 0): SomeRecord[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `record ${first + at}`,
    values: Array.from({ length: dimension }, () => random.normal()),
    metadata: { kind: at % 3 === 0 ? 'rare' : 'common' },
  }));
const alike = (count: number, values: readonly number[]): SomeRecord[] =>
  Array.from({ length: count }, (_, at) => ({ id: `copy ${at}`, values }));

type Odd = SmallIndex & {
  readonly records: readonly SomeRecord[];
  /** What stands in the foot of the picture. */
  readonly says?: string;
};

const tooFew =
  'Too few different records for a layout by neighbours: principal components determine the positions.';

const oddities: readonly Odd[] = [
  {
    name: 'one-record',
    metric: 'cosine',
    dimension: 4,
    records: atRandom(1, 4),
    says: 'This is the only record.',
  },
  {
    name: 'two-records',
    metric: 'cosine',
    dimension: 4,
    records: atRandom(2, 4),
    says: tooFew,
  },
  // Fewer than the 15 neighbours that a map asks for.
  { name: 'six-records', metric: 'euclidean', dimension: 4, records: atRandom(6, 4) },
  {
    name: 'all-the-same',
    metric: 'cosine',
    dimension: 3,
    records: alike(50, [0.1, 0.7, 0.3]),
    says: 'All 50 records have the same distance to each other: all points are at one position.',
  },
  { name: 'one-dimension', metric: 'euclidean', dimension: 1, records: atRandom(200, 1) },
  {
    name: 'two-directions',
    metric: 'cosine',
    dimension: 1,
    records: atRandom(60, 1),
    says: tooFew,
  },
  { name: 'many-dimensions', metric: 'cosine', dimension: 20_000, records: atRandom(40, 20_000) },
  {
    name: 'many-copies',
    metric: 'euclidean',
    dimension: 8,
    records: [...atRandom(300, 8), ...alike(200, [1, 2, 3, 4, 1, 2, 3, 4])],
  },
];

/** What one does not expect of an index, each with a picture or a sentence. */
describe('the map of an odd index', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let map: MapView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    workbench = await session.open({ size: { width: 1100, height: 700 } });
    map = new MapView(workbench);
    tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
    await mkdir(images, { recursive: true });
    await showIndexes(...oddities);
  });
  afterAll(() => session?.close());

  const engine = () => runningEngine(session.engineData);
  const showIndexes = async (...indexes: readonly Odd[]): Promise<void> => {
    for (const index of indexes) await makeIndex(await engine(), index, index.records);
    await workbench.runCommand('Vectorscope: Refresh');
    await tree.expand('local', indexes.at(-1)!.name);
    await workbench.clearNotifications();
  };
  const look = (name: string): Promise<void> =>
    takePicture(workbench, path.join(images, `odd-${name}.png`));
  const foot = () => map.frame.locator('.picture-foot').getByRole('status');

  it.each(oddities)('of $name has all its points, and says what is odd', async (odd) => {
    const { name, records, says, dimension } = odd;
    await showMap(workbench, name);
    const count = records.length;
    await expect
      .poll(() => map.frame.locator('main').getAttribute('data-points'))
      .toBe(String(count));
    await expect.poll(() => foot().allInnerTexts()).toEqual(says === undefined ? [] : [says]);
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    const numbers = dimension === 1 ? '1 number:' : `${dimension.toLocaleString('en')} numbers`;
    await map.record.getByText(numbers).waitFor();
    await expect.poll(() => map.record.locator('.neighbour').count()).toBe(Math.min(count - 1, 10));
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look(name);
  });

  it('has its copies as one finding, and they lie together', async () => {
    await map.act('Findings');
    await expect.poll(() => map.findings.getByLabel('up to').inputValue()).toBe('0');
    await map.button('Find Duplicates').click();
    await map.findings.getByText('200 records in one group').waitFor();
    await map.findings.getByLabel('Outliers by').selectOption('distance');
    await map.findings.getByText('The 50 records farthest from their nearest neighbours').waitFor();
    const distances = await map.findings
      .locator('.finding-list')
      .last()
      .locator('.numeric')
      .allInnerTexts();
    expect(distances.map(Number)).toEqual(distances.map(Number).toSorted((a, b) => b - a));
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('findings');
    await map.act('Findings');
  });

  it('that is empty says so, what fills it, and is made once there are records', async () => {
    await showIndexes({ name: 'empty', metric: 'cosine', dimension: 4, records: [] });
    await tree.act('empty', 'Show Map');
    await map.status.filter({ hasText: 'no records to map' }).waitFor();
    await map.button('Copy Connection Code').click();
    await workbench.pick('cURL');
    await workbench.notification('Copied cURL code for “empty”').waitFor();
    await workbench.clearNotifications();
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await photograph(workbench, (theme) => path.join(images, `odd-empty-${theme}.png`));
    await addRecords(await engine(), 'empty', atRandom(30, 4));
    await map.button('Restart').click();
    await map.status.filter({ hasText: 'The map is done: 30 points' }).waitFor();
  });

  it('whose records are in other namespaces leads to those', async () => {
    await showIndexes({ name: 'elsewhere', metric: 'cosine', dimension: 4, records: [] });
    await addRecords(await engine(), 'elsewhere', atRandom(40, 4), 'archive');
    await addRecords(await engine(), 'elsewhere', atRandom(60, 4), 'drafts');
    await tree.act('elsewhere', 'Show Map');
    const offered = map.frame.getByRole('status').getByRole('button');
    await expect.poll(() => offered.allInnerTexts()).toEqual(['“drafts” (60)', '“archive” (40)']);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('elsewhere');
    await offered.first().click();
    await workbench.tab('elsewhere / drafts map').waitFor();
    await map.status.filter({ hasText: 'The map is done: 60 points' }).waitFor();
  });

  it('that grows while it is made has what was read, and all when it is made again', async () => {
    const records = atRandom(2000, 64);
    await showIndexes({ name: 'growing', metric: 'cosine', dimension: 64, records });
    await showMap(workbench, 'growing');
    await map.remake({ method: 'umap-js' });
    await map.isLaidOut();
    await addRecords(await engine(), 'growing', atRandom(10, 64, 2000));
    expect(await map.settles()).toMatch(/^The map is done: 2,000 points/);
    await map.remake({ method: 'umap' });
    expect(await map.settles()).toMatch(/^The map is done: 2,010 points/);
  });

  it('that is deleted while it is made arrives, and says what is gone', async () => {
    await map.remake({ method: 'umap-js' });
    await map.isLaidOut();
    await askFor(await engine(), 'DELETE', '/indexes/growing');
    expect(await map.settles()).toMatch(/^The map is done: 2,010 points/);
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    await map.record.getByRole('alert').filter({ hasText: 'no longer exists' }).waitFor();
    await look('deleted');
    await map.remake({ method: 'umap' });
    await map.status.filter({ hasText: /could not be made.+growing/ }).waitFor();
  });

  it('goes on while it is hidden, and stops if it is cancelled', async () => {
    const records = atRandom(2000, 64);
    await showIndexes({ name: 'slow', metric: 'cosine', dimension: 64, records });
    await showMap(workbench, 'slow');
    await map.remake({ method: 'umap-js' });
    await map.isLaidOut();
    await workbench.tab('growing map').click();
    await map.frame.getByRole('heading', { name: 'growing' }).waitFor();
    await workbench.tab('slow map').click();
    expect(await map.settles()).toMatch(/^The map is done: 2,000 points/);
    await map.remake({ method: 'umap-js', seed: 43 });
    await map.isLaidOut();
    await map.button('Cancel').click();
    await map.status.filter({ hasText: 'was cancelled' }).waitFor();
    await expect.poll(() => map.frame.locator('main').getAttribute('data-points')).toBe('2000');
    await look('cancelled');
    await map.button('Restart').click();
    await map.isLaidOut();
    expect(await map.settles()).toMatch(/^The map is done: 2,000 points/);
  });

  it('without WebGL2 is drawn all the same, and beyond 5,000 points says what would help', async () => {
    await workbench.page.addInitScript(withoutWebGl2);
    await workbench.reload();
    // The map that was in front comes back first.
    await map.frame.getByRole('heading', { name: 'slow' }).waitFor();
    await map.settles();
    await showMap(workbench, 'one-dimension');
    await map.frame.getByRole('heading', { name: 'one-dimension' }).waitFor();
    await expect.poll(() => map.drawing()).toBe('canvas2d');
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    await map.neighbours();
    await look('canvas2d');
    await createSample(workbench, 'english-words');
    await showMap(workbench, 'english-words');
    await map.frame.getByText('without WebGL2 only 5,000 can be drawn').waitFor();
    expect([await map.drawing(), await map.frame.locator('.label').count()]).toEqual(['none', 0]);
    expect(await findAccessibilityProblems(map.frame)).toEqual([]);
    await look('no-webgl2');
  });
});

/** Takes WebGL2 from a page and its frames, as a machine without a driver for it does. */
function withoutWebGl2(): void {
  const canvas = HTMLCanvasElement.prototype;
  const about = Object.getOwnPropertyDescriptor(canvas, 'getContext');
  const getContext = about?.value as (this: HTMLCanvasElement, ...all: unknown[]) => unknown;
  Object.defineProperty(canvas, 'getContext', {
    ...about,
    value(this: HTMLCanvasElement, kind: string, options?: object) {
      return kind === 'webgl2' ? null : getContext.call(this, kind, options);
    },
  });
}
