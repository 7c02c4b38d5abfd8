import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photographFailures } from '../../support/failurePictures.ts';
import { noteFigure } from '../../support/figures.ts';
import { openSampleNotebook } from '../../support/journey.ts';
import type { NotebookView } from '../../support/pages/notebookView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const cellCount = 200;
const words = ['dog', 'king', 'river', 'table', 'music'];

const text = `vecnb 1
environment: local
index: english-words
namespace: __default__
${Array.from({ length: cellCount }, (_, at) => `\n### query number_${at + 1}\ntext: ${words[at % words.length]}\ntop k: 20\n`).join('')}`;

describe('a notebook of many cells', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  photographFailures(() => workbench);

  beforeAll(async () => {
    session = await openSession();
    await writeFile(path.join(session.workspace, 'large.vecnb'), text);
    workbench = await session.open();
    notebook = await openSampleNotebook(workbench, 'large.vecnb');
  });
  afterAll(() => session?.close());

  const nodeCount = (): Promise<number> => notebook.frame.locator('.cells *').count();

  it('has only the cells near the view in the page, also with their hits', async () => {
    expect(await notebook.cell(cellCount).locator('.query').count()).toBe(0);
    const before = await nodeCount();
    await notebook.button('Run All').click();
    await notebook.status(1).filter({ hasText: '20 hits' }).waitFor();
    // Hits that arrive make cells higher, and move the last one down.
    await expect
      .poll(async () => {
        await notebook.frame.locator('.cells').evaluate((list) => list.scrollTo(0, 1e6));
        return notebook.cell(cellCount).getByRole('status').allInnerTexts();
      })
      .toEqual([expect.stringContaining('20 hits')]);
    const after = await nodeCount();
    noteFigure('nodes of a notebook of 200 cells', `${before}, ${after} with hits`);
    expect(before).toBeLessThan(5000);
    expect(after).toBeLessThan(10_000);
    // The first cell stays: it is the current one.
    expect(await notebook.cell(2).locator('.query').count()).toBe(0);
  });

  it('is walked through and edited by the keyboard', async () => {
    await notebook.cell(cellCount).focus();
    for (let press = 0; press < 40; press++) await workbench.page.keyboard.press('ArrowUp');
    await workbench.page.keyboard.press('Enter');
    const field = notebook.cell(cellCount - 40).locator('.query-value input');
    await expect.poll(() => field.evaluate((input) => input.matches(':focus'))).toBe(true);
    await field.fill('moon');
    await workbench.page.keyboard.press('Control+Enter');
    await notebook
      .status(cellCount - 40)
      .filter({ hasText: '20 hits' })
      .waitFor();
    await expect.poll(() => notebook.rows(cellCount - 40)).toSatisfy(([row]) => row[2] === 'moon');
  });

  it('answers a key press without drawing all cells', async () => {
    const medianMs = await notebook
      .cell(cellCount - 40)
      .locator('.query-value')
      .evaluate(async (field) => {
        const times: number[] = [];
        const input = field as HTMLElement & { value: string };
        for (let press = 0; press < 40; press++) {
          const begin = performance.now();
          input.value = `moon${press}`;
          input.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve));
          times.push(performance.now() - begin);
        }
        return times.sort((one, other) => one - other)[20] ?? 0;
      });
    noteFigure(
      'a key press among 200 cells with hits (aim < 16 ms)',
      `${medianMs.toFixed(1)} ms, the median of 40`,
    );
    await workbench.runCommand('File: Save');
    const file = path.join(session.workspace, 'large.vecnb');
    await expect.poll(() => readFile(file, 'utf8')).toContain('text: moon39');
  });
});
