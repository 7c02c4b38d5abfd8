import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PullScope } from '../../src/model/twin.ts';
import type { PullOutcome } from '../../src/services/transfer/pull.ts';
import { priceOf, unitsOf } from '../../src/services/transfer/pullPlan.ts';
import { startEngine } from '../support/engineProcess.ts';
import { runProcess } from '../support/processes/killableProcess.ts';
import { PullBench } from '../support/pull/pullBench.ts';
import type { PullOrder } from '../support/pull/pullProcess.ts';
import { seededRandom } from '../support/random.ts';

describe('a pull whose process is killed', () => {
  it('10 times at random, twice with the engine, ends with every record once', async () => {
    const total = 20_000;
    const kills = 10;
    const { bench, outcome, killed } = await pullThroughKills({
      total,
      scope: { kind: 'all' },
      kills,
      latencyMs: 20,
      longestMs: 500,
      killsEngineAt: [3, 7],
    });
    await using _ = bench;
    expect(killed).toBe(kills);
    expect(outcome).toMatchObject({ state: 'complete', records: total, total });
    expect(await bench.twinRecords(outcome.twin)).toEqual(await bench.sourceRecords('source'));
    // A kill costs what was under way: three groups of 1,000 records at most.
    const price = unitsOf(priceOf(total, { kind: 'all' }));
    const lost = bench.front.readUnits - price;
    expect(lost).toBeLessThanOrEqual(kills * 3 * 110);
  });

  it('a few times while it takes a sample, has the sample that it would have had', async () => {
    const scope = { kind: 'sample', size: 6000, seed: 5 } as const;
    const { bench, outcome, killed } = await pullThroughKills({
      total: 12_000,
      scope,
      kills: 5,
      latencyMs: 12,
      longestMs: 1800,
      killsEngineAt: [],
    });
    await using _ = bench;
    expect(killed).toBeGreaterThan(1);
    expect(outcome).toMatchObject({ state: 'complete', records: 6000, total: 12_000 });
    bench.front.behaviour.latencyMs = 0;
    const unhurt = await bench.pull('source', { scope });
    expect(await bench.twinRecords(outcome.twin)).toEqual(await bench.twinRecords(unhurt.twin));
  });
});

type KillPlan = {
  readonly total: number;
  readonly scope: PullScope;
  readonly kills: number;
  readonly latencyMs: number;
  /** Between the beginning of a process and its end. */
  readonly longestMs: number;
  readonly killsEngineAt: readonly number[];
};

/** Pulls by one process after the other, each killed, until the last one may end. */
async function pullThroughKills(
  plan: KillPlan,
): Promise<{ bench: PullBench; outcome: PullOutcome; killed: number }> {
  const random = seededRandom(plan.total);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-pull-'));
  const bench = await PullBench.start(dataDir);
  await bench.fill('source', plan.total);
  bench.front.behaviour.latencyMs = plan.latencyMs;
  for (let killed = 0; ; killed++) {
    const lifeMs = killed < plan.kills ? 20 + random() * plan.longestMs : undefined;
    const outcome = await pullOnce(bench, plan.scope, lifeMs);
    if (outcome !== undefined) return { bench, outcome, killed };
    if (!plan.killsEngineAt.includes(killed)) continue;
    await bench.local.kill();
    bench.local = await startEngine({ dataDir });
  }
}

/** The outcome of a process that pulls, if it came to that before it was killed. */
async function pullOnce(
  bench: PullBench,
  scope: PullScope,
  lifeMs: number | undefined,
): Promise<PullOutcome | undefined> {
  const { front, local } = bench;
  const order: PullOrder = {
    cloud: { url: front.url, key: front.key },
    local: { url: local.url, key: local.key },
    index: 'source',
    scope,
  };
  let outcome: PullOutcome | undefined;
  await runProcess('test/support/pull/pullProcess.ts', order, (line, kill) => {
    const { ready, outcome: end } = line as { ready?: boolean; outcome?: PullOutcome };
    if (end !== undefined) outcome = end;
    if (ready === true && lifeMs !== undefined) setTimeout(kill, lifeMs);
  });
  return outcome;
}
