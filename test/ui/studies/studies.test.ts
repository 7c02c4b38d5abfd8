import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { findAccessibilityProblems } from '../../support/axe.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { createSample, photograph } from '../../support/journey.ts';
import { JudgingView } from '../../support/pages/judgingView.ts';
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

/** A study of the words, each of which should find itself. */
function studyOf(setups: readonly string[]): string {
  return [
    'vecstudy 1',
    'environment: local',
    'index: english-words',
    'measures: nDCG@10, RR@10, Judged@10',
    'gates: RR@10 at least 0.5',
    ...setups.flatMap((setup) => ['', setup]),
    ...words.flatMap((word) => ['', `### question ${word}`, `text: ${word}`]),
    '',
    '### judgments',
    ...words.toSorted().map((word) => `${word} 2 ${word}`),
    '',
  ].join('\n');
}

const allWords = '### setup all words\ntop k: 10';
const foodOnly = '### setup food only\ntop k: 10\nfilter: { "class": "noun.food" }';

/** Each test goes on where the one before it ended. */
describe('a study', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let view: StudyView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await mkdir(images, { recursive: true });
    const write = (name: string, setups: readonly string[]): Promise<void> =>
      writeFile(path.join(session.workspace, name), studyOf(setups));
    await write('words.vecstudy', [allWords, foodOnly]);
    await write('good.vecstudy', [allWords]);
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
    const judging = new JudgingView(workbench);
    await view.button(/^Judge \d+ Hits$/).click();
    await judging.region.getByText('0 of', { exact: false }).waitFor();
    await photograph(workbench, (theme) => path.join(images, `judging-${theme}.png`));
    await judging.startClock();
    for (let done = 1; done <= 100; done++) await judging.judge(String(done % 4), done);
    const times = await judging.times();
    await judging.judge('u', 99);
    await judging.judge('3', 100);
    expect(times).toHaveLength(100);
    await writeFile(
      path.join(images, 'judging.json'),
      JSON.stringify({ medianMs: times[50], p95Ms: times[95], longestMs: times[99] }),
    );
    expect(await findAccessibilityProblems(view.frame)).toEqual([]);
    await judging.leave();
    await view.frame.getByText('110 judgments by people').waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+S');
    const file = path.join(session.workspace, 'words.vecstudy');
    const lines = async (): Promise<string[]> => {
      const text = await readFile(file, 'utf8');
      return text.slice(text.indexOf('### judgments')).trim().split('\n').slice(1);
    };
    await expect.poll(async () => (await lines()).length).toBe(110);
    const judged = (await lines()).map((line) => line.split(' '));
    expect(judged.map(([question, , record]) => `${question} ${record}`)).toEqual(
      judged.map(([question, , record]) => `${question} ${record}`).toSorted(),
    );
  });

  it('runs in the Test Explorer, where questions that found nothing fail', async () => {
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    const item = (name: RegExp): Locator => workbench.page.getByRole('treeitem', { name }).first();
    await item(/words\.vecstudy/).waitFor();
    await workbench.runCommand('Test: Run All Tests');
    const label = (name: RegExp): Promise<string | null> => item(name).getAttribute('aria-label');
    await expect.poll(() => label(/words\.vecstudy/)).toContain('(Failed)');
    await expect.poll(() => label(/good\.vecstudy/)).toContain('(Passed)');
    await photograph(workbench, (theme) => path.join(images, `tests-${theme}.png`));
    await workbench.runCommand('Test: Run All Tests with Coverage');
    await workbench.page.getByText('Test Coverage').first().waitFor();
    await photograph(workbench, (theme) => path.join(images, `coverage-${theme}.png`));
  });
});
