import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { enterEnvironment, photograph, takePicture } from '../../support/journey.ts';
import { RecordsView } from '../../support/pages/recordsView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import { runningEngine } from '../../support/runningEngine.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/moving');

/** A second engine stands for the cloud, with the role production; each test goes on from the last. */
describe('records between the cloud and this machine', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let cloud: EngineProcess;
  photographFailures(() => workbench);

  const upsert = async (ids: readonly string[]): Promise<void> => {
    const vectors = ids.map((id, at) => ({ id, values: [at + 1, 1], metadata: { year: at } }));
    await askFor(cloud, 'POST', '/_i/tickets/vectors/upsert', { vectors });
  };
  const picture = (name: string): Promise<void> =>
    takePicture(workbench, path.join(images, `${name}.png`));

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    cloud = await startEngine();
    await askFor(cloud, 'POST', '/indexes', newIndexBody('tickets', 2));
    await upsert(Array.from({ length: 40 }, (_, at) => `t${at + 10}`));
    await fillArchive(cloud);
    await fillArticles(cloud);
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    tree = new TreeView(workbench);
    await tree.open();
    await enterEnvironment(workbench, { name: 'team', url: cloud.url, key: cloud.key });
    await tree.expand('team', 'tickets');
    await workbench.clearNotifications();
  });
  afterAll(async () => {
    await session?.close();
    await cloud?.stop();
  });

  it('a twin takes up what is new and deleted in its origin', async () => {
    await tree.chooseUntil('tickets', 'Pull to This Machine…', () =>
      workbench.page.locator('.quick-input-list', { hasText: 'All 40 records' }).waitFor(),
    );
    await workbench.pick('All 40 records');
    await workbench.answer('It costs about', '1000');
    await workbench.listedNotification('tickets-twin');
    await workbench.clearNotifications();
    await upsert(['u1', 'u2', 'u3']);
    await askFor(cloud, 'POST', '/_i/tickets/vectors/delete', { ids: ['t10'] });
    await tree.expand('local', 'tickets-twin');
    const question = workbench.page.locator('.quick-input-list', { hasText: 'New and Deleted' });
    await tree.chooseUntil('tickets-twin', 'Refresh Twin…', () =>
      question.waitFor({ timeout: 20_000 }),
    );
    await picture('refresh-question');
    await workbench.pick('New and Deleted Records');
    await workbench.listedNotification('“tickets-twin” is refreshed: 3 new, 1 deleted');
    await expect.poll(() => tree.row('tickets-twin').innerText()).toContain('42');
    await workbench.clearNotifications();
  });

  it('a random sample is copied with other ids and other metadata', async () => {
    await tree.chooseUntil('tickets', 'Copy Records with Options…', () =>
      workbench.page
        .locator('.quick-input-list', { hasText: 'local' })
        .waitFor({ timeout: 20_000 }),
    );
    await workbench.pick('local');
    await workbench.pick('New Index with the Same Settings');
    await workbench.answer('A name for the new index', 'sampled');
    await workbench.answer('The namespace there', '__default__');
    await workbench.answer('Size of a random sample', '0');
    await workbench.quickInputMessage.filter({ hasText: 'whole number above 0' }).waitFor();
    await picture('copy-size');
    await workbench.answer('whole number above 0', '10');
    await workbench.answer('A text before each id', 'copy-');
    await workbench.pick('Change a Metadata Field');
    await workbench.pick('Rename a Field');
    await workbench.answer('The field', 'year');
    await workbench.answer('Its new name', 'published');
    await picture('copy-edits');
    await workbench.pick('Go On');
    await workbench.dialog('Copy 10 records').waitFor();
    await picture('copy-question');
    await workbench.answerModal('Copy 10 records', 'Copy');
    await workbench.listedNotification('Copied 10 records to “sampled” in “local”');
    const { vectors } = await askFor<{ vectors: { id: string }[] }>(
      await runningEngine(session.engineData),
      'GET',
      '/_i/sampled/vectors/list',
    );
    expect(vectors.filter(({ id }) => id.startsWith('copy-t'))).toHaveLength(10);
  });

  it('documents are pulled, and listed with their fields', async () => {
    await tree.chooseUntil('articles', 'Pull to This Machine…', () =>
      workbench.page
        .locator('.quick-input-list', { hasText: 'All 12 records' })
        .waitFor({ timeout: 20_000 }),
    );
    await workbench.pick('All 12 records');
    await workbench.answer('It costs about', '100');
    await workbench.listedNotification('articles-twin');
    await workbench.clearNotifications();
    await tree.expand('local', 'articles-twin');
    const records = new RecordsView(workbench);
    await tree.chooseUntil('articles-twin', 'Show Records', () =>
      records.status.filter({ hasText: '12 records' }).waitFor({ timeout: 20_000 }),
    );
    expect(await records.columns()).toEqual(expect.arrayContaining(['title', 'year']));
    await records.row('doc-3').getByText('doc-3', { exact: true }).click();
    await records.record.getByText('Lighthouse 3').first().waitFor();
    await photograph(workbench, (theme) => path.join(images, `documents-${theme}.png`));
  });

  it('an index of the cloud that is too large for undo is deleted when its name is typed', async () => {
    await workbench.runAndPick('Vectorscope: Unlock Environment', 'team');
    const question = 'Delete the index “archive” of “team”?';
    await tree.chooseUntil('archive', 'Delete Index…', () =>
      workbench.dialog(question).waitFor({ timeout: 20_000 }),
    );
    await picture('without-undo');
    await workbench.answerModal(question, 'Delete Without Undo…');
    await workbench.answer('Type “archive” to delete it. Nothing brings it back.', 'archiv');
    await workbench.quickInputMessage.filter({ hasText: 'The name is “archive”' }).waitFor();
    await workbench.answer('The name is “archive”', 'archive');
    await tree.row('archive').waitFor({ state: 'detached' });
    const { indexes } = await askFor<{ indexes: { name: string }[] }>(cloud, 'GET', '/indexes');
    expect(indexes.map(({ name }) => name)).not.toContain('archive');
    await workbench.clearNotifications();
  });

  it('a deleted index comes back by undo', async () => {
    const engine = await runningEngine(session.engineData);
    await tree.expand('local', 'sampled');
    await tree.chooseUntil('sampled', 'Delete Index…', () =>
      workbench.dialog('Delete the index “sampled”').waitFor({ timeout: 10_000 }),
    );
    await picture('delete-question');
    await workbench.answerModal('It is saved on this machine first: 10 records.', 'Delete');
    const notice = await workbench.listedNotification('The index “sampled” on this machine');
    await notice.getByRole('button', { name: 'Undo' }).click();
    await workbench.listedNotification('The index “sampled” is back: 10 records');
    await picture('back');
    const stats = await askFor(engine, 'POST', '/_i/sampled/describe_index_stats', {});
    expect(stats).toMatchObject({ totalVectorCount: 10 });
  });
});

/** More records than are saved for undo. */
async function fillArchive(cloud: EngineProcess): Promise<void> {
  await askFor(cloud, 'POST', '/indexes', newIndexBody('archive', 2));
  for (let from = 0; from < 11_000; from += 1000) {
    const vectors = Array.from({ length: 1000 }, (_, at) => ({
      id: `a${from + at}`,
      values: [at, 1],
    }));
    await askFor(cloud, 'POST', '/_i/archive/vectors/upsert', { vectors });
  }
}

async function fillArticles(cloud: EngineProcess): Promise<void> {
  const fields = { title: { type: 'string', full_text_search: {} } };
  await askFor(cloud, 'POST', '/indexes', { name: 'articles', schema: { fields } });
  const documents = Array.from({ length: 12 }, (_, at) => ({
    _id: `doc-${at}`,
    title: `Lighthouse ${at}`,
    year: 2000 + at,
  }));
  await askFor(cloud, 'POST', '/_i/articles/namespaces/__default__/documents/upsert', {
    documents,
  });
}
