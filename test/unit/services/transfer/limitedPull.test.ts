import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../../src/services/transfer/progressMeter.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';
import { failureOf } from '../../pinecone/bench.ts';

const never = new AbortController().signal;
let bench: PullBench;

beforeAll(async () => {
  bench = await PullBench.start();
}, 60_000);

afterAll(() => bench[Symbol.asyncDispose]());

afterEach(() => {
  Object.assign(bench.front.behaviour, {
    fetchesPerSecond: Infinity,
    listsPerSecond: Infinity,
    errorRate: 0,
    cutRate: 0,
    latencyMs: 0,
    silentAfter: Infinity,
    refusesTokens: false,
  });
  bench.front.onAnswer = () => undefined;
  bench.front.silence = 'waits';
});

describe('a pull that is watched', { timeout: 60_000 }, () => {
  it('is known by its twin as long as it runs, with how far it is', async () => {
    await bench.fill('followed', 3000);
    const pulls = bench.pulls();
    const seen: unknown[] = [];
    pulls.onDidProgress((twin) => {
      const { phase, done, of } = pulls.progressOf(twin) ?? {};
      seen.push([twin, phase, done, of]);
    });
    const options = { budget: 1000, signal: never, onProgress: () => undefined };
    await pulls.start(await bench.offer('followed'), { kind: 'all' }, options);
    expect(seen).toEqual([
      ...[0, 1000, 2000, 3000].map((done) => ['followed-twin', 'reading', done, 3000]),
      ['followed-twin', 'verifying', 3000, 3000],
    ]);
    expect(pulls.progressOf('followed-twin')).toBeUndefined();
  });
});

describe('a budget below one batch', { timeout: 60_000 }, () => {
  it('buys what it pays for: batches are as small as it is', async () => {
    await bench.fill('frugal', 3000);
    const before = bench.front.readUnits;
    const stopped = await bench.pull('frugal', { budget: 50 });
    expect(bench.front.readUnits - before).toBeLessThanOrEqual(50);
    // Four pages of a hundred records for eleven units each, and fifty for the six that are left.
    expect(stopped).toMatchObject({ state: 'stopped', records: 450, readUnits: 50 });
    expect((await bench.twinRecords(stopped.twin)).size).toBe(450);
    const more = await bench.resume(stopped.twin, { budget: 52 });
    expect(more).toMatchObject({ state: 'stopped', records: 460, readUnits: 52 });
    const ended = await bench.resume(stopped.twin);
    expect(ended).toMatchObject({ state: 'complete', records: 3000 });
    expect(await bench.twinRecords(ended.twin)).toEqual(await bench.sourceRecords('frugal'));
  });

  it('buys part of a sample once its ids are listed', async () => {
    await bench.fill('frugal-sample', 1000);
    const scope = { kind: 'sample', size: 500, seed: 9 } as const;
    const stopped = await bench.pull('frugal-sample', { scope, budget: 15 });
    expect(stopped).toMatchObject({ state: 'stopped', records: 50, readUnits: 15 });
    const ended = await bench.resume(stopped.twin);
    expect(ended).toMatchObject({ state: 'complete', records: 500, readUnits: 60 });
  });

  it('that pays for no record is rejected before anything is created or spent', async () => {
    await bench.fill('penniless', 3000);
    const before = bench.front.readUnits;
    const none = await failureOf(bench.pull('penniless', { budget: 1 }));
    const scope = { kind: 'sample', size: 500, seed: 9 } as const;
    const listOnly = await failureOf(bench.pull('penniless', { scope, budget: 30 }));
    expect([none.kind, none.message]).toEqual([
      'badInput',
      'A budget of 1 read unit is too small for a record: the first ones cost 2',
    ]);
    expect([listOnly.kind, listOnly.message]).toEqual([
      'badInput',
      'A budget of 30 read units is too small for a record: the first ones cost 31',
    ]);
    expect(bench.front.readUnits).toBe(before);
    expect((await bench.offer('penniless')).twins).toEqual([]);
  });

  it('that brings no further record does not continue', async () => {
    await bench.fill('exhausted', 3000);
    const stopped = await bench.pull('exhausted', { budget: 22 });
    const failure = await failureOf(bench.resume(stopped.twin, { budget: 23 }));
    expect(failure.message).toBe(
      'A budget of 23 read units is too small for another record: 22 are used, and the next ones cost 2',
    );
  });
});

describe('a service that does not answer during a pull', { timeout: 60_000 }, () => {
  const waitingOf = (steps: readonly TransferProgress[]): readonly unknown[] =>
    steps
      .map(({ waitReason }) => waitReason)
      .filter((one, at, all) => at === 0 || one !== all[at - 1]);

  it('is waited for in plain sight, from the first failure until it answers', async () => {
    await bench.fill('flaky', 3000);
    bench.front.behaviour.silentAfter = 40;
    bench.front.silence = 'refuses';
    const steps: TransferProgress[] = [];
    const outcome = await bench.pull('flaky', {
      onProgress: (step) => {
        steps.push(step);
        if (step.waitReason === 'network') bench.front.behaviour.silentAfter = Infinity;
      },
    });
    expect(outcome).toMatchObject({ state: 'complete', records: 3000 });
    expect(waitingOf(steps)).toEqual([undefined, 'network', undefined]);
  });

  it('shows that it waits for a service that accepts connections and does not respond', async () => {
    await bench.fill('mute', 3000);
    bench.front.behaviour.silentAfter = 40;
    const steps: TransferProgress[] = [];
    const stop = new AbortController();
    const outcome = await bench.pull('mute', {
      signal: stop.signal,
      onProgress: (step) => {
        steps.push(step);
        // Long before the calls have timed out.
        if (step.waitReason === 'network') stop.abort();
      },
    });
    expect(outcome.state).toBe('cancelled');
    expect(waitingOf(steps).slice(0, 2)).toEqual([undefined, 'network']);
  });

  it('ends the pull with what is kept, where it failed and why', async () => {
    await bench.fill('lost', 3000);
    bench.front.behaviour.silentAfter = 40;
    bench.front.silence = 'refuses';
    const outcome = await bench.pull('lost');
    expect(outcome).toMatchObject({
      twin: 'lost-twin',
      state: 'interrupted',
      at: 'source',
      failure: { kind: 'network' },
      total: 3000,
    });
    expect(outcome.records).toBeGreaterThan(0);
    expect((await bench.twinRecords('lost-twin')).size).toBe(outcome.records);
  });
});
