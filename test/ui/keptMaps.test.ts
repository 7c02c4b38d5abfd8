import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSample, showMap } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { MapView, type MapChoices } from '../support/pages/mapView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const parameters = 'UMAP 9/0.3 seed 7';
const wanted = 'chart';

type Looks = MapChoices & { readonly place: readonly number[] };

describe('a map that was made to one’s liking', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let map: MapView;
  let before: Looks;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'notes.txt'), 'Something else to look at.\n');
    workbench = await session.open({ size: { width: 1280, height: 800 } });
    map = new MapView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'fiori-docs');
    await showMap(workbench, 'fiori-docs');
  });
  afterAll(() => session?.close());

  /** All that was chosen, once the view has come back, and where the record stands then, to two pixels. */
  const looks = async (): Promise<Looks> => {
    await map.settles();
    await map.neighbours();
    const { x, y } = await map.selectedPlace();
    return { ...(await map.choices()), place: [x, y].map((at) => 2 * Math.round(at / 2)) };
  };

  it('has parameters, colours, a filter, a search, a selection and a camera', async () => {
    await map.frame.getByText('UMAP 15/0.1 seed 42').click();
    await map.frame.getByLabel('Neighbours').fill('9');
    await map.frame.getByLabel('Minimal distance').fill('0.3');
    await map.frame.getByLabel('Seed').fill('7');
    await map.button('Make Map').click();
    await map.frame.getByText(parameters).waitFor();
    await map.settles();
    await map.act('Labels');
    await map.act('Contours');
    const search = map.frame.getByRole('search');
    await search.getByRole('textbox').fill(wanted);
    await search.getByText(/\d+ found/).waitFor();
    await map.legend.getByRole('button', { name: 'Sapui5' }).click();
    await search.getByRole('button', { name: 'Select', exact: true }).click();
    await map.canvas.press('ArrowRight');
    await map.canvas.press('Enter');
    await map.neighbours();
    for (let times = 0; times < 3; times++) await map.canvas.press('+');
    await map.canvas.press('Shift+ArrowLeft');
    before = await looks();
    const { selected, record } = before;
    expect([selected > 20, record.length > 5]).toEqual([true, true]);
    expect(before).toMatchObject({
      parameters,
      colourBy: 'category',
      pressed: ['Contours', expect.stringMatching(/^Sapui5 \d+ of 386$/)],
      search: wanted,
    });
  });

  it('is as it was when it was hidden and is shown again', async () => {
    await workbench.openFile('notes.txt');
    await map.frame.locator('h1').waitFor({ state: 'hidden' });
    await workbench.tab('fiori-docs map').click();
    await expect.poll(looks).toEqual(before);
  });

  it('restores its view after a reload of the window', async () => {
    await workbench.reload();
    await expect.poll(looks).toEqual(before);
  });

  it('restores its view when it is closed and opened again', async () => {
    await workbench.runCommand('View: Close Editor');
    await workbench.tab('fiori-docs map').waitFor({ state: 'detached' });
    await showMap(workbench, 'fiori-docs');
    await expect.poll(looks).toEqual(before);
  });
});
