import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { findAccessibilityProblems } from '../../support/axe.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { openSampleNotebook, photograph } from '../../support/journey.ts';
import type { NotebookView } from '../../support/pages/notebookView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/analysis');

const text = `vecnb 1
environment: local
index: english-words

### query king
text: king
top k: 8
expected: king, queen
assert:
  king in top 1
  hits >= 9
filter: { "rank": { "$eq": "5" } }

### query queen
text: queen
top k: 8

### query royal
text: king
top k: 8

### query analogy
records: king - man + woman
top k: 3

### compare both
queries: royal, queen
`;

/** A query that misses what it should find: why, and how another one differs. */
describe('the analysis of a result', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    session = await openSession();
    await writeFile(path.join(session.workspace, 'analysis.vecnb'), text);
    workbench = await session.open({ size: { width: 1300, height: 1000 } });
    notebook = await openSampleNotebook(workbench, 'analysis.vecnb');
  });
  afterAll(() => session?.close());

  it('reports which assertions are not met, and why a record is missing', async () => {
    await notebook.run('king');
    const king = notebook.cell('king');
    await king.getByRole('list', { name: 'Assertions' }).waitFor();
    expect(await king.locator('.checks li.is-unmet').count()).toBe(2);
    expect(await king.locator('.checks-sign').getAttribute('aria-label')).toBe(
      '0 of 2 assertions met',
    );
    await king.getByRole('button', { name: 'Why Not?' }).click();
    const reasons = notebook.cell(2).locator('.explanation-facts').first();
    await reasons.waitFor();
    expect(await notebook.cell(2).locator('.verdict').allInnerTexts()).toEqual([
      'king does not pass the filter.',
      'queen does not pass the filter.',
    ]);
    expect(await reasons.innerText()).toContain('which is a number and not a text');
  });

  it('completes the fields of a filter, and mends a misspelt one', async () => {
    const royal = notebook.cell('royal');
    const filter = royal.locator('.cm-content').first();
    await filter.click();
    await filter.pressSequentially('{ "ran');
    const options = royal.locator('.cm-tooltip-autocomplete li');
    await options.filter({ hasText: 'rank' }).first().waitFor();
    await filter.press('Escape');
    await notebook.typeFilter('royal', '{ "rnak": { "$lt": 5000 } }');
    await royal.getByRole('button', { name: 'Use “rank”' }).click();
    await expect.poll(() => filter.innerText()).toBe('{ "rank": { "$lt": 5000 } }');
  });

  it('finds a record by arithmetic of others', async () => {
    expect(await notebook.runToHits('analogy')).toContain('3 hits');
    const [first] = await notebook.rows('analogy');
    expect(first).toContain('queen');
  });

  it('compares two results side by side', async () => {
    await notebook.run('both');
    const lists = notebook.cell('both').locator('.compared-list');
    await lists.nth(1).waitFor();
    expect(await lists.nth(1).locator('.compared-head').innerText()).toMatch(
      /overlap@8 \d+% · RBO 0\.\d\d · \d lost · \d new/,
    );
    expect(await lists.nth(1).locator('.rank-moves path').count()).toBeGreaterThan(0);
    expect(await findAccessibilityProblems(notebook.frame)).toEqual([]);
    await photograph(workbench, (theme) => path.join(images, `analysis-${theme}.png`));
  });
});
