import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanFor } from '../../support/canaryScan.ts';
import { FakeCloud } from '../../support/fakeCloud.ts';
import {
  describeEnvironment,
  enterEnvironment,
  photograph,
  takesPictures,
} from '../../support/journey.ts';
import { FakeAdmin } from '../../support/keys/fakeAdmin.ts';
import { deviationsOf } from '../../support/keys/openApi.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { packagedExtension, packagedPlanter } from '../../support/workbench/packagedExtension.ts';
import { NotebookView } from '../../support/pages/notebookView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import { WorkbenchSession } from '../../support/workbench/session.ts';
import { themeNames, type Workbench } from '../../support/workbench/workbench.ts';

const canary = 'pcsk_canary_4f09b3d1';
/** Put away on purpose by test/fixtures/planter, in the same stores that a leak would reach. */
const planted = 'pcsk_planted_77c1';
const wrongKey = 'pcsk_refused_91e6';
const writingKey = 'pcsk_writing_canary_8e40';
const envKey = 'pcsk_envfile_canary_31c8d7';
const providerKey = 'sk-provider-canary-60b2';
const clientSecret = 'secret_canary_5d20c7';
/** A key of nobody, which a program contains by mistake. */
const leaked = 'pcsk_leaked_2c91e07ab4';

/** VS Code writes its stores some seconds after they change. */
const flushMs = 8000;

describe('a key', () => {
  let session: WorkbenchSession;
  let cloud: FakeCloud;
  let admin: FakeAdmin;
  let workbench: Workbench;
  let tree: TreeView;
  /** The value of the key that a test creates. */
  let created = '';
  photographFailures(() => workbench);

  const images = path.resolve('.cache/test/images/keys');

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    cloud = await FakeCloud.start(canary);
    admin = new FakeAdmin(clientSecret, cloud.keyRoles);
    admin.adopt('first', canary);
    cloud.answerFirst = (seen) => admin.answer(seen);
    await cloud.makeOrders();
    // A server and a browser of its own: their folders are scanned for the key, and another extension is installed.
    session = await WorkbenchSession.start({
      extensions: [await packagedExtension(), await packagedPlanter()],
    });
    await writeFile(path.join(session.workspace, 'cloud.vecnb'), notebook);
    await writeFile(
      path.join(session.workspace, 'app.py'),
      `client = connect(api_key="${leaked}")\n`,
    );
    workbench = await session.open();
    tree = new TreeView(workbench);
    await tree.open();
  });
  afterAll(async () => {
    await session?.close();
    await cloud?.stop();
  });

  const roleRow = (label: string): Locator =>
    workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  const aboutKey = (name: string): Promise<string> =>
    tree.row(name).locator('.label-description').innerText();
  /** Switches roles on or off in the open list, and accepts it. */
  const chooseRoles = async (...roles: readonly string[]): Promise<void> => {
    for (const role of roles) await roleRow(role).click();
    await workbench.quickInput.press('Enter');
  };
  /** A command closes a box that is still at work. */
  const boxIsGone = async (): Promise<void> => {
    await expect.poll(() => workbench.quickInput.count()).toBe(0);
  };
  /** Takes a picture in each theme of what `open` opens, and closes it. */
  const photographEach = async (name: string, open: () => Promise<void>): Promise<void> => {
    for (const theme of takesPictures ? themeNames : []) {
      await workbench.setTheme(theme);
      await open();
      await workbench.screenshot(path.join(images, `${name}-${theme}.png`));
      await workbench.closeQuestions();
    }
    await open();
    await workbench.closeQuestions();
  };

  it('that is refused stays in its box, with the reason', async () => {
    await enterEnvironment(workbench, { name: 'team', url: cloud.url, key: wrongKey });
    await workbench.quickInputMessage.filter({ hasText: 'refused' }).waitFor();
    await expect.poll(() => workbench.quickInput.getAttribute('type')).toBe('password');
    await expect.poll(() => tree.row('team').count()).toBe(0);
  });

  it('that is taken opens the environment and its indexes', async () => {
    await workbench.answer('refused', canary);
    await tree.row('team').waitFor();
    await tree.expand('team', 'orders');
    await workbench.openFile('cloud.vecnb');
    const notebook = new NotebookView(workbench);
    await notebook.shows();
    expect(await notebook.runToHits('one')).toMatch(/^1 hit/);
    expect(cloud.requests.some(({ headers }) => headers['api-key'] === canary)).toBe(true);
  });

  it('reaches the programs of a terminal that was opened for it, and no others', async () => {
    const written = path.join(session.workspace, 'variables.txt');
    await workbench.runAndPick('Vectorscope: Open Terminal with This Environment', 'team');
    await workbench.answerModal('Open a terminal with the key of “team”?', 'Open Terminal');
    await workbench.page.locator('.terminal.xterm').waitFor();
    const program = `node -e "process.stdout.write(${digestOfKey})"`;
    await workbench.page.keyboard.type(`${program} > variables.txt\n`);
    const expected = `${createHash('sha256').update(canary).digest('hex')} ${cloud.hostOf('orders')}`;
    await expect.poll(() => readFile(written, 'utf8').catch(() => '')).toBe(expected);
    const places = { folders: [session.folder], pages: [workbench.page], processes: true };
    const found = await scanFor(canary, places);
    expect(found).not.toEqual([]);
    expect(found.filter((place) => !/^\/proc\/\d+\/environ$/.test(place))).toEqual([]);
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
  });

  it('in a file is found, and the file reads it from the environment then', async () => {
    await workbench.runCommand('Vectorscope: Find Leaked Keys');
    await workbench.notification('Keys found: 1, in 1 of').waitFor();
    await workbench.openFile('app.py');
    await workbench.page.locator('.squiggly-warning').first().waitFor();
    await photograph(workbench, (theme) => path.join(images, `leak-${theme}.png`));
    await workbench.runCommand('Vectorscope: Move Key to SecretStorage');
    await workbench.pick('None');
    const file = path.join(session.workspace, 'app.py');
    const expected = 'import os\nclient = connect(api_key=os.environ["PINECONE_API_KEY"])\n';
    await expect.poll(() => readFile(file, 'utf8')).toBe(expected);
    await workbench.clearNotifications();
  });

  it('of a connected project is replaced by a successor, and revoked when that is confirmed', async () => {
    await workbench.runAndPick('Vectorscope: Connect Project', 'team');
    await workbench.answer('The client id', admin.clientId);
    await workbench.answer('Its client secret', clientSecret);
    await tree.expand('team', 'Keys');
    await tree.expand('Keys', 'first');
    await tree.choose('first', 'Mark as Key of This Environment');
    await expect.poll(() => aboutKey('first')).toMatch(/^used here · ProjectEditor/);
    await photograph(workbench, (theme) => path.join(images, `project-${theme}.png`));
    await tree.chooseAndAnswerModal(
      'team',
      'Rotate Key…',
      'Rotate “first”, the key of “team”?',
      'Rotate',
    );
    await workbench.answerModal('uses its new key', 'Revoke Old Key');
    await tree.row('first-2').waitFor();
    await expect.poll(() => admin.keys.map(({ name }) => name)).toEqual(['first-2']);
    await workbench.clearNotifications();
  });

  it('is created with chosen roles, used for writing, and revoked after its name was typed', async () => {
    await tree.chooseAndAnswer('Keys', 'Create Key…', 'A name', 'writer');
    await chooseRoles('ProjectEditor', 'DataPlaneEditor');
    await workbench.pick('as the writing key of “team”');
    await expect.poll(() => aboutKey('writer')).toMatch(/^used here for writing · DataPlaneEditor/);
    created = admin.valueOf('writer');
    await tree.chooseUntil('writer', 'Change Roles…', () =>
      roleRow('ControlPlaneViewer').waitFor(),
    );
    await chooseRoles('ControlPlaneViewer');
    const roles = (): readonly string[] =>
      admin.keys.flatMap((key) => (key.name === 'writer' ? key.roles : []));
    await expect.poll(() => roles().toSorted()).toEqual(['ControlPlaneViewer', 'DataPlaneEditor']);
    await photographEach('health', async () => {
      await workbench.runUntilAsked('Vectorscope: Show Key Health', roleRow('team (writing key)'));
    });
    const revoked = workbench.quickInputMessage.filter({ hasText: 'Type “writer” to revoke it' });
    await tree.chooseUntil('writer', 'Revoke Key…', () => revoked.waitFor());
    await workbench.answer('Type “writer” to revoke it', 'first-2');
    await workbench.quickInputMessage.filter({ hasText: 'Type the name of the key' }).waitFor();
    await workbench.answer('Type the name of the key', 'writer');
    await expect.poll(() => admin.keys.map(({ name }) => name)).toEqual(['first-2']);
    await expect.poll(() => tree.row('writer').count()).toBe(0);
    expect(admin.exchanges.flatMap(deviationsOf)).toEqual([]);
  });

  it('for writing is entered beside the one for reading', async () => {
    await tree.chooseUntil('first-2', 'Change Roles…', () => roleRow('ProjectViewer').waitFor());
    await chooseRoles('ProjectEditor', 'ProjectViewer');
    await expect.poll(() => aboutKey('team')).toContain('key for reading');
    cloud.keyRoles.set(writingKey, ['DataPlaneEditor']);
    await tree.chooseAndAnswer('team', 'Set Writing Key…', 'The API key of “team”', writingKey);
    await boxIsGone();
    await workbench.listedNotification('Changes in “team” use the writing key after a question');
    await expect.poll(() => aboutKey('team')).not.toContain('key for reading');
    expect(cloud.requests.some(({ headers }) => headers['api-key'] === writingKey)).toBe(true);
    await workbench.clearNotifications();
  });

  it('of a .env file serves a new environment, and leaves the file only when asked', async () => {
    cloud.keyRoles.set(envKey, ['ProjectEditor']);
    const file = path.join(session.workspace, '.env');
    await writeFile(file, `PINECONE_API_KEY=${envKey}\n`);
    const offered = roleRow('Use the key in .env');
    const typed = workbench.quickInputMessage.filter({ hasText: 'The API key' });
    // The wizard does not wait for the search of the files.
    do {
      await workbench.closeQuestions();
      await describeEnvironment(workbench, { name: 'local tests', url: cloud.url });
      await offered.or(typed).first().waitFor();
    } while (await typed.isVisible());
    await offered.click();
    await tree.row('local tests').waitFor();
    const offer = await workbench.listedNotification('The file still has it.');
    expect(await readFile(file, 'utf8')).toContain(envKey);
    await offer.getByRole('button', { name: 'Remove It from the File' }).click();
    await expect.poll(() => readFile(file, 'utf8')).not.toContain(envKey);
    await workbench.clearNotifications();
  });

  it('of an embedding provider is taken by its server first', async () => {
    const { answerFirst } = cloud;
    cloud.answerFirst = (seen) =>
      seen.path === '/v1/models' && seen.headers['authorization'] === `Bearer ${providerKey}`
        ? { status: 200, body: { data: [{ id: 'small', object: 'model' }] } }
        : answerFirst(seen);
    await workbench.runAndPick('Vectorscope: Add Embedding Provider', 'Another server');
    await workbench.answer('The base address', `${cloud.url}/v1`);
    await workbench.answer('A name for the provider', 'house');
    await workbench.answer('The key for', providerKey);
    await boxIsGone();
    await workbench.listedNotification('The embedding provider “house” is ready.');
    expect(cloud.requests.some(({ path: asked }) => asked === '/v1/models')).toBe(true);
    await workbench.clearNotifications();
  });

  it('is written nowhere that can be read', async () => {
    await workbench.runCommand('Planter: Plant');
    await workbench.notification('Planted').waitFor();
    await workbench.runCommand('Vectorscope: Show Log');
    await sleep(flushMs);
    const places = { folders: [session.folder], pages: [workbench.page], processes: true };
    const control = await scanFor(planted, places);
    // What is planted in VS Code's own stores is found: in the page, and in the files behind it.
    expect(control.filter((place) => place.startsWith('IndexedDB'))).not.toEqual([]);
    expect(control.filter((place) => place.endsWith('settings.json'))).not.toEqual([]);
    const secrets = [canary, wrongKey, writingKey, envKey, providerKey, clientSecret, created];
    const issued = [...admin.tokens, admin.valueOf('first-2'), leaked];
    expect(await scanFor([...secrets, ...issued], places)).toEqual([]);
  });

  it('survives a reload of the window', async () => {
    await workbench.reload();
    await tree.open();
    await tree.expand('team', 'orders');
    const requests = cloud.requests.length;
    await workbench.runCommand('Vectorscope: Refresh');
    await expect.poll(() => cloud.requests.length).toBeGreaterThan(requests);
    expect(cloud.requests.at(-1)?.headers['api-key']).toBe(admin.valueOf('first-2'));
  });
});

/** Shows that the variables are there without writing the key. */
const digestOfKey =
  "require('crypto').hash('sha256', process.env.PINECONE_API_KEY) + ' ' + process.env.PINECONE_INDEX_HOST";

const notebook = `vecnb 1
environment: team
index: orders
namespace: __default__

### query one
id: a
top k: 5
`;
