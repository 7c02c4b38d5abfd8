import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import { ReadBudget } from '../../../../src/services/transfer/readBudget.ts';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  newCheckpoint,
} from '../../../../src/services/transfer/checkpoint.ts';
import { ThroughputMeter } from '../../../../src/services/transfer/throughputMeter.ts';
import {
  splitForFetch,
  minReadUnits,
  batchSize,
  normalisedScope,
  priceOf,
  recordsForUnits,
  twinName,
} from '../../../../src/services/transfer/pullPlan.ts';
import { wordsIndex, staging } from '../fakeProject.ts';

const nameOf = (name: string, namespace = '__default__', taken: readonly string[] = []): string => {
  const index: VectorIndex = { ...wordsIndex, name };
  return twinName({ environment: staging, index, namespace }, new Set(taken));
};

describe('the plan of a pull', () => {
  it('prices the list of all ids, and the records that are fetched', () => {
    const sample = { kind: 'sample', size: 50_000, seed: 1 } as const;
    expect(priceOf(2_100_000, { kind: 'all' })).toEqual({ listUnits: 21_000, fetchUnits: 210_000 });
    expect(priceOf(2_100_000, sample)).toEqual({ listUnits: 21_000, fetchUnits: 5000 });
    expect(priceOf(5, sample)).toEqual({ listUnits: 1, fetchUnits: 1 });
    expect(normalisedScope(50_000, sample)).toEqual({ kind: 'all' });
  });

  it('knows how many records units buy, and the fewest that buy one', () => {
    const bought = [0, 1, 2, 3, 11, 12, 13, 50, Infinity].map(recordsForUnits);
    expect(bought).toEqual([0, 0, 10, 20, 100, 100, 110, 450, Infinity]);
    const sample = { kind: 'sample', size: 50, seed: 1 } as const;
    const price = { listUnits: 30, fetchUnits: 5 };
    const nothing = { listUnits: 0, fetchUnits: 0 };
    const least = [minReadUnits(price, { kind: 'all' }), minReadUnits(price, sample)];
    expect([...least, minReadUnits(nothing, sample)]).toEqual([2, 31, 0]);
  });

  it('names the twin after its origin, within the limits of names', () => {
    expect(nameOf('docs')).toBe('docs-twin');
    expect(nameOf('docs', 'Kunden & Co')).toBe('docs-kunden-co-twin');
    expect(nameOf('docs', '__default__', ['docs-twin', 'docs-twin-2'])).toBe('docs-twin-3');
    const long = 'a'.repeat(45);
    expect(nameOf(long)).toBe(`${'a'.repeat(40)}-twin`);
    expect(nameOf(`${'a'.repeat(39)}-bbbbb`)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/);
  });

  it('cuts ids into requests that fit an address and an answer, and loses none', () => {
    const short = Array.from({ length: 250 }, (_, at) => `id-${at}`);
    const long = short.map((id) => `${id}?${'ü'.repeat(60)}`);
    const cases = [splitForFetch(short, 8), splitForFetch(long, 8), splitForFetch(short, 20_000)];
    expect(cases.map((portions) => portions.flat())).toEqual([short, long, short]);
    expect(cases[0]?.map(({ length }) => length)).toEqual([100, 100, 50]);
    for (const portion of cases[1] ?? [])
      expect(portion.map((id) => `&ids=${encodeURIComponent(id)}`).join('').length).toBeLessThan(
        4001,
      );
    expect(Math.max(...(cases[2] ?? []).map(({ length }) => length))).toBe(10);
    expect([batchSize(8), batchSize(1536), batchSize(20_000)]).toEqual([1000, 1000, 100]);
  });

  it('refuses what a budget does not cover before it is spent', () => {
    const budget = new ReadBudget(100, 40);
    const hold = budget.reserve(50);
    expect(() => budget.reserve(11)).toThrow(Failure);
    hold.settle(20, 25);
    hold.release();
    hold.release();
    expect([budget.used, budget.isReached]).toEqual([65, true]);
    budget.reserve(35).release();
    expect(() => budget.reserve(36)).toThrow(/budget of 100 read units/);
  });

  it('knows a rate once it has seen enough', () => {
    const meter = new ThroughputMeter();
    meter.mark(0, 0);
    meter.mark(100, 100);
    const early = meter.perSecond;
    for (let atMs = 1000; atMs <= 30_000; atMs += 1000) meter.mark(atMs, atMs * 2);
    expect([early, meter.perSecond]).toEqual([undefined, 2000]);
  });

  it('is kept as plain data, and nothing else is taken for it', () => {
    const checkpoint = newCheckpoint({
      pull: 'p',
      origin: { environment: 'e', index: 'i', namespace: 'n' },
      scope: { kind: 'sample', size: 5, seed: 6 },
      total: 7,
      startedAtMs: 8,
      budget: 9,
      readUnits: 0,
    });
    const kept: unknown = JSON.parse(JSON.stringify(encodeCheckpoint(checkpoint)));
    expect(decodeCheckpoint(kept)).toEqual(checkpoint);
    const wholes = Object.keys(encodeCheckpoint(checkpoint));
    for (const name of wholes)
      expect(decodeCheckpoint({ ...(kept as object), [name]: null })).toBeUndefined();
    expect(decodeCheckpoint(null)).toBeUndefined();
  });
});
