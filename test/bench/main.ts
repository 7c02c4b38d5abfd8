import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { writeSection } from './document.ts';
import { goalTable, type Goal } from './goals.ts';
import { isBusy, machineLoad, machineSentence, quietMachine } from './machine.ts';
import { installPeers } from './shared/peers.ts';
import { installPython } from './shared/python.ts';

// `npm run bench -- [NAME] [--quick] [--json FILE]`: measures, prints, and writes its section of docs/benchmarks.md; all
// sections without a name.
// `--only TEXT` holds the parts whose name has the text in it, `--rows N` another number of rows;
// neither writes a section. Each section waits for a quiet machine, at most ten minutes, unless `--no-wait` is given.

type Entry = { readonly load: () => Promise<Bench>; readonly hasPeers: boolean };

const benches: Readonly<Record<string, Entry>> = {
  engine: { load: async () => (await import('./engine/bench.ts')).engineBench, hasPeers: true },
  map: { load: async () => (await import('./map/bench.ts')).mapBench, hasPeers: true },
  clients: { load: async () => (await import('./clients/bench.ts')).clientsBench, hasPeers: false },
  stalls: { load: async () => (await import('./stalls/bench.ts')).stallsBench, hasPeers: false },
  transfer: {
    load: async () => (await import('./transfer/bench.ts')).transferBench,
    hasPeers: false,
  },
  catalog: { load: async () => (await import('./catalog/bench.ts')).catalogBench, hasPeers: false },
  study: { load: async () => (await import('./study/bench.ts')).studyBench, hasPeers: false },
  http: { load: async () => (await import('./http/bench.ts')).httpBench, hasPeers: false },
  terms: { load: async () => (await import('./terms/bench.ts')).termsBench, hasPeers: true },
  embedding: {
    load: async () => (await import('./embedding/bench.ts')).embeddingBench,
    hasPeers: true,
  },
  files: { load: async () => (await import('./files/bench.ts')).filesBench, hasPeers: false },
  notebook: {
    load: async () => (await import('./notebook/bench.ts')).notebookBench,
    hasPeers: false,
  },
  million: { load: async () => (await import('./million/bench.ts')).millionBench, hasPeers: false },
};

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rows: { type: 'string' },
    json: { type: 'string' },
    'no-wait': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [name, ...rest] = positionals;
const rows = values.rows === undefined ? undefined : Number(values.rows);
const areRowsRight = rows === undefined || (Number.isInteger(rows) && rows >= 2000);
const isKnown = name === undefined || Object.hasOwn(benches, name);
if (!isKnown || !areRowsRight || rest.length > 0) {
  const names = Object.keys(benches).join('|');
  console.error(
    `Usage: npm run bench -- [${names}] [--quick] [--only TEXT] [--rows N] [--json FILE] [--no-wait]`,
  );
  console.error('Without a name it runs all of them. --rows takes 2,000 or more.');
  process.exit(2);
}
const goals: Goal[] = [];
for (const [one, entry] of Object.entries(benches))
  if (name === undefined || name === one) goals.push(...(await measure(one, entry)));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ goals })}\n`);

/** Runs a bench, prints what it found, and writes its section. */
async function measure(title: string, { load, hasPeers }: Entry): Promise<readonly Goal[]> {
  if (hasPeers) {
    installPeers();
    installPython();
  }
  const bench = await load();
  const begin = performance.now();
  const progress = (text: string): void => {
    const seconds = Math.round((performance.now() - begin) / 1000);
    console.error(`${String(seconds).padStart(5)} s  ${text}`);
  };
  const { quick: isQuick, only } = values;
  const loadBefore = values['no-wait'] ? machineLoad() : await quietMachine(progress);
  const found = await bench.run({
    isQuick,
    isBusy: isBusy(loadBefore),
    progress,
    ...(only !== undefined && { only }),
    ...(rows !== undefined && { rows }),
  });
  const measured = `${machineSentence(loadBefore)}${isQuick ? ' A quick run (`--quick`).' : ''}`;
  const table = found.goals.length > 0 ? [goalTable(found.goals)] : [];
  const section = [measured, ...table, found.text].join('\n\n');
  console.log(section);
  const isPart = only !== undefined || rows !== undefined;
  if (bench.isOfTimes === true && isBusy(loadBefore))
    progress('The machine was busy: docs/benchmarks.md keeps the last section');
  else if (!isPart) await writeSection(title, bench.title, section);
  return found.goals;
}
