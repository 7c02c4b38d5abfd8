import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudFront } from '../support/cloudFront.ts';
import { enterEnvironment } from '../support/journey.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

/** Commands that a new user tries before there is anything, and a pull that is given up; each test goes on from the last. */
describe('the first steps', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let front: CloudFront;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    workbench = await session.open();
    tree = new TreeView(workbench);
    await tree.open();
  });
  afterAll(async () => {
    await session?.close();
    await front?.stop();
  });

  it.each([
    ['Pull to This Machine', 'There is no cloud environment with a key yet.'],
    ['Update Key', 'There is no environment yet except the local one.'],
    ['Rename Environment', 'There is no environment yet except the local one.'],
  ])('by %s lead to a new environment', async (command, answer) => {
    await workbench.runCommand(`Vectorscope: ${command}`);
    await workbench.answerNotification(answer, 'Add Environment');
    const question = workbench.quickInputMessage.filter({ hasText: 'A name' });
    await question.waitFor();
    expect(await question.innerText()).toContain('A name for the environment');
    await workbench.page.keyboard.press('Escape');
    await workbench.quickInput.waitFor({ state: 'detached' });
    await workbench.clearNotifications();
  });

  it('lead from a map of nothing to a sample', async () => {
    await workbench.runCommand('Vectorscope: Show Map');
    await workbench.answerNotification(
      'There are no indexes in “local” yet.',
      'Create Sample Index',
    );
    await workbench.pick('fiori-docs');
    const ready = workbench.notification('“fiori-docs” is ready: 778 records.');
    await ready.waitFor();
    expect(await tree.row('fiori-docs').count()).toBe(1);
    await workbench.clearNotifications();
  });

  it('show what an index is under the pointer, in words that are for people', async () => {
    await tree.row('fiori-docs').hover();
    const hover = workbench.page.locator('.workbench-hover', { hasText: 'Dimension' });
    await hover.waitFor();
    expect(await hover.innerText()).toContain('source=@sap-ux/fiori-docs-embeddings@1.2.6');
    expect(await hover.getByRole('link').count()).toBe(0);
    await workbench.page.mouse.move(700, 600);
  });

  it('of a pull that is given up lead back to it', async () => {
    front = await CloudFront.start({ engine: await runningEngine(session.engineData) });
    await enterEnvironment(workbench, { name: 'team', url: front.url, key: front.key });
    await tree.row('team').waitFor();
    await workbench.runAndPick('Vectorscope: Pull to This Machine', 'All 778 records');
    await workbench.quickInputMessage.filter({ hasText: 'It costs about 86 read units' }).waitFor();
    // Eight pages of ids: time enough to give up.
    front.behaviour.latencyMs = 5000;
    await workbench.page.keyboard.press('Enter');
    await tree.row('fiori-docs-twin').waitFor();
    await workbench.answerNotification('Pulling “fiori-docs”', 'Cancel');
    front.behaviour.latencyMs = 0;
    await workbench.answerNotification('The pull of “fiori-docs” was cancelled', 'Go On');
    await expect.poll(() => tree.row('fiori-docs-twin').innerText()).toContain('pulled just now');
    await workbench.listedNotification('“fiori-docs-twin” holds all 778 records');
    await workbench.clearNotifications();
    await tree.row('fiori-docs-twin').hover();
    const hover = workbench.page.locator('.workbench-hover', { hasText: 'Pulled from' });
    await hover.waitFor();
    const about = (await hover.innerText()).replaceAll(/\s+/g, ' ');
    expect(about).toContain('Pulled from: team · fiori-docs · __default__ Pulled: just now');
    expect(about).not.toContain('vectorscope-twin');
  });
});
