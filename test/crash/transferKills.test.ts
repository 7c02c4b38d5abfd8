import { expect, it } from 'vitest';
import { runTransferKills, type KilledTransfer } from './transferKills.ts';

it('an export that is killed 3 times has exactly the records of the source in the end', async () => {
  const options = { records: 20_000, kills: 3, seed: 5, transfers: ['export'] } as const;
  const killed: KilledTransfer[] = [];
  for await (const one of runTransferKills(options)) killed.push(one);
  expect(killed).toMatchObject([{ transfer: 'export', records: 20_000 }]);
  const [{ readUnits, price } = { readUnits: Infinity, price: 0 }] = killed;
  // A kill costs what was under way: three groups of 1,000 records, and the one that is listed.
  expect(readUnits - price).toBeLessThanOrEqual(3 * 4 * 110);
});
