import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { photograph, showMap } from '../../support/journey.ts';
import { packagedExtension } from '../../support/workbench/packagedExtension.ts';
import { MapView } from '../../support/pages/mapView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import { runningEngine } from '../../support/runningEngine.ts';
import { WorkbenchSession } from '../../support/workbench/session.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';
import { installPeers } from '../shared/peers.ts';
import { fillIndex } from './fillIndex.ts';
import { largeIndexes, type LargeIndex } from './largeIndexes.ts';

// `node scripts/pictures.mjs [--only NAME] FOLDER`: pictures of the maps of the samples, and of those that take minutes,
// in a real VS Code, in each theme: all English words by their part of speech, and a million points.

const patienceMs = 1_800_000;
const samples = ['fiori-docs', 'english-words'] as const;

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
const isWanted = (name: string): boolean => values.only === undefined || values.only === name;
const names = [...samples, ...largeIndexes.map(({ name }) => name)];
if (folder === undefined || !names.some(isWanted)) {
  console.error(`Usage: node scripts/pictures.mjs [--only ${names.join('|')}] FOLDER`);
  process.exit(2);
}
installPeers();
await mkdir(folder, { recursive: true });
const session = await WorkbenchSession.start({ extensions: [await packagedExtension()] });
try {
  const workbench = await session.open({ size: { width: 1400, height: 900 } });
  const wanted = samples.filter(isWanted);
  // One sample is always made: its command starts the engine.
  for (const sample of wanted.length > 0 ? wanted : samples.slice(0, 1)) {
    const tree = new TreeView(workbench);
    await tree.open();
    await workbench.runCommand('Vectorscope: Create Sample Index');
    await workbench.pick(sample);
    await tree.row(sample).waitFor({ timeout: 120_000 });
    await workbench.clearNotifications();
    if (!isWanted(sample)) continue;
    console.log(`${sample}: ${await showMap(workbench, sample)}`);
    await pose(workbench, sample, folder);
  }
  for (const index of largeIndexes.filter(({ name }) => isWanted(name))) {
    await showLarge(workbench, index);
    await pose(workbench, index.name, folder);
  }
} finally {
  await session.close();
}

/** Fills the index and makes the map of all its records. */
async function showLarge(workbench: Workbench, index: LargeIndex): Promise<void> {
  const { name, method, count, colourBy } = index;
  console.log(`${name}: writing`);
  await fillIndex(await runningEngine(session.engineData), index);
  await workbench.runCommand('Vectorscope: Refresh');
  const map = new MapView(workbench);
  await showMap(workbench, name);
  console.log(`${name}: making the map`);
  // Another seed, so that what is made with tells it from the map before.
  await map.remake({ sample: count, seed: 1, ...(method && { method }) });
  console.log(`${name}: ${await map.settles(patienceMs)}`);
  if (colourBy !== undefined) await map.legend.getByLabel('Colour by').selectOption(colourBy);
}

/** Takes pictures of the map in front, whole and near, and closes it. */
async function pose(workbench: Workbench, name: string, into: string): Promise<void> {
  const map = new MapView(workbench);
  const file = (part: string) => (theme: string) => path.join(into, `${name}${part}-${theme}.png`);
  await workbench.runCommand('View: Close Primary Side Bar');
  await workbench.clearNotifications();
  await map.isStill();
  await photograph(workbench, file(''));
  for (let times = 0; times < 5; times++) await map.canvas.press('+');
  await map.isStill();
  await photograph(workbench, file('-near'));
  await workbench.runCommand('View: Close Editor');
}
