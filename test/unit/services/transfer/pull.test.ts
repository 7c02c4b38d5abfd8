import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { twinOf } from '../../../../src/model/twin.ts';
import { defaultBudget, priceOf, unitsOf } from '../../../../src/services/transfer/pullPlan.ts';
import type { TransferProgress } from '../../../../src/services/transfer/progressMeter.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';
import { staging } from '../../../support/pull/pullParts.ts';
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
});

describe('a pull', { timeout: 60_000 }, () => {
  it('copies every record, its values and its metadata', async () => {
    await bench.fill('whole', 3456, { dimension: 24, metric: 'euclidean' });
    const outcome = await bench.pull('whole');
    expect(outcome).toMatchObject({
      twin: 'whole-twin',
      state: 'complete',
      records: 3456,
      total: 3456,
    });
    expect(await bench.twinRecords('whole-twin')).toEqual(await bench.sourceRecords('whole'));
    const { dimension, metric, tags } = await bench.engine().describeIndex('whole-twin', never);
    expect([dimension, metric]).toEqual([24, 'euclidean']);
    expect(twinOf(tags)).toMatchObject({
      origin: { environment: staging.id, index: 'whole', namespace: '__default__' },
      scope: { kind: 'all' },
      total: 3456,
      state: 'complete',
    });
    expect(bench.invalidated).toContain('local');
  });

  it('keeps the namespace, and any id that the service allows', async () => {
    const namespace = 'Kunden & Co/3';
    const idOf = (at: number): string =>
      `${'?/#%é'.replace('é', '"')} ${at} ${'x'.repeat(at % 480)}`;
    await bench.fill('odd-names', 700, { namespace, idOf });
    const outcome = await bench.pull('odd-names', { namespace });
    expect(outcome).toMatchObject({ twin: 'odd-names-kunden-co-3-twin', state: 'complete' });
    expect(await bench.twinRecords(outcome.twin, namespace)).toEqual(
      await bench.sourceRecords('odd-names', namespace),
    );
  });

  it('copies sparse values beside the dense ones', async () => {
    await bench.createHybrid('hybrid', 2);
    const source = await bench.sourceIndex('hybrid');
    const sparseValues = { indices: [3, 70_000], values: [0.5, 0.25] };
    const records = [
      { id: 'a', values: [1, 2], sparseValues, metadata: { rank: 1 } },
      { id: 'b', values: [3, 4], metadata: {} },
    ];
    await source.upsert('__default__', records, never);
    const outcome = await bench.pull('hybrid');
    expect(outcome.state).toBe('complete');
    expect([...(await bench.twinRecords(outcome.twin)).values()]).toEqual(records);
  });

  it('is complete behind rate limits, failures and answers that break off', async () => {
    await bench.fill('rough', 4000);
    Object.assign(bench.front.behaviour, {
      fetchesPerSecond: 25,
      listsPerSecond: 25,
      errorRate: 0.08,
      cutRate: 0.05,
    });
    const outcome = await bench.pull('rough');
    Object.assign(bench.front.behaviour, { fetchesPerSecond: Infinity, listsPerSecond: Infinity });
    expect(bench.front.counts.refused).toBeGreaterThan(0);
    expect(bench.front.counts.broken).toBeGreaterThan(0);
    expect(outcome).toMatchObject({ state: 'complete', records: 4000 });
    expect(await bench.twinRecords(outcome.twin)).toEqual(await bench.sourceRecords('rough'));
  });

  it('costs what was said before, within a tenth', async () => {
    const idOf = (at: number): string => `0c2f7c1e-8f0a-4f6e-9a51-${String(at).padStart(12, '0')}`;
    await bench.fill('priced', 2345, { idOf });
    for (const scope of [{ kind: 'all' }, { kind: 'sample', size: 400, seed: 7 }] as const) {
      const before = bench.front.readUnits;
      const outcome = await bench.pull('priced', { scope });
      const charged = bench.front.readUnits - before;
      const estimate = unitsOf(priceOf(2345, scope));
      expect(outcome.readUnits).toBe(charged);
      expect(Math.abs(charged - estimate) / charged).toBeLessThan(0.1);
      expect(charged).toBeLessThanOrEqual(defaultBudget(priceOf(2345, scope)));
    }
  });

  it('reports progress from 0 to all records, and the units used', async () => {
    await bench.fill('watched', 2500);
    const steps: TransferProgress[] = [];
    const outcome = await bench.pull('watched', { onProgress: (step) => steps.push(step) });
    const reading = steps.filter(({ phase }) => phase === 'reading');
    const done = reading.map((step) => step.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(reading.at(-1)).toMatchObject({ done: 2500, of: 2500, readUnits: outcome.readUnits });
    expect(steps.at(-1)?.phase).toBe('verifying');
  });
});

describe('a pull that is stopped', { timeout: 60_000 }, () => {
  it('by its budget has spent no more, and continues with a larger one', async () => {
    await bench.fill('budgeted', 5000);
    const before = bench.front.readUnits;
    const stopped = await bench.pull('budgeted', { budget: 300 });
    const spent = bench.front.readUnits - before;
    expect(stopped.state).toBe('stopped');
    expect(spent).toBeGreaterThan(110);
    // What was under way when it stopped counts as paid, whether it was or not.
    expect(stopped.readUnits).toBeGreaterThanOrEqual(spent);
    expect(stopped.readUnits).toBeLessThanOrEqual(300);
    expect(stopped.records).toBeGreaterThan(1000);
    const [twin] = (await bench.offer('budgeted')).twins;
    expect(twin?.checkpoint?.written.count).toBe(stopped.records);
    const ended = await bench.resume(stopped.twin, { budget: 600 });
    expect(ended).toMatchObject({ state: 'complete', records: 5000 });
    expect(ended.readUnits).toBeGreaterThanOrEqual(bench.front.readUnits - before);
    // Nothing was paid for twice, but for pages that were listed ahead.
    expect(ended.readUnits - unitsOf(priceOf(5000, { kind: 'all' }))).toBeLessThan(50);
    expect(await bench.twinRecords(ended.twin)).toEqual(await bench.sourceRecords('budgeted'));
  });

  it('by the user ends at once, and can be resumed', async () => {
    await bench.fill('cancelled', 4000);
    bench.front.behaviour.latencyMs = 20;
    const controller = new AbortController();
    const onProgress = ({ done }: TransferProgress): void => {
      if (done >= 1000) controller.abort();
    };
    const cancelled = await bench.pull('cancelled', { signal: controller.signal, onProgress });
    bench.front.behaviour.latencyMs = 0;
    expect(cancelled).toMatchObject({ state: 'cancelled', twin: 'cancelled-twin', wanted: 4000 });
    const [twin] = (await bench.offer('cancelled')).twins;
    expect(twin).toMatchObject({ name: 'cancelled-twin', twin: { state: 'running' } });
    expect(twin?.checkpoint?.written.count).toBeGreaterThanOrEqual(1000);
    expect(twin?.checkpoint?.written.count).toBe(cancelled.records);
    const fetchesBefore = bench.front.counts.fetches;
    expect(await bench.resume('cancelled-twin')).toMatchObject({
      state: 'complete',
      records: 4000,
    });
    expect(bench.front.counts.fetches - fetchesBefore).toBeLessThanOrEqual(30);
    expect(await bench.twinRecords('cancelled-twin')).toEqual(
      await bench.sourceRecords('cancelled'),
    );
  });

  it('by the user while records are written keeps those: they are paid for', async () => {
    await bench.fill('paid', 700);
    const controller = new AbortController();
    const pulls = bench.pulls({ onWrite: () => controller.abort() });
    const options = { budget: 1000, signal: controller.signal, onProgress: () => undefined };
    const cancelled = await pulls.start(await bench.offer('paid'), { kind: 'all' }, options);
    expect(cancelled).toMatchObject({ state: 'cancelled', records: 700 });
    const [twin] = (await bench.offer('paid')).twins;
    expect(twin?.checkpoint?.written.count).toBe(700);
    const fetchesBefore = bench.front.counts.fetches;
    expect(await bench.resume('paid-twin')).toMatchObject({ state: 'complete', records: 700 });
    expect(bench.front.counts.fetches).toBe(fetchesBefore);
  });

  it('by a service that answers no more says so, keeps what it has, and goes on', async () => {
    await bench.fill('silent', 3000);
    bench.front.behaviour.silentAfter = 35;
    const interrupted = await bench.pull('silent');
    expect(interrupted).toMatchObject({ state: 'interrupted', failure: { kind: 'timeout' } });
    bench.front.behaviour.silentAfter = Infinity;
    const [twin] = (await bench.offer('silent')).twins;
    expect(twin?.checkpoint?.written.count).toBeGreaterThan(0);
    expect(await bench.resume('silent-twin')).toMatchObject({ state: 'complete', records: 3000 });
    expect(await bench.twinRecords('silent-twin')).toEqual(await bench.sourceRecords('silent'));
  });

  it('resumes after the service has dropped the token of the next page', async () => {
    await bench.fill('forgotten', 3000);
    const stopped = await bench.pull('forgotten', { budget: 200 });
    let lists = 0;
    bench.front.behaviour.refusesTokens = true;
    bench.front.onAnswer = (path) => {
      if (path.endsWith('/list') && ++lists === 1) bench.front.behaviour.refusesTokens = false;
    };
    const ended = await bench.resume(stopped.twin);
    expect(ended).toMatchObject({ state: 'complete', records: 3000 });
    expect(await bench.twinRecords(ended.twin)).toEqual(await bench.sourceRecords('forgotten'));
  });

  it('refuses to go on if that shows that what was listed has changed', async () => {
    await bench.fill('replaced', 3000);
    const stopped = await bench.pull('replaced', { budget: 200 });
    const source = await bench.sourceIndex('replaced');
    await source.delete({ namespace: '__default__', ids: ['record-000003'] }, never);
    bench.front.behaviour.refusesTokens = true;
    bench.front.onAnswer = () => void (bench.front.behaviour.refusesTokens = false);
    expect((await failureOf(bench.resume(stopped.twin))).kind).toBe('conflict');
  });

  it('is not done twice at once', async () => {
    await bench.fill('busy', 2000);
    const pulls = bench.pulls();
    const offer = await bench.offer('busy');
    const options = { budget: 1000, signal: never, onProgress: () => undefined };
    bench.front.behaviour.latencyMs = 30;
    const first = pulls.start(offer, { kind: 'all' }, options);
    expect((await failureOf(pulls.resume(offer.name, options))).kind).toBe('conflict');
    expect((await first).state).toBe('complete');
  });
});

describe('a source that changes while it is pulled', { timeout: 60_000 }, () => {
  it('makes the pull incomplete where records came', async () => {
    await bench.fill('growing', 1500);
    const source = await bench.sourceIndex('growing');
    let isDone = false;
    bench.front.onAnswer = async (path) => {
      if (!path.endsWith('/fetch') || isDone) return;
      isDone = true;
      const values = [1, 0, 0, 0, 0, 0, 0, 0];
      await source.upsert('__default__', [{ id: 'an-early-one', values }], never);
    };
    expect(await bench.pull('growing')).toMatchObject({
      state: 'incomplete',
      shortfalls: [{ kind: 'changed', listed: 1500, counted: 1501 }],
    });
    const { tags } = await bench.engine().describeIndex('growing-twin', never);
    expect(twinOf(tags)?.state).toBe('incomplete');
  });

  it('makes the pull incomplete where records went', async () => {
    await bench.fill('shrinking', 1500);
    const source = await bench.sourceIndex('shrinking');
    let isDone = false;
    bench.front.onAnswer = async (path) => {
      if (!path.endsWith('/list') || isDone) return;
      isDone = true;
      const ids = ['record-000001', 'record-000002'];
      await source.delete({ namespace: '__default__', ids }, never);
    };
    expect(await bench.pull('shrinking')).toMatchObject({
      state: 'incomplete',
      records: 1498,
      shortfalls: [
        { kind: 'vanished', count: 2 },
        { kind: 'changed', listed: 1500, counted: 1498 },
      ],
    });
  });

  it('is detected if records are missing in the twin', async () => {
    await bench.fill('tampered', 1200);
    const stopped = await bench.pull('tampered', { budget: 130 });
    const engine = bench.engine();
    const twin = engine.index((await engine.describeIndex(stopped.twin, never)).host);
    await twin.delete({ namespace: '__default__', ids: ['record-000004'] }, never);
    expect(await bench.resume(stopped.twin)).toMatchObject({
      state: 'incomplete',
      shortfalls: [{ kind: 'differs', held: 1199, written: 1200 }],
    });
  });
});

describe('a pulled sample', { timeout: 60_000 }, () => {
  it('has its size, only records of the source, and is the same for a seed', async () => {
    await bench.fill('sampled', 2600);
    const scope = { kind: 'sample', size: 500, seed: 11 } as const;
    const one = await bench.pull('sampled', { scope });
    const same = await bench.pull('sampled', { scope });
    const other = await bench.pull('sampled', { scope: { ...scope, seed: 12 } });
    expect([one.twin, same.twin, other.twin]).toEqual([
      'sampled-twin',
      'sampled-twin-2',
      'sampled-twin-3',
    ]);
    const records = await bench.twinRecords(one.twin);
    const source = await bench.sourceRecords('sampled');
    expect(one).toMatchObject({ state: 'complete', records: 500, total: 2600 });
    expect(records.size).toBe(500);
    for (const [id, record] of records) expect(record).toEqual(source.get(id));
    expect(await bench.twinRecords(same.twin)).toEqual(records);
    const others = await bench.twinRecords(other.twin);
    const common = [...others.keys()].filter((id) => records.has(id)).length;
    // 500 * 500 / 2600 are to be expected, with a standard deviation of about 8.
    expect(common).toBeGreaterThan(96 - 40);
    expect(common).toBeLessThan(96 + 40);
  });

  it('is the same sample after an interruption', async () => {
    await bench.fill('resampled', 4000);
    const scope = { kind: 'sample', size: 2200, seed: 3 } as const;
    const controller = new AbortController();
    const onProgress = ({ phase, done }: TransferProgress): void => {
      if (phase === 'listing' && done >= 2000) controller.abort();
    };
    const stopped = await bench.pull('resampled', { scope, signal: controller.signal, onProgress });
    expect(stopped).toMatchObject({ state: 'cancelled', records: 0 });
    const again = await bench.resume(stopped.twin, { budget: 170 });
    expect(again.state).toBe('stopped');
    expect(again.records).toBeGreaterThan(0);
    const ended = await bench.resume(stopped.twin);
    const whole = await bench.pull('resampled', { scope });
    expect(ended).toMatchObject({ state: 'complete', records: 2200 });
    expect(await bench.twinRecords(ended.twin)).toEqual(await bench.twinRecords(whole.twin));
  });

  it('of as many records as there are is everything', async () => {
    await bench.fill('small', 30);
    const outcome = await bench.pull('small', { scope: { kind: 'sample', size: 30, seed: 1 } });
    expect(outcome).toMatchObject({ state: 'complete', records: 30 });
    const { tags } = await bench.engine().describeIndex(outcome.twin, never);
    expect(twinOf(tags)?.scope).toEqual({ kind: 'all' });
  });
});

describe('an offer', { timeout: 60_000 }, () => {
  it('costs nothing, and says what cannot be pulled', async () => {
    await bench.fill('looked-at', 10);
    const before = bench.front.readUnits;
    const offer = await bench.offer('looked-at');
    expect(offer).toMatchObject({ total: 10, twins: [], name: 'looked-at-twin' });
    const empty = await failureOf(bench.offer('looked-at', 'nothing-here'));
    const gone = await failureOf(bench.offer('no-such-index'));
    const lost = await failureOf(bench.resume('no-such-twin'));
    expect([empty.kind, gone.kind, lost.kind]).toEqual(['badInput', 'notFound', 'notFound']);
    expect(bench.front.readUnits).toBe(before);
  });

  it('lists existing twins, and proposes a free name', async () => {
    await bench.fill('known', 20);
    await bench.pull('known');
    const offer = await bench.offer('known');
    expect(offer).toMatchObject({
      name: 'known-twin-2',
      twins: [{ name: 'known-twin', twin: { state: 'complete', total: 20 } }],
    });
    await bench.pulls().discard('known-twin', never);
    expect((await bench.offer('known')).twins).toEqual([]);
  });
});
