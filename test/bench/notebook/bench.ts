import type { Bench, BenchResult } from '../bench.ts';
import type { Goal } from '../goals.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { packagedExtension } from '../../support/workbench/packagedExtension.ts';
import { WorkbenchSession } from '../../support/workbench/session.ts';
import { createSample } from '../../support/journey.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import { measureManyCells, type ManyCells } from './manyCells.ts';
import { measureManyHits, type ManyHits } from './manyHits.ts';

const pressCount = 100;

/** What the notebook takes of the main thread and of memory, in a VS Code window in a browser, with the packaged extension. */
export const notebookBench: Bench = {
  title: 'The notebook in a window',
  isOfTimes: true,
  run: async ({ progress, isQuick }) => {
    progress('packs the extension and opens a window');
    const session = await WorkbenchSession.start({
      extensions: [await packagedExtension()],
      report: progress,
    });
    try {
      const workbench = await session.open();
      await new TreeView(workbench).open();
      await createSample(workbench, 'english-words');
      progress('200 cells');
      const options = { cellCount: 200, pressCount: isQuick ? 20 : pressCount };
      const cells = await measureManyCells(session, workbench, options, progress);
      progress('10,000 hits');
      const hits = await measureManyHits(session, workbench);
      return resultOf(cells, hits);
    } finally {
      await session.close();
    }
  },
};

function resultOf(cells: ManyCells, hits: ManyHits): BenchResult {
  const lower = { better: 'lower' as const };
  const goals: readonly Goal[] = [
    {
      name: 'key press in a text among 200 cells (ms)',
      value: cells.textPressMs,
      goal: 16,
      ...lower,
    },
    {
      name: 'key press in a filter among 200 cells (ms)',
      value: cells.filterPressMs,
      goal: 16,
      ...lower,
    },
    { name: 'Run All, for each cell (ms)', value: cells.runMsPerCell, goal: 20, ...lower },
    { name: 'nodes of a cell out of sight', value: cells.nodesOutOfSight, goal: 1, ...lower },
    { name: 'notebook opens (ms)', value: cells.openMs, goal: 500, ...lower },
    { name: 'heap that the notebook adds (MB)', value: cells.heapMb, goal: 250, ...lower },
    {
      name: 'memory that the page’s process adds (MB)',
      value: cells.processMb,
      goal: 250,
      ...lower,
    },
    { name: 'longest task, 10,000 hits as a table (ms)', value: hits.tableMs, goal: 50, ...lower },
    { name: 'longest task, 10,000 hits as JSON (ms)', value: hits.jsonMs, goal: 50, ...lower },
  ];
  const rows = [
    ['nodes of the notebook before Run All', figure(cells.nodesBefore)],
    ['nodes of the notebook with all results', figure(cells.nodesAfter)],
    ['main thread of the window in Run All, for each cell', `${figure(cells.threadMsPerCell)} ms`],
    ['from the choice of the file to its cells', `${figure(cells.chosenMs)} ms`],
    ['longest task of the window with 10,000 hits as a table', `${figure(hits.windowTableMs)} ms`],
    ['longest task of the window with 10,000 hits as JSON', `${figure(hits.windowJsonMs)} ms`],
  ];
  return { goals, text: `${method}\n\n${markdownTable(['beside the goals', 'measured'], rows)}` };
}

const method = `In a VS Code server’s window in a browser, with the packaged extension and the sample \`english-words\` on this machine. 200 query cells with 20 hits each. A key press is the time that the main thread works from the press until the next frame is drawn, the median of ${pressCount}; this window has one thread for VS Code and the notebook, so the figure has VS Code’s own work on the press in it. Run All is the time on the clock, the service’s answers included. A notebook opens from the begin of its page until its cells are drawn. Memory is measured with all results, after a collection, against the window before the notebook was opened. Tasks are those of the notebook’s own page.`;
