import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { runMutations } from './mutations.ts';
import { runPowerCuts } from './powerCut.ts';
import { runTracedCuts } from './powerTrace.ts';
import { runTransferKills } from './transferKills.ts';

// `npm run crash -- --kills 100 --cuts 30 --seed 1`: the campaigns of any length, with what they found in a line of
// JSON each. Cutting the power needs Linux and the rights of the administrator; `--traces 5` cuts it in recorded runs,
// which needs strace. `npm run crash -- mutations` puts faults into copies of the source, which the tests have to notice.
// `npm run crash -- transfer --kills 10 --records 1000000` kills an export and a pull, and compares what they brought.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string' },
    cuts: { type: 'string', default: '0' },
    traces: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    records: { type: 'string', default: '1000000' },
  },
});
const kills = Number(values.kills ?? (positionals[0] === 'transfer' ? 10 : 100));
const cuts = Number(values.cuts);
const traces = Number(values.traces);
const seed = Number(values.seed);
const records = Number(values.records);
const [work = 'engine', ...others] = positionals;
if (
  !['engine', 'mutations', 'transfer'].includes(work) ||
  others.length > 0 ||
  ![kills, cuts, traces, seed, records].every((one) => Number.isSafeInteger(one) && one >= 0)
) {
  console.error(
    'Usage: npm run crash -- [mutations|transfer] [--kills N] [--cuts N] [--traces N] [--records N] [--seed N]',
  );
  process.exit(2);
}
const onKill = (kill: number): void => {
  if (kill % 10 === 0) console.error(`${kill} of ${kills} kills, nothing lost`);
};
if (work === 'mutations') {
  runMutations((verdict) => console.log(JSON.stringify(verdict)));
  process.exit();
}
if (work === 'transfer') {
  const onTransferKill = (transfer: string, done: number): void =>
    console.error(`${transfer} killed at ${done} of ${records} records`);
  const options = { records, kills, seed, onKill: onTransferKill };
  for await (const killed of runTransferKills(options)) console.log(JSON.stringify(killed));
  process.exit();
}
if (kills > 0) await tell('kills', () => runCampaign({ kills, seed, onKill }));
if (cuts > 0) await tell('power cuts', () => runPowerCuts(cuts, seed));
for (let at = 0; at < traces; at++) await tell('recorded run', () => runTracedCuts(seed + at));

async function tell(campaign: string, run: () => Promise<object>): Promise<void> {
  const begin = performance.now();
  const result = await run();
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(JSON.stringify({ campaign, seed, ...result, seconds }));
}
