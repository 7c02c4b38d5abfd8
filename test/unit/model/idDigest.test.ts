import { describe, expect, it } from 'vitest';
import { digestOf, emptyIdDigest, IdDigester } from '../../../src/model/idDigest.ts';
import { IdSample } from '../../../src/model/idSample.ts';

const ids = Array.from({ length: 1000 }, (_, at) => `record-${at}`);

describe('a digest of ids', () => {
  it('is the same in any order, and when it was interrupted', () => {
    const digester = new IdDigester(digestOf(ids.slice(400)));
    for (const id of ids.slice(0, 400).reverse()) digester.add(id);
    expect(digester.digest).toEqual(digestOf(ids));
  });

  it('differs for other, missing and repeated ids', () => {
    const others = [
      ids.with(7, 'record-7a'),
      ids.slice(1),
      [...ids.slice(1), ids[1] ?? ''],
      [...ids, ids[0] ?? ''],
      [],
    ];
    const hashes = [ids, ...others].map((some) => digestOf(some).hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(digestOf([])).toEqual(emptyIdDigest);
  });
});

describe('a sample of ids', () => {
  it('is the same in any order, when ids come twice, and when it goes on from what it had', () => {
    const whole = new IdSample(50, 9, ids).ids();
    const half = new IdSample(50, 9, ids.slice(0, 600)).ids();
    const resumed = new IdSample(50, 9, half);
    for (const id of ids.slice(300)) resumed.add(id);
    expect(new IdSample(50, 9, [...ids, ...ids].reverse()).ids()).toEqual(whole);
    expect(resumed.ids()).toEqual(whole);
    expect(whole).toHaveLength(50);
    expect(whole).toEqual(whole.toSorted());
  });

  it('has all ids if they fit', () => {
    expect(new IdSample(1000, 1, ids).ids()).toEqual(ids.toSorted());
  });

  it('takes every id as often as any other, over the seeds', () => {
    const some = ids.slice(0, 200);
    const seeds = 2000;
    const size = 40;
    const counts = new Map(some.map((id) => [id, 0]));
    for (let seed = 0; seed < seeds; seed++)
      for (const id of new IdSample(size, seed, some).ids())
        counts.set(id, (counts.get(id) ?? 0) + 1);
    const chance = size / some.length;
    const variance = seeds * chance * (1 - chance);
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - seeds * chance) ** 2 / variance,
      0,
    );
    // About 199 degrees of freedom: 199 is to be expected, with a standard deviation of 20.
    expect(chiSquare).toBeGreaterThan(199 - 4 * 20);
    expect(chiSquare).toBeLessThan(199 + 4 * 20);
  });

  it('takes pairs as often as chance does, so that neighbouring ids are not bound together', () => {
    const some = ids.slice(0, 100);
    const seeds = 4000;
    let both = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const members = new Set(new IdSample(25, seed, some).ids());
      for (let at = 0; at + 1 < some.length; at += 2)
        if (members.has(some[at] ?? '') && members.has(some[at + 1] ?? '')) both++;
    }
    const expected = seeds * 50 * ((25 * 24) / (100 * 99));
    expect(Math.abs(both - expected) / expected).toBeLessThan(0.03);
  });
});
