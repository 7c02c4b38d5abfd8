import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';

// `npm run crash -- --kills 100 --seed 1`: the campaign of any length, with what it found in a line of JSON.

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed)) {
  console.error('Usage: npm run crash -- [--kills N] [--seed N]');
  process.exit(2);
}
const begin = performance.now();
const result = await runCampaign({
  kills,
  seed,
  onKill: (kill) => {
    if (kill % 10 === 0) console.error(`${kill} of ${kills} kills, nothing lost`);
  },
});
console.log(
  JSON.stringify({ seed, ...result, seconds: Math.round((performance.now() - begin) / 1000) }),
);
