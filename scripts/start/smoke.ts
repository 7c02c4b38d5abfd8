import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { showMap } from '../../test/support/journey.ts';
import { packagedExtension } from '../../test/support/workbench/packagedExtension.ts';
import { NotebookView } from '../../test/support/pages/notebookView.ts';
import { TreeView } from '../../test/support/pages/treeView.ts';
import { WorkbenchSession } from '../../test/support/workbench/session.ts';
import { themeNames, type Workbench } from '../../test/support/workbench/workbench.ts';
import { makeSampleIndexes } from './sampleIndexes.ts';
import { sampleNotebook, sampleQueries, writeSampleWorkspace } from './sampleWorkspace.ts';

/**
 * Opens a fresh VS Code without a window, runs the sample query and the map as a user would, and leaves pictures in
 * `folder`. Returns the exit code; says what it saw, or why it could not.
 */
export async function runSmoke(folder: string): Promise<0 | 1> {
  console.log('Building …');
  const extension = await packagedExtension();
  await mkdir(folder, { recursive: true });
  const session = await WorkbenchSession.start({
    extensions: [extension],
    report: console.log,
  });
  try {
    console.log('Making the sample indexes …');
    await makeSampleIndexes(session.engineData);
    await writeSampleWorkspace(session.workspace);
    await walk(session, folder);
    console.log(`Screenshots are in ${folder}`);
    return 0;
  } catch (error) {
    console.error(
      `The smoke run failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    const [page] = session.context.pages().slice(-1);
    await page?.screenshot({ path: path.join(folder, 'failure.png') }).catch(() => undefined);
    return 1;
  } finally {
    await session.close();
  }
}

async function walk(session: WorkbenchSession, folder: string): Promise<void> {
  const workbench = await session.open();
  const tree = new TreeView(workbench);
  await tree.open();
  await tree.expand('local', 'english-words');
  console.log('tree      shows the sample indexes');
  await workbench.openFile(sampleNotebook);
  const notebook = new NotebookView(workbench);
  await notebook.shows();
  for (const cell of sampleQueries)
    console.log(`notebook  ${cell}: ${await notebook.runToHits(cell)}`);
  await takePictures(workbench, folder, 'notebook');
  console.log(`map       ${await showMap(workbench, 'english-words')}`);
  await takePictures(workbench, folder, 'map');
}

async function takePictures(workbench: Workbench, folder: string, name: string): Promise<void> {
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    await workbench.screenshot(path.join(folder, `${name}-${theme}.png`));
  }
  await workbench.setTheme('dark');
}
