import { describe, expect, it } from 'vitest';
import { NumberSet } from '../../../../src/engine/structures/numberSet.ts';
import { seededRandom } from '../../../support/random.ts';

describe('a set of numbers', () => {
  it('returns its numbers in ascending order, also when rebuilt from its blocks', () => {
    const random = seededRandom(4);
    const set = new NumberSet();
    const expected = new Set<number>();
    for (let step = 0; step < 20_000; step++) {
      // Some beyond 32 bits, as numbers of records may be.
      const number = Math.floor(random() * 3000) * (random() < 0.1 ? 2_000_003 : 7);
      if (random() < 0.4) {
        set.delete(number);
        expected.delete(number);
      } else {
        set.add(number);
        expected.add(number);
      }
    }
    const rising = [...expected].sort((one, other) => one - other);
    const again = new NumberSet();
    for (const block of set.blocks()) {
      const bytes = set.blockBytes(block);
      if (bytes !== undefined) again.addBlock(block, bytes);
    }
    expect([...set.values()]).toEqual(rising);
    expect([...again.values()]).toEqual(rising);
    expect([set.size, again.size]).toEqual([rising.length, rising.length]);
    expect(set.first(10)).toEqual(rising.slice(0, 10));
  });

  it('ends running iterations when it is cleared', () => {
    const set = new NumberSet();
    for (const number of [1, 2, 20_000, 40_000]) set.add(number);
    const met: number[] = [];
    for (const number of set.values()) {
      met.push(number);
      if (number === 1) set.clear();
    }
    expect(met).toEqual([1]);
    expect([set.size, set.has(2), set.first(10)]).toEqual([0, false, []]);
  });

  it('returns no bytes for a block that became empty', () => {
    const set = new NumberSet();
    set.add(40_000);
    set.delete(40_000);
    expect(set.blockBytes(NumberSet.blockOf(40_000))).toBeUndefined();
  });
});
