import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSampleIndexes } from '../../scripts/start/sampleIndexes.ts';
import { askFor } from '../support/engineRequests.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import { stopEngine } from '../support/workbench/stopEngine.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

describe('backups in the tree', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await makeSampleIndexes(session.engineData);
    workbench = await session.open();
    tree = new TreeView(workbench);
    await tree.open();
  });
  afterAll(async () => {
    if (session !== undefined) await stopEngine(session.engineData);
    await session?.close();
  });

  it('are made, restored and deleted where they stand', async () => {
    await tree.expand('local', 'fiori-docs');
    await tree.expand('fiori-docs', 'Backups');
    await tree.expand('Backups', 'Make a backup…');
    await tree.row('Make a backup…').click();
    await workbench.answer('A name for the backup', 'before the change');
    await workbench.notification('The backup “before the change” holds 778 records').waitFor();
    const backup = tree.row('before the change');
    await backup.waitFor();
    // Three are shown at once, no more.
    await workbench.clearNotifications();
    const question = workbench.quickInputMessage.filter({ hasText: 'Name of the restored index' });
    await tree.actUntil('before the change', 'Restore Backup…', () =>
      question.waitFor({ timeout: 10_000 }),
    );
    await workbench.answer('Name of the restored index', 'fiori-docs-2');
    await tree.row('fiori-docs-2').waitFor();
    await workbench.listedNotification('“fiori-docs-2” is restored');
    await workbench.clearNotifications();
    await tree.act('before the change', 'Delete Backup…');
    await workbench.answerModal('Delete the backup “before the change” on this machine?', 'Delete');
    await tree.row('Make a backup…').waitFor();
    await expect.poll(() => backup.count()).toBe(0);
    await workbench.listedNotification(
      'Deleted the backup “before the change” on this machine: 778 records.',
    );
  });

  it('keep an index that is deleted, until it is wanted again', async () => {
    await tree.chooseAndAnswerModal(
      'fiori-docs-2',
      'Delete Index…',
      'Delete the index “fiori-docs-2”',
      'Back Up and Delete',
    );
    await tree.row('fiori-docs-2').waitFor({ state: 'detached' });
    const deleted = await workbench.listedNotification(
      'The index “fiori-docs-2” on this machine is deleted',
    );
    await deleted.getByRole('button', { name: 'Restore…', exact: true }).click();
    await workbench.answer('Name of the restored index', 'fiori-docs-2');
    await expect.poll(() => tree.row('fiori-docs-2').innerText()).toContain('778');
  });

  it('are offered for a protected index too, once its protection may be lifted', async () => {
    const engine = await runningEngine(session.engineData);
    const protection = { deletion_protection: 'enabled' };
    await askFor(engine, 'PATCH', '/indexes/fiori-docs-2', protection);
    const modal = workbench.page.locator('.monaco-dialog-box');
    await tree.chooseUntil('fiori-docs-2', 'Delete Index…', () =>
      modal.waitFor({ timeout: 10_000 }),
    );
    await workbench.answerModal(
      '“fiori-docs-2” on this machine has deletion protection',
      'Lift Protection…',
    );
    await workbench.answerModal('It is saved on this machine first: 778 records.', 'Delete');
    await tree.row('fiori-docs-2').waitFor({ state: 'detached' });
    const notice = await workbench.listedNotification('The index “fiori-docs-2”');
    expect(await notice.innerText()).toContain('on this machine is deleted: 778 records.');
  });
});
