import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UsageFolder } from '../../../../src/local/usageFolder.ts';
import type { StateStore } from '../../../../src/services/catalog/catalog.ts';
import { UsageMeter } from '../../../../src/services/usage/usageMeter.ts';

const read = (readUnits: number) => ({ readUnits, writeUnits: 0 });
const none = read(0);

let folder: string;
let now: number;
let state: Map<string, unknown>;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'usage-')), 'usage');
  now = Date.parse('2026-11-29T12:00:00Z');
  state = new Map();
});

/** A window of the editor. */
const open = (name: string): UsageMeter => {
  const budgets: StateStore = {
    get: (key) => state.get(key),
    set: (key, value) => void state.set(key, value),
  };
  return new UsageMeter({ store: new UsageFolder(folder, name), budgets, now: () => now });
};

describe('the usage', () => {
  it('is counted by day and month, and by environment', async () => {
    const meter = open('a');
    meter.add('staging', { readUnits: 5, writeUnits: 7 });
    now += 24 * 3_600_000;
    meter.add('staging', read(2));
    meter.add('production', read(0.25));
    expect(meter.of('staging')).toEqual({
      today: read(2),
      month: { readUnits: 7, writeUnits: 7 },
      last: read(2),
      budget: {},
    });
    expect(meter.of('production').today).toEqual(read(0.25));
    now += 24 * 3_600_000;
    expect(meter.of('staging')).toMatchObject({ today: none, month: none });
    await meter.flush();
  });

  it('is that of all windows, and of windows that have ended', async () => {
    const [one, other] = [open('a'), open('b')];
    one.add('staging', read(3));
    other.add('staging', read(4));
    await Promise.all([one.flush(), other.flush()]);
    await one.refresh();
    await one.refresh();
    expect(one.of('staging').today).toEqual(read(7));
    const later = open('c');
    await later.refresh();
    expect(later.of('staging').today).toEqual(read(7));
  });

  it('is read at once by a window that keeps it fresh', async () => {
    const ended = open('a');
    ended.add('staging', { readUnits: 48, writeUnits: 10 });
    await ended.flush();
    const later = open('b');
    const changed = new Promise<void>((resolve) => later.onDidChange(resolve));
    const fresh = later.keepFresh(3_600_000);
    await changed;
    fresh.dispose();
    expect(later.of('staging').today).toEqual({ readUnits: 48, writeUnits: 10 });
  });

  it('is written once for many requests', async () => {
    const meter = open('a');
    for (let count = 0; count < 100; count++) meter.add('staging', read(1));
    expect(await readdir(folder).catch(() => [])).toEqual([]);
    await meter.flush();
    expect(await readdir(folder)).toEqual(['2026-11.a.json']);
  });

  it('keeps the last seconds of a month, which are written in the next one', async () => {
    const meter = open('a');
    now = Date.parse('2026-11-30T23:59:59Z');
    meter.add('staging', read(3));
    now += 2000;
    await meter.flush();
    meter.add('staging', read(4));
    await meter.flush();
    expect(meter.of('staging')).toMatchObject({ today: read(4), month: read(4) });
    now = Date.parse('2026-11-30T23:59:59Z');
    const later = open('b');
    await later.refresh();
    expect(later.of('staging').month).toEqual(read(3));
  });

  it('leaves out a file that was cut off', async () => {
    const meter = open('a');
    meter.add('staging', read(1));
    await meter.flush();
    await writeFile(path.join(folder, '2026-11.b.json'), '{"2026-11-29": {"sta');
    await meter.refresh();
    expect(meter.of('staging').today).toEqual(read(1));
  });

  it('is compared with the budget of the day', async () => {
    const meter = open('a');
    meter.add('staging', { readUnits: 80, writeUnits: 7 });
    const excess = async (readUnits: number, writeUnits: number): Promise<number[]> => {
      const over = await meter.excess('staging', { readUnits, writeUnits });
      return [over.readUnits, over.writeUnits];
    };
    expect(await excess(1_000_000, 1_000_000)).toEqual([0, 0]);
    meter.setBudget('staging', 'readUnits', 100);
    meter.setBudget('staging', 'writeUnits', 10);
    expect(meter.of('staging').budget).toEqual({ readUnits: 100, writeUnits: 10 });
    expect([await excess(20, 3), await excess(30, 4)]).toEqual([
      [0, 0],
      [10, 1],
    ]);
    meter.setBudget('staging', 'readUnits', undefined);
    expect(await excess(30, 5)).toEqual([0, 2]);
  });

  it('that is used up does not stop what costs none of its units', async () => {
    const meter = open('a');
    meter.setBudget('staging', 'writeUnits', 10);
    meter.add('staging', { readUnits: 0, writeUnits: 70 });
    expect(await meter.excess('staging', { readUnits: 5 })).toEqual(none);
  });

  it('of other windows and earlier loads counts against the budget', async () => {
    const before = open('a');
    before.add('staging', read(80));
    await before.flush();
    const meter = open('b');
    meter.setBudget('staging', 'readUnits', 100);
    expect(await meter.excess('staging', read(30))).toEqual(read(10));
  });
});
