import { parseArgs } from 'node:util';
import { startEngine } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { fillIndex } from './fillIndex.ts';
import { firstQueries, mixedLoad } from './mixedLoad.ts';

// `npm run load -- --seconds 180`: 8 clients on 50,000 records of 384 numbers, without and with hostile filters beside
// them, after first queries that load the index, with a line of JSON each. `--hostile 0` leaves out the second part.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    records: { type: 'string', default: '50000' },
    dimension: { type: 'string', default: '384' },
    clients: { type: 'string', default: '8' },
    hostile: { type: 'string', default: '2' },
  },
});
const [seconds, records, dimension, clients, hostile] = [
  values.seconds,
  values.records,
  values.dimension,
  values.clients,
  values.hostile,
].map(Number) as [number, number, number, number, number];
if (![seconds, records, dimension, clients].every((one) => one > 0) || !(hostile >= 0)) {
  console.error(
    'Usage: npm run load -- [--seconds N] [--records N] [--dimension N] [--clients N] [--hostile N]',
  );
  process.exit(2);
}
const engine = await startEngine();
try {
  await askFor(engine, 'POST', '/indexes', newIndexBody('load', dimension, 'cosine'));
  const metadata = (at: number): { n: number; text: string } => ({ n: at, text: `t${at}` });
  await fillIndex(engine, { index: 'load', count: records, dimension, metadata });
  const load = { index: 'load', records, dimension, clients, seconds };
  console.log(JSON.stringify(await firstQueries(engine, { ...load, hostileClients: 0 })));
  for (const hostileClients of hostile > 0 ? [0, hostile] : [0]) {
    const options = { ...load, hostileClients };
    const result = await mixedLoad(engine, options);
    console.log(JSON.stringify({ hostileClients, ...result }));
    if (result.errors > 0) process.exitCode = 1;
  }
} finally {
  await engine.stop();
}
