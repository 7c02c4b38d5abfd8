import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { enterEnvironment, photograph } from '../support/journey.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { PullBench } from '../support/pull/pullBench.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

/** How the rows and messages of transfers look. */
const images = path.join(cacheFolder, 'test/looks');

/** A service that fails for good is given up after 21 seconds and the client's own attempts. */
const givingUpMs = 90_000;

describe('transfers that end early', () => {
  let session: WorkbenchSession;
  let bench: PullBench;
  let workbench: Workbench;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    bench = await PullBench.start();
    await bench.fill('docs', 3000);
    session = await openSession();
    workbench = await session.open();
    tree = new TreeView(workbench);
    await tree.open();
    const { url, key } = bench.front;
    await enterEnvironment(workbench, { name: 'cloud', url, key });
    await tree.expand('cloud', 'docs');
  });
  afterAll(async () => {
    await session?.close();
    await bench?.[Symbol.asyncDispose]();
  });

  it('a pull with a budget that brings no record is refused where the budget is entered', async () => {
    await tree.choose('docs', 'Pull to This Machine…');
    await workbench.pick('All 3,000 records');
    await workbench.answer('It costs about 330 read units', '1');
    await workbench.quickInputMessage.filter({ hasText: 'too small for a record' }).waitFor();
    expect(await workbench.quickInputMessage.innerText()).toContain(
      'A budget of 1 read unit is too small for a record: the first ones cost 2',
    );
    await workbench.screenshot(path.join(images, 'pull-budget.png'));
  });

  it('a pull says at once that it waits for the network, in its progress and in the tree', async () => {
    bench.front.silence = 'refuses';
    bench.front.behaviour.silentAfter = 30;
    await workbench.quickInput.fill('1000');
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('waiting for the network').waitFor();
    const description = tree.row('docs-twin').locator('.label-description');
    await tree.expand('local', 'docs-twin');
    const waiting = /^waiting · [\d,]+ of 3,000$/;
    await expect.poll(() => description.innerText()).toMatch(waiting);
    await photograph(workbench, (theme) => path.join(images, `pull-waiting-${theme}.png`));
  });

  it('an interrupted pull names itself and what is kept, and goes on by a button', async () => {
    const message = /The pull of “docs” was interrupted: “docs-twin” keeps [\d,]+ of 3,000 records/;
    await workbench.notification(message).waitFor({ timeout: givingUpMs });
    const description = tree.row('docs-twin').locator('.label-description');
    await description.filter({ hasText: /^paused · [\d,]+ of 3,000$/ }).waitFor();
    const buttons = workbench.notification(message).getByRole('button');
    expect(await buttons.allInnerTexts()).not.toContain('Restart Engine');
    await photograph(workbench, (theme) => path.join(images, `pull-unfinished-${theme}.png`));
    bench.front.behaviour.silentAfter = Infinity;
    await workbench.answerNotification(message, 'Go On');
    await workbench.notification('holds all 3,000 records').waitFor({ timeout: 60_000 });
    await description.filter({ hasText: 'pulled just now · 3,000 records' }).waitFor();
    await workbench.clearNotifications();
  });

  it('a cancelled import says how many records are in, and removes them', async () => {
    const file = path.join(session.workspace, 'many.jsonl');
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    const lines = Array.from({ length: 400_000 }, (_, at) =>
      JSON.stringify({ id: `new-${at}`, values }),
    );
    await writeFile(file, lines.join('\n'));
    await tree.choose('docs-twin', 'Import File…');
    await workbench.chooseFile('/workspace/', file);
    const running = workbench.notification('Importing “many.jsonl”');
    await running.filter({ hasText: /[1-9][\d,]* records/ }).waitFor();
    await running.getByRole('button', { name: 'Cancel' }).click();
    const message =
      /The import of “many.jsonl” was cancelled. Records imported before stay in “docs-twin”/;
    await workbench.notification(message).waitFor();
    await photograph(workbench, (theme) => path.join(images, `import-cancelled-${theme}.png`));
    await workbench.answerNotification(message, 'Remove Them');
    await workbench.answerModal(/Remove [\d,]+ records from “docs-twin”/, 'Remove');
    await workbench.notification(/Removed [\d,]+ records from “docs-twin”/).waitFor();
    const description = tree.row('docs-twin').locator('.label-description');
    await expect.poll(() => description.innerText()).toContain('3,000 records');
  });
});
