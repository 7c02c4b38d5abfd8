import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { findAccessibilityProblems } from '../../support/axe.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { createSample, photograph } from '../../support/journey.ts';
import { JudgingView } from '../../support/pages/judgingView.ts';
import { NotebookView } from '../../support/pages/notebookView.ts';
import { RecordsView } from '../../support/pages/recordsView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/studies');

const notebookText = `vecnb 1
environment: local
index: english-words

### query plain
text: dog
top k: 5

### query food
text: dog
top k: 5
filter: { "class": "noun.food" }
`;

/** Each test goes on where the one before it ended. */
describe('hits are judged in place', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let judging: JudgingView;
  photographFailures(() => workbench);

  /** The judgments in the study beside the notebook. */
  const judgments = async (): Promise<string[]> => {
    const text = await readFile(path.join(session.workspace, 'dogs.vecstudy'), 'utf8');
    const [, lines = ''] = text.split('### judgments\n');
    return lines.split('\n').filter((line) => line !== '');
  };

  beforeAll(async () => {
    session = await openSession();
    await mkdir(images, { recursive: true });
    await writeFile(path.join(session.workspace, 'dogs.vecnb'), notebookText);
    workbench = await session.open({ size: { width: 1300, height: 900 } });
    judging = new JudgingView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'english-words');
  });
  afterAll(() => session?.close());

  it('in a notebook, pooled from all cells that ask the same, and goes on later', async () => {
    const notebook = new NotebookView(workbench);
    await workbench.openFile('dogs.vecnb');
    await notebook.shows();
    await notebook.runToHits('plain');
    await notebook.runToHits('food');
    const judge = notebook.cell('plain').getByRole('button', { name: 'Judge Hits' });
    await judge.click();
    await judging.region.getByText(/^0 of 10 judged/).waitFor();
    await photograph(workbench, (theme) => path.join(images, `judging-notebook-${theme}.png`));
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    await judging.judge('3', 1);
    await judging.judge('0', 2);
    await judging.judge('u', 1);
    await judging.judge('1', 2);
    await judging.leave();
    await expect
      .poll(async () => (await judgments()).map((line) => line.slice(0, 7)).toSorted())
      .toEqual(['plain 1', 'plain 3']);
    await judge.click();
    await judging.region.getByText(/^0 of 8 judged/).waitFor();
    await judging.leave();
  });

  it('in a list of records, for a question of a study', async () => {
    const records = new RecordsView(workbench);
    const tree = new TreeView(workbench);
    await tree.expand('local', 'english-words');
    await tree.expand('english-words', '__default__');
    await tree.row('english-words').press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await records.row('aaron').waitFor();
    await records.row('aaron').getByText('aaron', { exact: true }).click();
    await records.grid.press('Shift+ArrowDown');
    await records.frame.getByText('2 selected').waitFor();
    await records.button('Judge…').click();
    await workbench.pick('dogs.vecstudy');
    await workbench.pick('dog');
    await judging.region.getByText(/^0 of \d+ judged/).waitFor();
    const { length } = await judgments();
    await judging.judge('0', 1);
    await photograph(workbench, (theme) => path.join(images, `judging-records-${theme}.png`));
    await judging.leave();
    await expect.poll(async () => (await judgments()).length).toBe(length + 1);
  });
});
