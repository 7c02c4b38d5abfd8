import { expect, it } from 'vitest';
import { noteFigure } from '../support/figures.ts';
import { runFuzzCampaign } from './campaign.ts';

const requests = 4000;
/** Bodies may have 16 MB, and six clients send at once. */
const maxMemoryMb = 1500;

it('an engine that is asked for everything and nonsense answers all of it, and keeps what it has', async () => {
  const result = await runFuzzCampaign(20_260_701, (count) => count >= requests);
  const { complaints, statuses, peakMemoryMb } = result;
  expect(complaints).toEqual([]);
  noteFigure('fuzzed requests', `${result.requests}, at most ${peakMemoryMb ?? '?'} MB`);
  expect(peakMemoryMb ?? 0).toBeLessThan(maxMemoryMb);
  // Neither was everything refused at the door nor everything let in.
  const share = (status: number): number => (statuses.get(status) ?? 0) / requests;
  expect([share(200) > 0.1, share(400) > 0.1, share(422) > 0.02]).toEqual([true, true, true]);
});
