import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { writeSection } from './document.ts';
import { goalTable } from './goals.ts';
import { machineSentence } from './machine.ts';
import { installPeers } from './peers.ts';

// `npm run bench -- NAME [--quick] [--json FILE]`: measures, prints, and writes its section of docs/benchmarks.md.
// `--only TEXT` holds the parts whose name has the text in it, and writes no section.

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  engine: async () => (await import('./engine/bench.ts')).engineBench,
  map: async () => (await import('./map/bench.ts')).mapBench,
};

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
  },
  allowPositionals: true,
});
const [name = '', ...rest] = positionals;
const load = benches[name];
if (load === undefined || rest.length > 0) {
  const names = Object.keys(benches).join('|');
  console.error(`Usage: npm run bench -- ${names} [--quick] [--only TEXT] [--json FILE]`);
  process.exit(2);
}
installPeers();
const bench = await load();
const begin = performance.now();
const progress = (text: string): void => {
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.error(`${String(seconds).padStart(5)} s  ${text}`);
};
const { quick: isQuick, only } = values;
const { text, goals } = await bench.run({ isQuick, progress, ...(only !== undefined && { only }) });
const measured = `${machineSentence()}${isQuick ? ' A quick run (`--quick`).' : ''}`;
const section = [measured, goalTable(goals), text].join('\n\n');
console.log(section);
if (only === undefined) await writeSection(name, bench.title, section);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ goals })}\n`);
