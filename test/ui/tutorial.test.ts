import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { photograph } from '../support/journey.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/tutorial');
const vectors = {
  vec1: [1, 0, 0.5, 0, 0, 0.25, 0, 0],
  vec2: [0, 1, 0, 0.5, 0, 0, 0.25, 0],
};

/** The first steps of every tutorial of vector databases, by keyboard; each test goes on from the last. */
describe('my-vector-index', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1200, height: 700 } });
    tree = new TreeView(workbench);
    await tree.open();
  });
  afterAll(() => session?.close());

  const accept = async (placeholder: string): Promise<void> => {
    const box = workbench.page.locator(
      `.quick-input-widget:visible input[placeholder^="${placeholder}"]`,
    );
    await box.waitFor();
    await workbench.page.locator('.quick-input-list .monaco-list-row.focused').waitFor();
    await box.press('Enter');
  };

  it('is created with 8 dimensions', async () => {
    await workbench.runAndAnswer(
      'Vectorscope: Create Index',
      'A name for the index',
      'my-vector-index',
    );
    await accept('What will the index hold');
    await accept('Length of the vectors');
    await workbench.answer('Length of the vectors, 1 to 20,000', '8');
    await accept('How are vectors compared');
    await workbench.answer('Tags, separated by commas', '');
    await accept('Protect the index');
    await accept('Only tags and protection');
    await expect.poll(() => tree.row('my-vector-index').innerText()).toContain('8 · cosine');
    await workbench.clearNotifications();
  });

  it.each(Object.entries(vectors))('gets %s', async (id, values) => {
    await workbench.runAndAnswer('Vectorscope: New Record', 'Its id', id);
    await workbench.tab(`${id}.json`).waitFor();
    const editor = workbench.page.locator('.editor-instance:visible .monaco-editor').last();
    await editor.locator('.view-lines', { hasText: `"${id}"` }).waitFor();
    const { keyboard } = workbench.page;
    await keyboard.press('ControlOrMeta+A');
    await keyboard.press('Delete');
    const metadata = { genre: id === 'vec1' ? 'comedy' : 'drama' };
    await keyboard.insertText(` ${JSON.stringify({ id, values, metadata })}`);
    await keyboard.press('ControlOrMeta+S');
    await accept('The difference is shown below');
    const status = workbench.page.locator('.statusbar');
    await expect.poll(() => status.innerText()).toContain(`Wrote “${id}”`);
  });

  it('answers a query', async () => {
    await workbench.runCommand('Vectorscope: Query This Index');
    const notebook = new NotebookView(workbench);
    await notebook.shows();
    expect(await notebook.runToHits(1)).toMatch(/^2 hits/);
    await photograph(workbench, (theme) => path.join(images, `query-${theme}.png`));
  });

  it('is deleted', async () => {
    await workbench.runCommand('Vectorscope: Delete Index');
    await workbench.answerModal('Delete the index “my-vector-index” on this machine?', 'Delete');
    await expect.poll(() => tree.row('my-vector-index').count()).toBe(0);
  });
});
