import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { findAccessibilityProblems } from '../../support/axe.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { createSample, photograph } from '../../support/journey.ts';
import { StudyView } from '../../support/pages/studyView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/studies');
const words = [
  'dog',
  'bread',
  'house',
  'summer',
  'teacher',
  'river',
  'money',
  'music',
  'car',
  'doctor',
];

const study = [
  'vecstudy 1',
  'environment: local',
  'index: english-words',
  'measures: nDCG@10, RR@10, Judged@10',
  'gates: RR@10 at least 0.5',
  '',
  '### setup all words',
  'top k: 10',
  '',
  '### setup food only',
  'top k: 10',
  'filter: { "class": "noun.food" }',
  ...words.flatMap((word) => ['', `### question ${word}`, `text: ${word}`]),
  '',
  '### judgments',
  ...words.toSorted().map((word) => `${word} 2 ${word}`),
  '',
].join('\n');

/** Each test goes on where the one before it ended. */
describe('a study', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let view: StudyView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await mkdir(images, { recursive: true });
    await writeFile(path.join(session.workspace, 'words.vecstudy'), study);
    workbench = await session.open({ size: { width: 1400, height: 900 } });
    view = new StudyView(workbench);
    await new TreeView(workbench).open();
    await createSample(workbench, 'english-words');
  });
  afterAll(() => session?.close());

  it('runs its questions in every setup and compares the runs', async () => {
    await workbench.openFile('words.vecstudy');
    await view.button('Run').click();
    await view.waitForRuns(2);
    await view.comparison.getByText('food only compared with all words').waitFor();
    await view.comparison.getByRole('row', { name: /RR@10.*Worse/ }).waitFor();
    await view.comparison.getByRole('button', { name: 'dog', exact: true }).click();
    await view.comparison.getByRole('button', { name: 'Why is dog missing?' }).click();
    await view.comparison.getByText('does not pass the filter', { exact: false }).waitFor();
    await photograph(workbench, (theme) => path.join(images, `study-${theme}.png`));
    await view.button('Show Charts').click();
    await view.comparison.getByRole('img', { name: 'Recall by depth' }).waitFor();
    await photograph(workbench, (theme) => path.join(images, `charts-${theme}.png`));
    expect(await findAccessibilityProblems(view.frame)).toEqual([]);
  });

  it('is judged by one key a hit, with undo, and changes one line for each', async () => {
    await view.button(/^Judge \d+ Hits$/).click();
    await view.judging.getByText('0 of', { exact: false }).waitFor();
    await photograph(workbench, (theme) => path.join(images, `judging-${theme}.png`));
    for (let done = 1; done <= 9; done++) await view.judge(String(done % 4), done);
    await view.judge('3', 10);
    await view.judge('u', 9);
    await view.judge('3', 10);
    expect(await findAccessibilityProblems(view.frame)).toEqual([]);
    await view.judging.press('Escape');
    await view.frame.getByText('20 judgments by people').waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+S');
    const file = path.join(session.workspace, 'words.vecstudy');
    const lines = async (): Promise<string[]> => {
      const text = await readFile(file, 'utf8');
      return text.slice(text.indexOf('### judgments')).trim().split('\n').slice(1);
    };
    await expect.poll(async () => (await lines()).length).toBe(20);
    const judged = (await lines()).map((line) => line.split(' '));
    expect(judged.map(([question, , record]) => `${question} ${record}`)).toEqual(
      judged.map(([question, , record]) => `${question} ${record}`).toSorted(),
    );
  });

  it('runs in the Test Explorer, where questions that found nothing fail', async () => {
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    const item = (name: RegExp): Locator => workbench.page.getByRole('treeitem', { name });
    await item(/words\.vecstudy/)
      .first()
      .waitFor();
    await workbench.runCommand('Test: Run All Tests');
    const label = (): Promise<string | null> =>
      item(/words\.vecstudy/)
        .first()
        .getAttribute('aria-label');
    await expect.poll(label).toContain('(Failed)');
    await photograph(workbench, (theme) => path.join(images, `tests-${theme}.png`));
  });
});
