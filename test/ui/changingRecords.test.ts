import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { photographFailures } from '../support/failurePictures.ts';
import { createSample, takePicture } from '../support/journey.ts';
import { RecordsView } from '../support/pages/recordsView.ts';
import { TreeView } from '../support/pages/treeView.ts';
import { runningEngine } from '../support/runningEngine.ts';
import type { WorkbenchSession } from '../support/workbench/session.ts';
import { openSession } from '../support/workbench/sharedSession.ts';
import type { Workbench } from '../support/workbench/workbench.ts';

type Stored = { values: number[]; metadata?: Record<string, unknown> };

const images = path.join(cacheFolder, 'test/changing-records');

/** Each test goes on where the one before it ended. */
describe('records', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let tree: TreeView;
  let records: RecordsView;
  let engine: Awaited<ReturnType<typeof runningEngine>>;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 800 } });
    [tree, records] = [new TreeView(workbench), new RecordsView(workbench)];
    await tree.open();
    await createSample(workbench, 'fiori-docs');
    engine = await runningEngine(session.engineData);
    await askFor(engine, 'POST', '/indexes', newIndexBody('articles', 2));
    const vectors = ['a', 'b', 'c'].map((id, at) => ({
      id,
      values: [1, at],
      metadata: { year: 2020 + at, text: `Article ${id}` },
    }));
    await askFor(engine, 'POST', '/_i/articles/vectors/upsert', { vectors });
    await tree.expand('local', 'articles');
  });
  afterAll(() => session?.close());

  const stored = async (): Promise<Record<string, Stored>> => {
    const ids = ['a', 'b', 'c', 'd'].map((id) => `ids=${id}`).join('&');
    const path = `/_i/articles/vectors/fetch?${ids}`;
    return (await askFor<{ vectors: Record<string, Stored> }>(engine, 'GET', path)).vectors;
  };
  const editor = (): ReturnType<Workbench['page']['locator']> =>
    workbench.page.locator('.editor-instance:visible .monaco-editor').last();
  /** Replaces the text of the editor in front. */
  const type = async (text: string): Promise<void> => {
    await editor().locator('.view-lines').click();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.press('Delete');
    // The editor would close a bracket that comes first.
    await workbench.page.keyboard.insertText(` ${text}`);
  };
  /** The text of the editor in front, which has no-break spaces. */
  const shown = async (): Promise<string> => (await editor().innerText()).replaceAll('\u00a0', ' ');
  const save = (): Promise<void> => workbench.page.keyboard.press('ControlOrMeta+S');
  const draft = (id: string) =>
    workbench.tab(`${id}.json`).locator('.monaco-icon-label[aria-label*="Draft"]');
  const question = (id: string) =>
    workbench.page.locator('.quick-input-title', { hasText: `Write “${id}” to “articles”` });
  const openRecord = async (id: string): Promise<void> => {
    await tree.chooseUntil('articles', 'Open Record…', () =>
      workbench.quickInputMessage.filter({ hasText: 'The id of' }).waitFor({ timeout: 10_000 }),
    );
    await workbench.answer('The id of the record', id);
    await workbench.tab(`${id}.json`).waitFor();
  };

  it('are written from a template, after the difference is shown', async () => {
    await tree.chooseUntil('articles', 'New Record…', () =>
      workbench.quickInputMessage.filter({ hasText: 'Its id' }).waitFor({ timeout: 10_000 }),
    );
    await workbench.answer('Its id', 'a');
    await workbench.quickInputMessage.filter({ hasText: 'There is a record “a”' }).waitFor();
    await workbench.answer('There is a record', 'd');
    await workbench.tab('d.json').waitFor();
    await expect.poll(shown).toContain('"values": [0, 0]');
    await type('{ "id": "d", "values": [0.5, 1], "metadata": { "year": 2024 } }');
    await save();
    await question('d').waitFor();
    await takePicture(workbench, path.join(images, 'new.png'));
    expect(await stored()).not.toHaveProperty('d');
    await workbench.pick('Write');
    await expect.poll(stored).toMatchObject({ d: { values: [0.5, 1], metadata: { year: 2024 } } });
    await expect.poll(() => tree.row('articles').innerText()).toContain('4');
  });

  it('that cannot be written say why, and stay as they are', async () => {
    await openRecord('b');
    await type('{ "id": "b", "values": [1], "metadata": {} }');
    await save();
    await workbench.listedNotification('“values” has 1 number, and the index has dimension 2');
    await draft('b').waitFor();
    await takePicture(workbench, path.join(images, 'refused.png'));
    await workbench.clearNotifications();
    expect((await stored())['b']).toMatchObject({ values: [1, 1] });
    await workbench.runCommand('Vectorscope: Discard Draft');
    await expect.poll(shown).toContain('Article b');
  });

  it('can be kept as a draft, which a reload does not lose', async () => {
    await type('{ "id": "b", "values": [1, 1], "metadata": { "year": 1999 } }');
    await save();
    await question('b').waitFor();
    await takePicture(workbench, path.join(images, 'changed.png'));
    await workbench.pick('Keep as Draft');
    await question('b').waitFor({ state: 'hidden' });
    await draft('b').waitFor();
    await workbench.reload();
    await expect.poll(shown).toContain('1999');
    expect((await stored())['b']?.metadata).toMatchObject({ year: 2021 });
    await workbench.runCommand('Vectorscope: Write Record…');
    await question('b').waitFor();
    await workbench.pick('Write');
    await expect.poll(async () => (await stored())['b']?.metadata).toEqual({ year: 1999 });
  });

  it('ask once for the text of an editor that is not saved', async () => {
    await type('{ "id": "b", "values": [1, 1], "metadata": { "year": 2000 } }');
    await workbench.runCommand('Vectorscope: Write Record…');
    await question('b').waitFor();
    await workbench.pick('Keep as Draft');
    await draft('b').waitFor();
    // A second question would leave it unsaved.
    await expect.poll(() => workbench.tab('b.json').getAttribute('class')).not.toMatch(/\bdirty\b/);
    await workbench.runCommand('Vectorscope: Discard Draft');
    await expect.poll(shown).toContain('1999');
  });

  it('are not written by auto save', async () => {
    await workbench.runCommand('File: Toggle Auto Save');
    await type('{ "id": "b", "values": [1, 1], "metadata": { "year": 1 } }');
    await draft('b').waitFor();
    expect((await stored())['b']?.metadata).toEqual({ year: 1999 });
    await workbench.runCommand('File: Toggle Auto Save');
    await workbench.runCommand('Vectorscope: Discard Draft');
    await expect.poll(shown).toContain('1999');
  });

  it('are as before after Undo Last Write', async () => {
    await workbench.runCommand('Vectorscope: Undo Last Write');
    await workbench.listedNotification('Undone: 1 record is as before');
    expect((await stored())['b']).toMatchObject({ metadata: { year: 2021, text: 'Article b' } });
    await workbench.clearNotifications();
  });

  it('are deleted by selection, and brought back by a button', async () => {
    await tree.expand('local', 'articles');
    await tree.actUntil('articles', 'Show Records', () =>
      workbench.tab('articles records').waitFor({ timeout: 10_000 }),
    );
    await records.row('a').getByText('a', { exact: true }).click();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await records.button('Delete…').click();
    await workbench.page.locator('.monaco-dialog-box', { hasText: 'a, b, c, d' }).waitFor();
    await takePicture(workbench, path.join(images, 'delete.png'));
    await workbench.answerModal('Delete 4 records from “articles” in “local”?', 'Delete');
    await records.waitForStatus('0 records');
    expect(await stored()).toEqual({});
    const deleted = await workbench.listedNotification('Deleted 4 records');
    await deleted.getByRole('button', { name: 'Undo', exact: true }).click();
    await records.row('a').waitFor();
    expect(Object.keys(await stored())).toHaveLength(4);
  });

  it('have their metadata changed by a filter', async () => {
    await records.field('Metadata filter').fill('{ "year": { "$gt": 2020 } }');
    await records.field('Metadata filter').press('Enter');
    await records.frame.getByText('All that match the filter').waitFor();
    await records.button('Edit Metadata…').click();
    await workbench.pick('Rename a Field');
    await workbench.answer('The field', '$no');
    await workbench.quickInputMessage.filter({ hasText: 'does not start with' }).waitFor();
    await workbench.answer('does not start with', 'year');
    await workbench.answer('Its new name', 'published');
    await workbench.answerModal('Rename “year” to “published” in 3 records', 'Change');
    await expect.poll(async () => (await stored())['d']?.metadata).toEqual({ published: 2024 });
    expect((await stored())['a']?.metadata).toMatchObject({ year: 2020 });
  });

  it('are found by id in all namespaces', async () => {
    const vectors = [{ id: 'a', values: [0, 1], metadata: { text: 'Another a' } }];
    await askFor(engine, 'POST', '/_i/articles/vectors/upsert', { vectors, namespace: 'old' });
    await tree.chooseAndAnswer('articles', 'Find Record by Id…', 'The whole id', 'nowhere');
    await workbench.listedNotification('No namespace of “articles” has a record “nowhere”');
    await workbench.clearNotifications();
    await tree.chooseAndAnswer('articles', 'Find Record by Id…', 'The whole id', 'a');
    await workbench.page.locator('.quick-input-list', { hasText: 'Another a' }).waitFor();
    await workbench.pick('old');
    await expect.poll(shown).toContain('Another a');
  });

  it('are read again when they are opened again', async () => {
    await openRecord('c');
    await expect.poll(shown).toContain('Article c');
    await workbench.runCommand('View: Close Editor');
    const vectors = [{ id: 'c', values: [1, 2], metadata: { text: 'Changed elsewhere' } }];
    await askFor(engine, 'POST', '/_i/articles/vectors/upsert', { vectors });
    await openRecord('c');
    await expect.poll(shown).toContain('Changed elsewhere');
  });

  it('have a history, which undoes any write but keeps what changed since', async () => {
    await workbench.runCommand('Vectorscope: Write History');
    await workbench.page.locator('.quick-input-list', { hasText: 'Deleted 4 records' }).waitFor();
    await takePicture(workbench, path.join(images, 'history.png'));
    await workbench.pick('Changed metadata of 3 records');
    await workbench.answerModal('1 of 3 records changed since: undo those too?', 'Keep Those');
    await expect.poll(async () => (await stored())['d']?.metadata).toEqual({ year: 2024 });
    expect((await stored())['c']?.metadata).toMatchObject({ text: 'Changed elsewhere' });
  });
});
