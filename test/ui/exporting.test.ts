import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { recordOfLine } from '../../src/model/exportFormats.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, takePicture } from '../support/journey.ts';
import { TreeView } from '../support/pages/treeView.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/exporting');

describe('an index in the tree', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
    await workbench.clearNotifications();
    await tree.row('fiori-docs').waitFor();
  });
  afterAll(() => session?.close());

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
});
