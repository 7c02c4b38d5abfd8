import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor } from '../support/engineRequests.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, enterEnvironment, takePicture } from '../support/journey.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/pushing');

type Stats = { totalVectorCount: number };

/** A second engine stands for the cloud, with the role production; each test goes on from the last. */
describe('an index of this machine', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let cloud: EngineProcess;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    cloud = await startEngine();
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
    await enterEnvironment(workbench, { name: 'team', url: cloud.url, key: cloud.key });
    await tree.row('team').waitFor();
    await workbench.clearNotifications();
  });
  afterAll(async () => {
    await session?.close();
    await cloud?.stop();
  });

  const count = async (): Promise<number> =>
    (await askFor<Stats>(cloud, 'POST', '/_i/fiori-docs/describe_index_stats', {}))
      .totalVectorCount;
  const push = async (): Promise<void> => {
    await tree.expand('local', 'fiori-docs');
    await tree.row('fiori-docs').click();
    await tree.choose('fiori-docs', 'Push to Pinecone…');
  };

  it('is pushed to an index that is created there, once production is unlocked', async () => {
    await push();
    const refusal = workbench.notification('“team” is production and locked against changes');
    await refusal.getByRole('button', { name: 'Unlock for 15 Minutes' }).click();
    await workbench.pick('New Index with the Same Settings');
    await workbench.answer('A name for the new index', 'fiori-docs');
    await workbench.answer('The namespace there', '__default__');
    const question = 'Copy 778 records from “fiori-docs” in “local” to “fiori-docs” in “team”?';
    await workbench.page.locator('.monaco-dialog-box', { hasText: question }).waitFor();
    await takePicture(workbench, path.join(images, 'question.png'));
    await workbench.answerModal(question, 'Copy…');
    await workbench.answer('Type “fiori-docs” to go on', 'fiori-docs');
    await workbench.listedNotification('Copied 778 records to “fiori-docs” in “team”');
    expect(await count()).toBe(778);
    await takePicture(workbench, path.join(images, 'pushed.png'));
    await workbench.clearNotifications();
  });

  it('is pushed again with what is missing there', async () => {
    const { vectors } = await askFor<{ vectors: { id: string }[] }>(
      cloud,
      'GET',
      '/_i/fiori-docs/vectors/list?limit=3',
    );
    const ids = vectors.map(({ id }) => id);
    await askFor(cloud, 'POST', '/_i/fiori-docs/vectors/delete', { ids });
    expect(await count()).toBe(775);
    await push();
    await workbench.page
      .locator('.quick-input-list', { hasText: 'New Index with the Same Settings' })
      .waitFor();
    await workbench.pick('fiori-docs');
    await workbench.answer('The namespace there', '__default__');
    await workbench.page
      .locator('.quick-input-list', { hasText: '3 records, nothing is overwritten' })
      .waitFor();
    await takePicture(workbench, path.join(images, 'modes.png'));
    await workbench.pick('Copy Missing Records');
    await workbench.answerModal('Copy 3 records', 'Copy…');
    await workbench.answer('Type “fiori-docs” to go on', 'fiori-docs');
    await workbench.listedNotification('Copied 3 records to “fiori-docs” in “team”');
    expect(await count()).toBe(778);
  });

  it('has its usage counted, and a budget that asks first', async () => {
    const status = workbench.page.locator('.statusbar-item', { hasText: /\d RU · [\d,]+ WU/ });
    await status.click();
    await workbench.page.locator('.quick-input-list', { hasText: /team.*today \d+ RU/ }).waitFor();
    await takePicture(workbench, path.join(images, 'usage.png'));
    await workbench.pick('team');
    await workbench.answer('Read units for a day', '0');
    await workbench.quickInputMessage.filter({ hasText: 'whole number above 0' }).waitFor();
    await workbench.answer('whole number above 0', '1');
    await workbench.answer('Write units for a day', '');
    await tree.expand('team', 'fiori-docs');
    await workbench.runAndPick('Vectorscope: Copy Records', 'team');
    const asked = '.quick-input-widget:visible input[placeholder="Copy to which environment?"]';
    await workbench.page.locator(asked).waitFor();
    await workbench.pick('local');
    await workbench.pick('New Index with the Same Settings');
    await workbench.answer('A name for the new index', 'fiori-copy');
    await workbench.answer('The namespace there', '__default__');
    // Comparing the ids has its price, too.
    await workbench.answerModal('This costs about 8 read units in “team”', 'Go Over Budget');
    await workbench.answerModal('Copy 778 records', 'Copy');
    await workbench.answerModal(/This costs about [89]\d read units in “team”/, 'Go Over Budget');
    await workbench.listedNotification('Copied 778 records to “fiori-copy” in “local”');
    await expect.poll(() => tree.row('fiori-copy').innerText()).toContain('778');
  });
});
