import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { photograph, showMap } from '../../support/journey.ts';
import { packagedExtension } from '../../support/packagedExtension.ts';
import { MapView } from '../../support/pages/mapView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import { runningEngine } from '../../support/runningEngine.ts';
import { WorkbenchSession } from '../../support/workbench/session.ts';
import { installPeers } from '../peers.ts';
import { largeIndexes } from './largeIndexes.ts';
import { fillIndex } from './fillIndex.ts';

// `node scripts/pictures.mjs [--only NAME] FOLDER`: pictures of maps that take minutes, in a real VS Code, in each theme:
// all English words by their class, and a million points while they are moved and at rest.

const patienceMs = 1_800_000;

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
const wanted = largeIndexes.filter(({ name }) => values.only === undefined || name === values.only);
if (folder === undefined || wanted.length === 0) {
  const names = largeIndexes.map(({ name }) => name).join('|');
  console.error(`Usage: node scripts/pictures.mjs [--only ${names}] FOLDER`);
  process.exit(2);
}
installPeers();
await mkdir(folder, { recursive: true });
const session = await WorkbenchSession.start({ extensions: [await packagedExtension()] });
try {
  const workbench = await session.open({ size: { width: 1400, height: 900 } });
  await new TreeView(workbench).open();
  // The first command that needs the engine starts it; the sample has its own place among the pictures.
  await workbench.runCommand('Vectorscope: Create Sample Index');
  await workbench.pick('fiori-docs');
  await workbench.notification('is ready').waitFor({ timeout: 60_000 });
  await workbench.clearNotifications();
  for (const index of wanted) {
    console.log(`${index.name}: writing`);
    await fillIndex(await runningEngine(session.engineData), index);
    await workbench.runCommand('Vectorscope: Refresh');
    const map = new MapView(workbench);
    await showMap(workbench, index.name);
    console.log(`${index.name}: making the map`);
    const { method, count } = index;
    // Another seed, so that what is made with tells it from the map before.
    await map.remake({ sample: count, seed: 1, ...(method && { method }) });
    console.log(`${index.name}: ${await map.settles(patienceMs)}`);
    await workbench.runCommand('View: Close Primary Side Bar');
    await workbench.clearNotifications();
    if (index.colourBy !== undefined)
      await map.legend.getByLabel('Colour by').selectOption(index.colourBy);
    const file = (part: string) => (theme: string) =>
      path.join(folder, `${index.name}${part}-${theme}.png`);
    await map.isStill();
    await photograph(workbench, file(''));
    for (let times = 0; times < 5; times++) await map.canvas.press('+');
    await map.isStill();
    await photograph(workbench, file('-near'));
    await map.canvas.press('0');
    await workbench.runCommand('View: Close Editor');
    await new TreeView(workbench).open();
  }
} finally {
  await session.close();
}
