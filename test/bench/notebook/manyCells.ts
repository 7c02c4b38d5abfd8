import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotebookView } from '../../support/pages/notebookView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';
import { median } from '../shared/statistics.ts';
import { MainThread } from './mainThread.ts';
import { pageProcessBytes } from './pageProcess.ts';

export type ManyCells = {
  readonly textPressMs: number;
  readonly filterPressMs: number;
  readonly runMsPerCell: number;
  readonly threadMsPerCell: number;
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly nodesOutOfSight: number;
  readonly openMs: number;
  readonly chosenMs: number;
  readonly heapMb: number;
  readonly processMb: number;
};

const ids = ['dog', 'king', 'river', 'table', 'music'];
const file = 'many-cells.vecnb';

/** Opens a notebook of many cells, runs them all, and presses keys in one of them. */
export async function measureManyCells(
  session: WorkbenchSession,
  workbench: Workbench,
  { cellCount, pressCount }: { readonly cellCount: number; readonly pressCount: number },
  progress: (text: string) => void,
): Promise<ManyCells> {
  const notebook = new NotebookView(workbench);
  const thread = await MainThread.of(workbench.page);
  await writeFile(path.join(session.workspace, file), textOf(cellCount));
  const [heapBytes, processBytes] = [await thread.heapBytes(), pageProcessBytes(session.folder)];
  const begin = performance.now();
  await workbench.openFile(file);
  await notebook.cell(1).locator('.query').waitFor();
  const chosenMs = performance.now() - begin;
  const openMs = await notebook.cell(1).evaluate(firstPaintMs);
  const nodesBefore = await notebook.frame.locator('.cells *').count();

  progress('Run All');
  const runBegin = performance.now();
  const threadMs = await thread.busyMs(async () => {
    await notebook.button('Run All').click();
    await notebook.button('Stop All').waitFor();
    await notebook.button('Run All').waitFor();
  });
  const runMs = performance.now() - runBegin;
  const nodesAfter = await notebook.frame.locator('.cells *').count();

  progress(`${2 * pressCount} key presses`);
  const middle = notebook.cell(Math.floor(cellCount / 2));
  await middle.scrollIntoViewIfNeeded();
  const presses = async (): Promise<number> => {
    const times: number[] = [];
    for (let at = 0; at < pressCount; at++)
      times.push(
        await thread.busyMs(() => workbench.page.keyboard.press(at % 2 === 0 ? 'a' : 'b')),
      );
    return median(times);
  };
  await middle.locator('.query-value input').click();
  const textPressMs = await presses();
  await middle.locator('.cm-content').first().click();
  const filterPressMs = await presses();
  return {
    textPressMs,
    filterPressMs,
    runMsPerCell: runMs / cellCount,
    threadMsPerCell: threadMs / cellCount,
    nodesBefore,
    nodesAfter,
    nodesOutOfSight: await notebook.cell(2).locator('xpath=descendant-or-self::*').count(),
    openMs,
    chosenMs,
    heapMb: ((await thread.heapBytes()) - heapBytes) / 2 ** 20,
    processMb: (pageProcessBytes(session.folder) - processBytes) / 2 ** 20,
  };
}

/** Returns the milliseconds from the begin of the page to its first contents, the cells. Runs in the page. */
async function firstPaintMs(): Promise<number> {
  const paintOf = (): PerformanceEntry | undefined =>
    performance.getEntriesByName('first-contentful-paint')[0];
  while (paintOf() === undefined) await new Promise((resolve) => requestAnimationFrame(resolve));
  return paintOf()?.startTime ?? Number.NaN;
}

function textOf(cellCount: number): string {
  const cells = Array.from(
    { length: cellCount },
    (_, at) => `\n### query number_${at + 1}\nid: ${ids[at % ids.length]}\ntop k: 20\n`,
  );
  return `vecnb 1\nenvironment: local\nindex: english-words\nnamespace: __default__\n${cells.join('')}`;
}
