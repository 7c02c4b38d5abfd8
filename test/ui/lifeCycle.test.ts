import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photographFailures } from '../support/failurePictures.ts';
import { FakeCloud } from '../support/fakeCloud.ts';
import { enterEnvironment, photograph, takePicture } from '../support/journey.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { askFor } from '../support/engineRequests.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

/** From nothing to an index with namespaces and back, by keyboard; each test goes on from the last. */
describe('the life of an index', () => {
  const images = path.resolve('.cache/test/images/life-cycle');
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open();
    tree = new TreeView(workbench);
    await tree.open();
  });
  afterAll(() => session?.close());

  /** Presses a key in the quick pick whose placeholder begins so. */
  const choose = async (question: string, ...keys: readonly string[]): Promise<void> => {
    const box = workbench.page.locator(
      `.quick-input-widget:visible input[placeholder^="${question}"]`,
    );
    await box.waitFor();
    // A key that is pressed before an item is selected does nothing.
    await workbench.page.locator('.quick-input-list .monaco-list-row.focused').waitFor();
    for (const key of keys) await box.press(key);
  };
  /** What the box says below its field, once that holds `text`. */
  const problem = async (text: string): Promise<string> => {
    const message = workbench.quickInputMessage.filter({ hasText: text });
    await message.waitFor();
    return message.innerText();
  };

  it('begins with its name, which is checked', async () => {
    await workbench.runAndAnswer('Vectorscope: Create Index', 'A name for the index', 'My Index');
    expect(await problem('A name has only a-z, 0-9 and hyphens')).toContain('letter or digit');
    await takePicture(workbench, path.join(images, 'name.png'));
    await workbench.quickInput.fill('my-vector-index');
    await workbench.quickInput.press('Enter');
    await choose('What will the index hold', 'Enter');
  });

  it('has a dimension, a metric, tags and protection', async () => {
    await choose('Length of the vectors', 'Enter');
    await workbench.answer('Length of the vectors, 1 to 20,000', '20001');
    expect(await problem('A dimension is')).toContain('a whole number from 1 to 20,000');
    await workbench.quickInput.fill('8');
    await workbench.quickInput.press('Enter');
    await choose('How are vectors compared', 'Enter');
    await workbench.answer('Tags, separated by commas', 'team');
    await problem('Write a tag as name=value');
    await workbench.quickInput.fill('team=search');
    await workbench.quickInput.press('Enter');
    await choose('Protect the index', 'Enter');
    const summary = workbench.page.locator('.quick-input-list', {
      hasText: '8 · cosine · team=search',
    });
    await summary.waitFor();
    await takePicture(workbench, path.join(images, 'summary.png'));
    await choose('Only tags and protection', 'Enter');
    await workbench.notification('“my-vector-index” is ready and has no records yet').waitFor();
    await tree.row('my-vector-index').filter({ hasText: '8 · cosine' }).waitFor();
    await workbench.clearNotifications();
  });

  it('does not begin twice under one name', async () => {
    await workbench.runAndAnswer(
      'Vectorscope: Create Index',
      'A name for the index',
      'my-vector-index',
    );
    expect(await problem('already has an index')).toContain('“my-vector-index”');
    await workbench.page.keyboard.press('Escape');
  });

  it('continues with namespaces', async () => {
    await tree.chooseAndAnswer(
      'my-vector-index',
      'Create Namespace…',
      'A name of printable ASCII',
      'größe',
    );
    expect(await problem('A name has only')).toContain('printable ASCII characters');
    await workbench.quickInput.fill('tickets');
    await workbench.quickInput.press('Enter');
    await tree.expand('my-vector-index', 'tickets');
    const engine = await runningEngine(session.engineData);
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    const vectors = [{ id: 'vec1', values }];
    const body = { namespace: 'tickets', vectors };
    await askFor(engine, 'POST', '/_i/my-vector-index/vectors/upsert', body);
    await workbench.runCommand('Vectorscope: Refresh');
    await tree.row('tickets').filter({ hasText: '1' }).waitFor();
    await photograph(workbench, (theme) => path.join(images, `tree-${theme}.png`));
    await workbench.runCommand('Vectorscope: Go to Namespace');
    const box = workbench.page.locator(
      '.quick-input-widget:visible input[placeholder^="Type how"]',
    );
    const found = workbench.page.locator('.quick-input-list .monaco-list-row');
    await box.fill('zz');
    await found.filter({ hasText: 'No namespace starts with “zz”' }).waitFor();
    await box.fill('tick');
    await found.filter({ hasText: 'tickets' }).waitFor();
    expect(await found.count()).toBe(1);
    await box.press('Escape');
    await tree.chooseAndAnswerModal(
      'tickets',
      'Delete Namespace…',
      'Delete the namespace “tickets”',
      'Delete',
    );
    await workbench.notification('The namespace “tickets” is deleted: 1 record').waitFor();
    await tree.row('tickets').waitFor({ state: 'detached' });
    await workbench.answerNotification('The namespace “tickets” is deleted', 'Undo');
    await tree.row('tickets').waitFor();
    await workbench.listedNotification('Undone: 1 record');
    await workbench.clearNotifications();
  });

  it('can be protected, and then is not deleted before that is lifted', async () => {
    await tree.choose('my-vector-index', 'Configure Index…');
    await choose('Name, dimension, metric and region', 'Enter');
    await workbench.notification('“my-vector-index” is protected').waitFor();
    await tree.choose('my-vector-index', 'Configure Index…');
    await choose('Name, dimension, metric and region', 'ArrowDown', 'Enter');
    await workbench.answer('Tags, separated by commas', 'stage=test');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    const engine = await runningEngine(session.engineData);
    const about = await askFor(engine, 'GET', '/indexes/my-vector-index');
    expect(about).toMatchObject({ tags: { stage: 'test' }, deletion_protection: 'enabled' });
    await workbench.clearNotifications();
  });

  it('gives its settings to another one', async () => {
    await tree.chooseAndAnswer(
      'my-vector-index',
      'Clone Settings…',
      'A name for the index',
      'second',
    );
    await choose('What will the index hold', 'Enter');
    await choose('Length of the vectors', 'Enter');
    await choose('How are vectors compared', 'Enter');
    await workbench.answer('Tags, separated by commas', 'stage=test');
    await choose('Protect the index', 'Enter');
    await choose('Only tags and protection', 'Enter');
    const second = tree.row('second').filter({ hasText: '8 · cosine' });
    await second.waitFor();
    const engine = await runningEngine(session.engineData);
    const about = await askFor(engine, 'GET', '/indexes/second');
    expect(about).toMatchObject({ tags: { stage: 'test' }, deletion_protection: 'enabled' });
    await workbench.clearNotifications();
  });

  it('ends with its deletion', async () => {
    await tree.select('my-vector-index');
    await workbench.page.keyboard.press('Delete');
    await workbench.answerModal('has deletion protection', 'Lift Protection…');
    await workbench.answerModal('Delete the index “my-vector-index”', 'Delete');
    await tree.row('my-vector-index').waitFor({ state: 'detached' });
    expect(await tree.row('second').count()).toBe(1);
  });

  it('begins in the cloud in a region, and a refused answer can be changed', async () => {
    const key = 'pcsk_life_cycle_93b1';
    const cloud = await FakeCloud.start(key);
    try {
      await enterEnvironment(workbench, { name: 'team', url: cloud.url, key });
      await tree.expand('team', 'Create an index…');
      await workbench.clearNotifications();
      await tree.choose('team', 'Create Index…');
      await workbench.answerNotification('is production and locked', 'Unlock for 15 Minutes');
      await workbench.answer('A name for the index', 'docs');
      await choose('What will the index hold', 'Enter');
      await choose('Length of the vectors', 'ArrowDown', 'Enter');
      await choose('How are vectors compared', 'Enter');
      await choose('Where does the index run', 'ArrowUp', 'Enter');
      await workbench.answer('Cloud (aws, gcp or azure)', 'us-nowhere');
      expect(await problem('Enter a cloud')).toContain('aws us-east-1');
      await workbench.quickInput.fill('aws us-nowhere');
      await workbench.quickInput.press('Enter');
      await workbench.answer('Tags, separated by commas', '');
      await choose('Protect the index', 'Enter');
      const error = {
        code: 'NOT_FOUND',
        message: 'Resource cloud: aws region: us-nowhere not found',
      };
      cloud.script('POST /indexes', { status: 404, body: { error, status: 404 } });
      await choose('Only tags and protection', 'Enter');
      await choose('Could not create the index “docs”', 'ArrowDown', 'Enter');
      await workbench.answer('Tags, separated by commas', '');
      await choose('Protect the index', 'Enter');
      await choose('Only tags and protection', 'Enter');
      await tree.row('docs').filter({ hasText: '1536 · cosine' }).waitFor();
      const sent = cloud.requests.filter(
        ({ method, path: asked }) => method === 'POST' && asked === '/indexes',
      );
      const place = { deployment_type: 'managed', cloud: 'aws' };
      expect(sent.map(({ body }) => body)).toMatchObject([
        { deployment: { ...place, region: 'us-nowhere' } },
        { name: 'docs', deployment: { ...place, region: 'us-west-2' } },
      ]);
    } finally {
      await cloud.stop();
    }
  });
});
