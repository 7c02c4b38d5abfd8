import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotebookView } from '../../support/pages/notebookView.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';
import { longestTasks, watchTasks } from './mainThread.ts';

/** The longest tasks in milliseconds: of the notebook's page, and of the window around it. */
export type ManyHits = {
  readonly tableMs: number;
  readonly windowTableMs: number;
  readonly jsonMs: number;
  readonly windowJsonMs: number;
};

const file = 'many-hits.vecnb';
const text = `vecnb 1
environment: local
index: english-words
namespace: __default__

### query all
id: dog
top k: 10000
`;

/** Shows 10,000 hits as a table and as JSON, and scrolls both to their end. */
export async function measureManyHits(
  session: WorkbenchSession,
  workbench: Workbench,
): Promise<ManyHits> {
  const notebook = new NotebookView(workbench);
  await writeFile(path.join(session.workspace, file), text);
  await workbench.openFile(file);
  const cell = notebook.cell('all');
  await cell.waitFor();
  await watchTasks(cell);
  await notebook.runToHits('all');
  await scrollToEnd(notebook, '.grid');
  const table = await longestTasks(cell);
  await cell.getByRole('button', { name: 'JSON', exact: true }).click();
  await scrollToEnd(notebook, '.result-json');
  const json = await longestTasks(cell);
  return {
    tableMs: table.ownMs,
    windowTableMs: table.windowMs,
    jsonMs: json.ownMs,
    windowJsonMs: json.windowMs,
  };
}

/** Scrolls in steps, as a user with a wheel does, and then to the end. */
async function scrollToEnd(notebook: NotebookView, scroller: string): Promise<void> {
  await notebook
    .cell('all')
    .locator(scroller)
    .evaluate(async (element) => {
      const nextFrame = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(resolve));
      for (let step = 0; step < 20; step++) {
        element.scrollTop += 300;
        await nextFrame();
      }
      element.scrollTop = element.scrollHeight;
      for (let frame = 0; frame < 10; frame++) await nextFrame();
    });
}
