import { MapView } from './pages/mapView.ts';
import { TreeView } from './pages/treeView.ts';
import { themeNames, type Part, type Workbench } from './workbench/workbench.ts';

/** UMAP of 10,000 words by the reference implementation, on a slow machine. */
export const mapPatienceMs = 240_000;

/** Shows the map of an index on this machine by its icon in the tree; returns what the map says when it has settled. */
export async function showMap(workbench: Workbench, index: string): Promise<string> {
  const tree = new TreeView(workbench);
  await tree.open();
  await tree.expand('local', index);
  await tree.act(index, 'Show Map');
  await workbench.tab(`${index} map`).waitFor();
  return new MapView(workbench).settles(mapPatienceMs);
}

/** Takes a picture of the window, or of a part of it, in each theme: `file` is given the theme's name. */
export async function photograph(
  workbench: Workbench,
  file: (theme: string) => string,
  part?: Part,
): Promise<void> {
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    await workbench.screenshot(file(theme), part);
  }
  await workbench.setTheme('dark');
}
