import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { CloudFront } from '../../support/cloudFront.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { enterEnvironment, photograph, takePicture } from '../../support/journey.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/importing');

/** A second engine stands for the cloud, with the role production. */
describe('a file of CSV', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let cloud: EngineProcess;
  let front: CloudFront;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    cloud = await startEngine();
    front = await CloudFront.start({ engine: cloud });
    const values = { type: 'dense_vector', dimension: 3, metric: 'cosine' };
    await askFor(cloud, 'POST', '/indexes', {
      name: 'films',
      schema: { fields: { _values: values } },
    });
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    tree = new TreeView(workbench);
    await tree.open();
    await enterEnvironment(workbench, { name: 'team', url: front.url, key: front.key });
    await tree.expand('team', 'films');
    await workbench.clearNotifications();
  });
  afterAll(async () => {
    await session?.close();
    await front?.stop();
    await cloud?.stop();
  });

  it('is imported into the cloud by its columns, and the rows that do not fit are listed beside it', async () => {
    const file = path.join(session.workspace, 'films.csv');
    const rows = Array.from(
      { length: 60 },
      (_, at) => `tt${at};"Film; part ${at}";${1960 + at};${Math.cos(at)};${Math.sin(at)};1`,
    );
    const odd = ['tt7;Again;1999;1;1;1', 'tt98;Zeros;1999;0;0;0'];
    await writeFile(file, ['film;title;year;v_0;v_1;v_2', ...rows, ...odd].join('\r\n'));
    await tree.choose('films', 'Import File…');
    const refusal = workbench.notification('“team” is production and locked against changes');
    await refusal.getByRole('button', { name: 'Unlock for 15 Minutes' }).click();
    await workbench.chooseFile('/workspace/', file);
    const form = workbench.page.locator('.quick-input-list');
    await form.filter({ hasText: 'v_0, v_1, v_2' }).waitFor();
    await takePicture(workbench, path.join(images, 'columns.png'));
    await workbench.pick('Namespace');
    await workbench.pick('One Namespace for All…');
    await workbench.answer('The namespace', 'classics');
    await form.filter({ hasText: 'classics' }).waitFor();
    await workbench.pick('Check the File');
    const question = 'Import 60 records from “films.csv” into “films / classics” in “team”?';
    await workbench.page.locator('.monaco-dialog-box', { hasText: question }).waitFor();
    await takePicture(workbench, path.join(images, 'question.png'));
    await workbench.answerModal(question, 'Import…');
    await workbench.answer('Type “classics” to go on', 'classics');
    await workbench.listedNotification('Imported 60 records from “films.csv”');
    await photograph(workbench, (theme) => path.join(images, `imported-${theme}.png`));
    const { namespaces } = await askFor<{ namespaces: object }>(
      cloud,
      'POST',
      '/_i/films/describe_index_stats',
      {},
    );
    expect(namespaces).toEqual({ classics: { vectorCount: 60 } });
    const rejects = await readFile(path.join(session.workspace, 'films.rejected.jsonl'), 'utf8');
    const reasons = rejects
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(reasons).toEqual([
      expect.objectContaining({ line: 62, reason: 'its id is also that of line 9' }),
      expect.objectContaining({ line: 63, reason: expect.stringContaining('all zero') }),
    ]);
    await workbench.clearNotifications();
  });

  it('makes an index with the dimension of its vectors', async () => {
    /** Accepts what the file suggests. */
    const accept = async (question: string, suggested: string): Promise<void> => {
      const box = workbench.page.locator(
        `.quick-input-widget:visible input[placeholder*="${question}"]`,
      );
      await box.waitFor();
      const active = workbench.page.locator('.quick-input-list .monaco-list-row.focused');
      const label = workbench.page.locator('.label-name').getByText(suggested, { exact: true });
      await active.filter({ has: label }).waitFor();
      await box.press('Enter');
    };
    const file = path.join(session.workspace, 'colours.csv');
    const places = Array.from({ length: 8 }, (_, place) => place);
    const rows = Array.from({ length: 30 }, (_, at) =>
      [`c${at}`, ...places.map((place) => Math.sin(at + place))].join(','),
    );
    const names = places.map((place) => `v_${place}`);
    await writeFile(file, [['id', ...names].join(','), ...rows].join('\n'));
    await workbench.runAndPick('Vectorscope: Import File', 'local');
    await workbench.pick('New Index for the File');
    await workbench.chooseFile('/workspace/', file);
    await workbench.answer('A name for the index', 'colours');
    await accept('What will the index hold', 'Dense vectors');
    await accept('Length of the vectors', '8');
    await accept('How are vectors compared', 'cosine');
    await workbench.answer('Tags, separated by commas', '');
    await accept('Protect the index', 'Not protected');
    await takePicture(workbench, path.join(images, 'new-index.png'));
    await accept('Only tags and protection', 'Create “colours”');
    await workbench.page.locator('.quick-input-list', { hasText: 'v_0' }).waitFor();
    await workbench.pick('Check the File');
    const question = 'Import 30 records from “colours.csv” into “colours” in “local”?';
    await workbench.answerModal(question, 'Import');
    await workbench.listedNotification('Imported 30 records from “colours.csv”');
    await expect.poll(() => tree.row('colours').innerText()).toContain('8 · cosine · 30');
    await workbench.clearNotifications();
  });

  it('in a bucket is imported by the service, which is followed to its end', async () => {
    const file = path.join(session.workspace, 'bucket.jsonl');
    const rows = Array.from({ length: 25 }, (_, at) =>
      JSON.stringify({ id: `b${at}`, values: [at + 1, 1, 1] }),
    );
    await writeFile(file, rows.join('\n'));
    front.buckets.set('s3://films/export', pathToFileURL(file).href);
    const question = 'The folder with Parquet files';
    await tree.chooseUntil('films', 'Import from Bucket…', () =>
      workbench.quickInputMessage.filter({ hasText: question }).waitFor({ timeout: 20_000 }),
    );
    await workbench.answer(question, 'films/export');
    await workbench.quickInputMessage.filter({ hasText: 'An address is s3://' }).waitFor();
    await takePicture(workbench, path.join(images, 'bucket.png'));
    await workbench.answer('An address is s3://', 's3://films/export');
    await workbench.answer('The id of the storage integration', '');
    await workbench.pick('Stop the Import');
    await workbench.answerModal('Import from “s3://films/export” to “films” in “team”?', 'Import…');
    await workbench.answer('Type “films” to go on', 'films');
    await workbench.listedNotification('The import to “films”: complete, 25 records');
    await takePicture(workbench, path.join(images, 'bucket-end.png'));
    const { totalVectorCount } = await askFor<{ totalVectorCount: number }>(
      cloud,
      'POST',
      '/_i/films/describe_index_stats',
      {},
    );
    expect(totalVectorCount).toBe(85);
  });
});
