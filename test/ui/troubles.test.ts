import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSampleIndexes } from '../../scripts/start/sampleIndexes.ts';
import { FakeCloud } from '../support/fakeCloud.ts';
import { enterEnvironment } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { NotebookView } from '../support/pages/notebookView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { freePort } from '../support/workbench/freePort.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import { stopEngine } from '../support/workbench/stopEngine.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

const key = 'pcsk_troubles_5d2a';

/** What goes wrong, as the user meets it: each time what, why and what next, and nothing is lost. */
describe('trouble', () => {
  let session: WorkbenchSession;
  let cloud: FakeCloud;
  let workbench: Workbench;
  let notebook: NotebookView;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    cloud = await FakeCloud.start(key);
    await cloud.makeOrders();
    session = await openSession();
    await makeSampleIndexes(session.engineData);
    for (const [name, text] of Object.entries(notebooks))
      await writeFile(path.join(session.workspace, name), text);
    workbench = await session.open();
    notebook = new NotebookView(workbench);
    tree = new TreeView(workbench);
    // Until VS Code knows the extension, a notebook opens as text.
    await tree.open();
  });
  afterAll(async () => {
    await session?.close();
    await cloud?.stop();
  });

  const open = async (name: string): Promise<void> => {
    await workbench.openFile(name);
    await notebook.shows();
  };

  it('in a notebook’s text is told line by line, and mended there', async () => {
    await open('conflict.vecnb');
    await expect
      .poll(() => notebook.frame.locator('.problems li').allInnerTexts())
      .toEqual([
        'Line 3: Unresolved merge conflict: keep one side',
        'Line 5: Unresolved merge conflict: keep one side',
        'Line 6: “index” occurs twice: keep one of them',
        'Line 7: Unresolved merge conflict: keep one side',
      ]);
    await notebook.button('Open as Text').click();
    await workbench.page.locator('.monaco-editor .view-line', { hasText: '<<<<<<<' }).waitFor();
    await writeFile(path.join(session.workspace, 'conflict.vecnb'), notebooks['local.vecnb']);
    await workbench.page.locator('.view-line', { hasText: 'wrong_dimension' }).waitFor();
    await workbench.runCommand('Vectorscope: Open as Notebook');
    await notebook.cell('wrong_dimension').waitFor();
  });

  it('in a cell is shown at its field', async () => {
    await open('local.vecnb');
    await notebook.run('wrong_dimension');
    await notebook.problems('wrong_dimension').first().waitFor();
    await notebook.run('wrong_filter');
    await notebook.problems('wrong_filter').first().waitFor();
    await notebook.run('unknown_record');
    await notebook.problems('unknown_record').first().waitFor();
    expect([
      await notebook.problems('wrong_dimension').allInnerTexts(),
      await notebook.problems('wrong_filter').allInnerTexts(),
      await notebook.problems('unknown_record').allInnerTexts(),
    ]).toEqual([
      ['“english-words” has 100 dimensions, the vector has 3'],
      [expect.stringContaining('$gtr')],
      [
        'There is no record “zzzz” in namespace “__default__” of “english-words”. Check the id and the namespace',
      ],
    ]);
  });

  it('with a host shows in the box where its key is entered', async () => {
    const closed = await freePort();
    const url = `http://127.0.0.1:${closed}`;
    await enterEnvironment(workbench, { name: 'nobody', url, key });
    await workbench.answerModal('cannot be reached, so the key is not verified', 'Cancel');
    await workbench.quickInputMessage
      .filter({
        hasText: `nothing answers at 127.0.0.1:${closed}; check that the service runs and the port is right`,
      })
      .waitFor();
    await workbench.page.keyboard.press('Escape');
    await enterEnvironment(workbench, { name: 'nowhere', url: 'https://vectorscope.invalid', key });
    await workbench.answerModal('cannot be reached, so the key is not verified', 'Cancel');
    await workbench.quickInputMessage
      .filter({ hasText: /vectorscope\.invalid.*check .*the network/ })
      .waitFor();
    await workbench.page.keyboard.press('Escape');
    await tree.open();
    expect([await tree.row('nobody').count(), await tree.row('nowhere').count()]).toEqual([0, 0]);
  });

  it('with a map of what is not on this machine leads to pulling it', async () => {
    await enterEnvironment(workbench, { name: 'team', url: cloud.url, key });
    await tree.row('team').waitFor();
    await open('cloud.vecnb');
    await tree.expand('team', 'orders');
    await tree.choose('orders', 'New Map Cell');
    await notebook.run(2);
    expect(await notebook.failure(2)).toEqual([
      'Maps need an index on this machine, but “orders” is in “team”. Pull it, or a sample of it, once; maps then cost nothing more.',
      'Pull to This Machine…',
    ]);
  });

  it('with the service keeps the hits that were found', async () => {
    await open('cloud.vecnb');
    await notebook.runToHits('one');
    const rows = await notebook.rows('one');
    const { host } = new URL(cloud.url);

    cloud.script('POST /_i/orders/query', 'hang');
    await notebook.run('one');
    await notebook.cell('one').locator('vscode-button[aria-label="Stop"]').click();
    await notebook.status('one').filter({ hasText: 'Stopped' }).waitFor();
    expect(await notebook.rows('one')).toEqual(rows);

    const refused = { status: 401, body: 'Invalid API Key\n' };
    await tree.expand('team', 'orders');
    cloud.script('GET /indexes', refused);
    await workbench.runCommand('Vectorscope: Refresh');
    expect(await tree.problem('Key refused')).toBe(
      `Could not list the indexes: the key was refused by ${host}. Update Key`,
    );

    cloud.script('POST /_i/orders/query', refused);
    await notebook.run('one');
    expect(await notebook.failure('one')).toEqual([
      `Could not query “orders” in “team”: the key was refused by ${host}.`,
      'Update Key',
    ]);
    expect(await notebook.rows('one')).toEqual(rows);

    await cloud.stop();
    await notebook.run('one');
    expect(await notebook.failure('one', 'nothing answers')).toEqual([
      `Could not query “orders” in “team”: nothing answers at ${host}; check that the service runs and the port is right.`,
      'Retry',
    ]);
    expect(await notebook.rows('one')).toEqual(rows);
  });

  it('with the service keeps the last known state in the tree', async () => {
    await workbench.runCommand('Vectorscope: Refresh');
    expect(await tree.problem('No connection')).toMatch(
      /^Could not list the indexes: nothing answers at .+\. Retry/,
    );
    await expect.poll(() => tree.row('orders').innerText()).toMatch(/just now|min ago/);
  });

  it('with the engine is over once it has been started again', async () => {
    await open('local.vecnb');
    await notebook.runToHits('fine');
    await tree.expand('local', 'english-words');
    const rows = await notebook.rows('fine');
    const killed = await killEngine(session);
    await notebook.run('fine');
    await expect.poll(() => enginePid(session)).not.toBe(killed);
    await notebook.runToHits('fine');
    await killEngine(session);
    await notebook.run('fine');
    expect(await notebook.failure('fine')).toEqual([
      'Could not query “english-words” in “local”: The local engine stopped unexpectedly more than once within a minute; see its log, then restart it.',
      'Restart Engine',
    ]);
    expect(await notebook.rows('fine')).toEqual(rows);
    await workbench.runCommand('Vectorscope: Refresh');
    expect(await tree.problem('Engine not running')).toBe(
      'The local engine stopped unexpectedly more than once within a minute; see its log, then restart it. Restart Engine',
    );
    await notebook.cell('fine').locator('vscode-button', { hasText: 'Restart Engine' }).click();
    await notebook.status('fine').filter({ hasText: /hits/ }).waitFor();
  });

  it('with a data file concerns its index alone, and ends when the file is restored', async () => {
    const file = await dataFile(session, 'english-words');
    await stopEngine(session.engineData);
    const whole = await readFile(file);
    await writeFile(file, 'x'.repeat(100_000));
    await notebook.run('fine');
    expect(await notebook.failure('fine', 'damaged')).toEqual([
      'Could not query “english-words” in “local”: The data file of the index “english-words” is damaged or missing: restore it from a copy, or delete the index.',
      'Retry',
    ]);
    await workbench.runCommand('Vectorscope: Refresh');
    await tree.expand('local', 'fiori-docs');
    await expect.poll(() => tree.row('english-words').innerText()).toContain('Failed');
    await tree.expand('english-words', 'Data file damaged');
    expect(await tree.problem('Data file damaged')).toMatch(
      /“english-words” is damaged or missing: restore it .+ Retry$/,
    );
    // The ways out stand below the reason, and the backups stay in sight.
    for (const label of ['Restore a backup…', 'Delete the index…', 'Backups'])
      await tree.row(label).waitFor();
    expect(await notebook.runToHits('other')).toMatch(/hits/);
    await writeFile(file, whole);
    await notebook.cell('fine').locator('vscode-button', { hasText: 'Retry' }).click();
    await notebook.status('fine').filter({ hasText: /hits/ }).waitFor();
  });
});

async function enginePid({ engineData }: WorkbenchSession): Promise<number> {
  const text = await readFile(path.join(engineData, 'engine.json'), 'utf8');
  return (JSON.parse(text) as { pid: number }).pid;
}

async function killEngine(session: WorkbenchSession): Promise<number> {
  const pid = await enginePid(session);
  process.kill(pid, 'SIGKILL');
  return pid;
}

async function dataFile({ engineData }: WorkbenchSession, index: string): Promise<string> {
  const folder = path.join(engineData, 'indexes');
  const names = await readdir(folder);
  return path.join(
    folder,
    names.find((name) => name.endsWith(`-${index}.sqlite`))!,
  );
}

const notebooks = {
  'conflict.vecnb': `vecnb 1
environment: local
<<<<<<< HEAD
index: english-words
=======
index: fiori-docs
>>>>>>> other
`,
  'local.vecnb': `vecnb 1
environment: local
index: english-words

### query wrong_dimension
vector: [0.1, 0.2, 0.3]

### query wrong_filter
text: dog
filter: { "rank": { "$gtr": 100 } }

### query unknown_record
id: zzzz

### query fine
text: dog
top k: 3

### query other
id: local-btp-fiori-tools-0-chunk-0
index: fiori-docs
top k: 2
`,
  'cloud.vecnb': `vecnb 1
environment: team
index: orders

### query one
id: a
`,
};
