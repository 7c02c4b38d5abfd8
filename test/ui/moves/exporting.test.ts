import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { recordOfLine } from '../../../src/model/exportFormats.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { createSample, enterEnvironment, takePicture } from '../../support/journey.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/exporting');

describe('an index in the tree', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let cloud: EngineProcess;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
    cloud = await startEngine();
    await askFor(cloud, 'POST', '/indexes', newIndexBody('tickets', 2));
    for (const [namespace, count] of [
      ['open', 150],
      ['closed', 20],
    ] as const) {
      const vectors = Array.from({ length: count }, (_, at) => ({ id: `t${at}`, values: [at, 1] }));
      await askFor(cloud, 'POST', '/_i/tickets/vectors/upsert', { namespace, vectors });
    }
    await enterEnvironment(workbench, { name: 'team', url: cloud.url, key: cloud.key });
    await tree.expand('team', 'tickets');
    await workbench.clearNotifications();
    await tree.row('fiori-docs').waitFor();
  });
  afterAll(async () => {
    await session?.close();
    await cloud?.stop();
  });

  const exportTo = async (name: string): Promise<string> => {
    await tree.choose('fiori-docs', 'Export Records…');
    const file = path.join(session.workspace, name);
    await workbench.chooseFile('fiori-docs.jsonl', file);
    const message = `Exported 778 records to “${name}”`;
    await workbench.notification(message).waitFor();
    await takePicture(workbench, path.join(images, `${name}.png`));
    await workbench.clearNotifications();
    expect((await readdir(session.workspace)).filter((one) => one.endsWith('.part'))).toEqual([]);
    return readFile(file, 'utf8');
  };

  it('is exported to lines of JSON with all its records', async () => {
    const records = (await exportTo('docs.jsonl')).trimEnd().split('\n').map(recordOfLine);
    expect([records.length, new Set(records.map(({ id }) => id)).size]).toEqual([778, 778]);
    expect(new Set(records.map(({ values }) => values.length))).toEqual(new Set([384]));
  });

  it('is exported to a table with a column for each field', async () => {
    const [header] = (await exportTo('docs.csv')).split('\r\n');
    expect(header).toMatch(/^id,.+,values,sparse_values$/);
  });

  it('of the cloud is exported with all its namespaces, after its price was shown', async () => {
    await tree.choose('tickets', 'Export Records…');
    await workbench.pick('All 2 Namespaces');
    await workbench.answer('It costs about 20 read units: 3 to list the ids, 17 to read', '30');
    const file = path.join(session.workspace, 'tickets.jsonl');
    await workbench.chooseFile('tickets.jsonl', file);
    await workbench.notification(/Exported 170 records to “tickets.jsonl”, for \d+ read/).waitFor();
    await takePicture(workbench, path.join(images, 'tickets.png'));
    const records = (await readFile(file, 'utf8')).trimEnd().split('\n').map(recordOfLine);
    const sizes = Map.groupBy(records, ({ namespace }) => namespace);
    expect([sizes.get('open')?.length, sizes.get('closed')?.length]).toEqual([150, 20]);
    await workbench.clearNotifications();
  });

  it('is exported as a sample with records of each namespace in proportion', async () => {
    await tree.chooseUntil('tickets', 'Export Records…', () =>
      workbench.page
        .locator('.quick-input-list', { hasText: 'Sample of All Namespaces' })
        .waitFor({ timeout: 20_000 }),
    );
    await workbench.pick('Sample of All Namespaces');
    await workbench.answer('Number of records', '34');
    await workbench.answer('It costs about 7 read units: 3 to list the ids, 4 to read', '30');
    const file = path.join(session.workspace, 'sample.jsonl');
    await workbench.chooseFile('tickets.jsonl', file);
    await workbench.listedNotification('Exported 34 records to “sample.jsonl”');
    await takePicture(workbench, path.join(images, 'sample.png'));
    const records = (await readFile(file, 'utf8')).trimEnd().split('\n').map(recordOfLine);
    const sizes = Map.groupBy(records, ({ namespace }) => namespace);
    expect([sizes.get('open')?.length, sizes.get('closed')?.length]).toEqual([30, 4]);
  });
});
