import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { runPowerCuts } from './powerCut.ts';

// `npm run crash -- --kills 100 --cuts 30 --seed 1`: the campaigns of any length, with what they found in a line of
// JSON each. Cutting the power needs Linux and the rights of the administrator.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    cuts: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
const cuts = Number(values.cuts);
const seed = Number(values.seed);
if (![kills, cuts, seed].every((one) => Number.isSafeInteger(one) && one >= 0)) {
  console.error('Usage: npm run crash -- [--kills N] [--cuts N] [--seed N]');
  process.exit(2);
}
const onKill = (kill: number): void => {
  if (kill % 10 === 0) console.error(`${kill} of ${kills} kills, nothing lost`);
};
if (kills > 0) await tell('kills', () => runCampaign({ kills, seed, onKill }));
if (cuts > 0) await tell('power cuts', () => runPowerCuts(cuts, seed));

async function tell(campaign: string, run: () => Promise<object>): Promise<void> {
  const begin = performance.now();
  const result = await run();
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(JSON.stringify({ campaign, seed, ...result, seconds }));
}
