import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { photograph } from '../../support/journey.ts';
import { NotebookView } from '../../support/pages/notebookView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/askingInWords');

/** A question in words on passages, answered by the bundled model on this machine. */
describe('a question in words', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    workbench = await session.open({ size: { width: 1300, height: 800 } });
    await new TreeView(workbench).open();
  });
  afterAll(() => session?.close());

  it('finds the passages of the sample that answer it', async () => {
    await workbench.runAndPick('Vectorscope: Create Sample Index', 'fiori-docs');
    await workbench.listedNotification('“fiori-docs” is ready: 778 records.');
    await workbench.clearNotifications();
    await writeFile(
      path.join(session.workspace, 'questions.vecnb'),
      [
        'vecnb 1',
        'environment: local',
        'index: fiori-docs',
        '',
        '### query deploy',
        'text: How do I deploy an app to Cloud Foundry?',
        'top k: 5',
        '',
      ].join('\n'),
    );
    await workbench.openFile('questions.vecnb');
    const notebook = new NotebookView(workbench);
    await notebook.shows();
    expect(await notebook.runToHits('deploy')).toContain('5 hits');
    expect(await notebook.cell('deploy').locator('.embedder').innerText()).toBe('all-MiniLM-L6-v2');
    const [first] = await notebook.rows('deploy');
    expect(first?.join(' ')).toMatch(/deploy|Cloud Foundry/i);
    await photograph(workbench, (theme) => path.join(images, `question-${theme}.png`));
  });

  it('reranks its hits, shows its request, and edits its filter as rows', async () => {
    await writeFile(
      path.join(session.workspace, 'ranked.vecnb'),
      [
        'vecnb 1',
        'environment: local',
        'index: fiori-docs',
        'parameters:',
        '  question: How do I deploy an app to Cloud Foundry?',
        '',
        '### query ranked',
        'text: {{question}}',
        'top k: 20',
        'rerank: all-MiniLM-L6-v2',
        'rerank top: 5',
        '',
      ].join('\n'),
    );
    await workbench.openFile('ranked.vecnb');
    const notebook = new NotebookView(workbench);
    await notebook.shows();
    expect(await notebook.runToHits('ranked')).toMatch(/5 hits .* reranked/);
    const cell = notebook.cell('ranked');
    expect(await cell.getByRole('columnheader').allInnerTexts()).toContain('rank before');

    await cell.getByRole('button', { name: 'request…' }).click();
    const request = cell.getByRole('region', { name: 'Request' });
    await request.getByText(/^POST http.*\/query$/).waitFor();
    await request.getByText('POST /rerank').waitFor();

    await cell.getByRole('button', { name: 'conditions…' }).click();
    await cell.getByRole('button', { name: 'add a condition' }).click();
    await cell.getByRole('combobox', { name: 'Field' }).fill('part');
    await cell.getByRole('textbox', { name: 'Value' }).fill('2');
    const filter = cell.getByRole('textbox', { name: 'Filter', exact: true });
    await expect.poll(() => filter.innerText()).toBe('{ "part": { "$eq": 2 } }');
    await notebook.typeFilter('ranked', '{ "part": { "$gte": 3 } }');
    const value = cell.getByRole('textbox', { name: 'Value' });
    await expect.poll(() => value.inputValue()).toBe('3');
    await photograph(workbench, (theme) => path.join(images, `ranked-${theme}.png`));
  });
});
