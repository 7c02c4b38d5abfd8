import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, enterEnvironment, photograph } from '../support/journey.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

/** An environment with the role production, on the engine of this machine; each test goes on from the last. */
describe('writes to production', () => {
  const images = path.resolve('.cache/test/images/guarded-writes');
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open();
    tree = new TreeView(workbench);
    await tree.open();
    await createSample(workbench, 'fiori-docs');
    const engine = await runningEngine(session.engineData);
    await askFor(engine, 'POST', '/indexes', newIndexBody('orders', 2));
    await enterEnvironment(workbench, { name: 'shop', url: engine.url, key: engine.key });
    await tree.expand('shop', 'orders');
  });
  afterAll(() => session?.close());

  const status = (): ReturnType<Workbench['page']['locator']> =>
    workbench.page.locator('.statusbar-item', { hasText: 'shop unlocked' });
  const about = (): Promise<string> => tree.row('shop').locator('.label-description').innerText();

  it('are refused before any question, with the next step', async () => {
    expect(await about()).toMatch(/^read-only/);
    await workbench.clearNotifications();
    await tree.choose('orders', 'Create Namespace…');
    const refusal = workbench.notification('“shop” is production and locked against changes');
    await refusal.waitFor();
    await photograph(workbench, (theme) => path.join(images, `locked-${theme}.png`));
    await refusal.getByRole('button', { name: 'Unlock for 15 Minutes' }).click();
    await workbench.answer('A name of printable ASCII', 'tickets');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    const engine = await runningEngine(session.engineData);
    expect(await askFor(engine, 'GET', '/_i/orders/namespaces/tickets')).toMatchObject({
      name: 'tickets',
    });
  });

  it('are allowed while the status bar says so, which locks by a click', async () => {
    await status().waitFor();
    expect(await status().innerText()).toMatch(/shop unlocked · 1[45] min/);
    await expect.poll(about).toMatch(/^unlocked/);
    await photograph(workbench, (theme) => path.join(images, `unlocked-${theme}.png`));
    await status().click();
    await status().waitFor({ state: 'detached' });
    await expect.poll(about).toMatch(/^read-only/);
  });

  it('are unlocked and locked by command', async () => {
    await workbench.runAndPick('Vectorscope: Unlock Environment', 'shop');
    await status().waitFor();
    await workbench.runAndPick('Vectorscope: Lock Environment', 'shop');
    await status().waitFor({ state: 'detached' });
    await expect.poll(about).toMatch(/^read-only/);
  });

  it('need no unlock once the environment has another role', async () => {
    await tree.choose('shop', 'Edit Environment…');
    await workbench.pick('Role');
    await workbench.pick('staging');
    await expect.poll(about).toMatch(/^127\.0\.0\.1:\d+ · staging/);
  });
});
