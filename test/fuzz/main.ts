import { parseArgs } from 'node:util';
import { runFuzzCampaign } from './campaign.ts';

// `npm run fuzz -- --minutes 10 --seed 1`: fuzzing for as long as one likes, with what it found in a line of JSON.

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error('Usage: npm run fuzz -- [--minutes N] [--seed S]');
  process.exit(2);
}
const end = performance.now() + minutes * 60_000;
const { complaints, statuses, ...result } = await runFuzzCampaign(
  seed,
  () => performance.now() > end,
);
for (const complaint of complaints) console.error(`${complaint}\n`);
const counts = Object.fromEntries([...statuses].sort(([one], [other]) => one - other));
console.log(JSON.stringify({ seed, ...result, statuses: counts, complaints: complaints.length }));
if (complaints.length > 0) process.exitCode = 1;
