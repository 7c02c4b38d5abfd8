import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
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
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    cloud = await startEngine();
    const values = { type: 'dense_vector', dimension: 3, metric: 'cosine' };
    await askFor(cloud, 'POST', '/indexes', {
      name: 'films',
      schema: { fields: { _values: values } },
    });
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    tree = new TreeView(workbench);
    await tree.open();
    await enterEnvironment(workbench, { name: 'team', url: cloud.url, key: cloud.key });
    await tree.expand('team', 'films');
    await workbench.clearNotifications();
  });
  afterAll(async () => {
    await session?.close();
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
  });
});
