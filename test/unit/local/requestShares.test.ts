import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { RequestShares } from '../../../src/local/requestShares.ts';

let folder: string;
let now: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'shares-'));
  now = Date.parse('2026-11-29T12:00:00Z');
  return () => rm(folder, { recursive: true });
});

const open = (window: string): RequestShares => new RequestShares(folder, window, () => now);

describe('the windows that share a limit', () => {
  it('are those that sent requests lately to the same environment', async () => {
    const [one, other, elsewhere] = [open('a'), open('b'), open('c')];
    await elsewhere.windows('production');
    expect(await one.windows('staging')).toBe(1);
    expect(await other.windows('staging')).toBe(2);
    now += 1000;
    expect(await one.windows('staging')).toBe(2);
    now += 10_000;
    expect(await one.windows('staging')).toBe(1);
  });

  it('are counted at most once a second', async () => {
    const one = open('a');
    await one.windows('staging');
    await open('b').windows('staging');
    now += 999;
    expect(await one.windows('staging')).toBe(1);
    now += 1;
    expect(await one.windows('staging')).toBe(2);
  });

  it('leave no files for more than a day', async () => {
    await open('a').windows('staging');
    now += 25 * 3_600_000;
    await open('b').windows('staging');
    expect(await readdir(path.join(folder, 'pacing'))).toEqual(['staging.b']);
  });

  it('count as one if the folder cannot be made', async () => {
    const shares = new RequestShares('/dev/null/x', 'a', () => now);
    expect(await shares.windows('staging')).toBe(1);
  });
});
