import { MapView } from './pages/mapView.ts';
import { NotebookView } from './pages/notebookView.ts';
import { TreeView } from './pages/treeView.ts';
import { themeNames, type Part, type Workbench } from './workbench/workbench.ts';

/** Makes a sample index on this machine, and leaves no notification behind. */
export async function createSample(workbench: Workbench, sample: string): Promise<void> {
  await workbench.runAndPick('Vectorscope: Create Sample Index', sample);
  await workbench.notification('is ready').waitFor();
  await workbench.clearNotifications();
}

/** Makes the sample `english-words`, and opens a notebook that asks it. */
export async function openSampleNotebook(
  workbench: Workbench,
  file: string,
): Promise<NotebookView> {
  await new TreeView(workbench).open();
  await createSample(workbench, 'english-words');
  await workbench.openFile(file);
  const notebook = new NotebookView(workbench);
  await notebook.shows();
  return notebook;
}

/** Shows the map of an index on this machine by its icon in the tree; returns what the map says when it has settled. */
export async function showMap(workbench: Workbench, index: string): Promise<string> {
  const tree = new TreeView(workbench);
  await tree.open();
  await tree.expand('local', index);
  const tab = workbench.page.locator('.tabs-container .tab.active', { hasText: `${index} map` });
  await tree.actUntil(index, 'Show Map', () => tab.first().waitFor({ timeout: 10_000 }));
  return new MapView(workbench).settles();
}

type EnvironmentAnswers = { readonly name: string; readonly url: string };

/** Adds an environment with a host of its own, as far as handing in its key: what comes of that is the caller's to see. */
export async function enterEnvironment(
  workbench: Workbench,
  { key, ...about }: EnvironmentAnswers & { readonly key: string },
): Promise<void> {
  await describeEnvironment(workbench, about);
  await workbench.answer('The API key', key);
}

/** Answers the questions of the wizard for a new environment, up to the one for its key. */
export async function describeEnvironment(
  workbench: Workbench,
  { name, url }: EnvironmentAnswers,
): Promise<void> {
  await workbench.runAndAnswer('Vectorscope: Add Environment', 'A name', name);
  await workbench.pick('Custom host');
  await workbench.answer('The address', url);
  if (new URL(url).hostname !== '127.0.0.1') await workbench.pick('Send the key');
  await workbench.pick('production');
  await workbench.pick('red');
}

/** Whether this run is to leave pictures: `npm run screenshots`. */
export const takesPictures = process.env['VECTORSCOPE_SCREENSHOTS'] === '1';

/**
 * Takes a picture of the window, or of a part of it, in each theme: `file` is given the theme's name. Does nothing where
 * no pictures are asked for.
 */
export async function photograph(
  workbench: Workbench,
  file: (theme: string) => string,
  part?: Part,
): Promise<void> {
  if (!takesPictures) return;
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    await workbench.screenshot(file(theme), part);
  }
  await workbench.setTheme('dark');
}

/** Takes one picture of the window as it is, where pictures are asked for. */
export async function takePicture(workbench: Workbench, file: string): Promise<void> {
  if (takesPictures) await workbench.screenshot(file);
}
