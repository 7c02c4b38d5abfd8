import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twinOf, type PullScope, type Twin } from '../../../../src/model/twin.ts';
import {
  refreshPrice,
  type RefreshDepth,
  type RefreshOutcome,
} from '../../../../src/services/transfer/twins/twinRefresh.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';

const { signal } = new AbortController();
const onProgress = (): void => undefined;
let bench: PullBench;

beforeAll(async () => {
  bench = await PullBench.start();
}, 60_000);

afterAll(() => bench[Symbol.asyncDispose]());

const refresh = async (name: string, depth: RefreshDepth): Promise<RefreshOutcome> => {
  const refreshes = bench.refreshes();
  return refreshes.run(await refreshes.preview(name, signal), depth, { signal, onProgress });
};
const twinAt = async (name: string): Promise<Twin | undefined> =>
  twinOf((await bench.engine().describeIndex(name, signal)).tags);

/** Pulls an index of 250 records, then adds 2, deletes 3 and changes 4 at the origin. */
async function pullAndChange(name: string, scope: PullScope = { kind: 'all' }): Promise<string> {
  await bench.fill(name, 250, { dimension: 2 });
  const { twin } = await bench.pull(name, { scope });
  const origin = await bench.sourceIndex(name);
  const idOf = (at: number): string => `record-${String(at).padStart(6, '0')}`;
  const added = ['a', 'z'].map((id) => ({ id, values: [1, 2], metadata: {} }));
  const changed = [10, 20, 30, 40].map((at) => ({ id: idOf(at), values: [3, 4], metadata: {} }));
  await origin.upsert('__default__', [...added, ...changed], signal);
  const ids = [0, 160, 249].map(idOf);
  await origin.delete({ namespace: '__default__', ids }, signal);
  return twin;
}

describe('the refresh of a twin', () => {
  it('copies new and deleted records by their ids alone', async () => {
    const twin = await pullAndChange('by-ids');
    const before = await twinAt(twin);
    const outcome = await refresh(twin, 'ids');
    expect(outcome).toMatchObject({ state: 'complete', added: 2, changed: 0, removed: 3 });
    const [source, held] = [await bench.sourceRecords('by-ids'), await bench.twinRecords(twin)];
    expect([...held.keys()]).toEqual([...source.keys()]);
    expect(held.get('record-000010')).not.toEqual(source.get('record-000010'));
    const after = await twinAt(twin);
    expect(after).toMatchObject({ total: 249, pulledAtMs: before?.pulledAtMs, state: 'complete' });
    expect(after?.idsComparedAtMs).toBeGreaterThanOrEqual(before?.pulledAtMs ?? Infinity);
  });

  it('copies changed contents by reading all records', async () => {
    const twin = await pullAndChange('by-contents');
    await refresh(twin, 'ids');
    const before = await twinAt(twin);
    const outcome = await refresh(twin, 'contents');
    expect(outcome).toMatchObject({ state: 'complete', added: 0, changed: 4, removed: 0 });
    expect(await bench.twinRecords(twin)).toEqual(await bench.sourceRecords('by-contents'));
    const after = await twinAt(twin);
    expect(after?.pulledAtMs).toBeGreaterThanOrEqual(before?.idsComparedAtMs ?? Infinity);
    expect(after).not.toHaveProperty('idsComparedAtMs');
  });

  it('keeps a sample the sample of its seed', async () => {
    const scope: PullScope = { kind: 'sample', size: 100, seed: 7 };
    const twin = await pullAndChange('sampled', scope);
    expect((await refresh(twin, 'contents')).state).toBe('complete');
    const again = await bench.pull('sampled', { scope });
    expect(await bench.twinRecords(twin)).toEqual(await bench.twinRecords(again.twin));
  });

  it('costs the announced price', async () => {
    const twin = await pullAndChange('priced');
    const preview = await bench.refreshes().preview(twin, signal);
    expect([preview.total, preview.held]).toEqual([249, 250]);
    // A page lists 100 ids and a read unit fetches ten records: the two new ones cost one.
    expect(refreshPrice(preview, 'ids')).toBe(3);
    expect((await refresh(twin, 'ids')).readUnits).toBe(4);
    expect(refreshPrice(preview, 'contents')).toBe(3 + 25);
    expect((await refresh(twin, 'contents')).readUnits).toBe(3 + 25);
  });

  it('keeps all records if it is cancelled while it lists, and is done by another one', async () => {
    const twin = await pullAndChange('cancelled');
    const stop = new AbortController();
    const refreshes = bench.refreshes();
    const preview = await refreshes.preview(twin, signal);
    bench.front.onAnswer = () => stop.abort();
    const outcome = await refreshes.run(preview, 'contents', { signal: stop.signal, onProgress });
    bench.front.onAnswer = () => undefined;
    expect(outcome).toMatchObject({ state: 'cancelled', removed: 0 });
    expect((await bench.twinRecords(twin)).has('record-000000')).toBe(true);
    expect((await refresh(twin, 'contents')).state).toBe('complete');
    expect(await bench.twinRecords(twin)).toEqual(await bench.sourceRecords('cancelled'));
  });

  it('is rejected if the origin is empty, so that the twin keeps its records', async () => {
    const twin = await pullAndChange('emptied');
    await (
      await bench.sourceIndex('emptied')
    ).delete({ namespace: '__default__', all: true }, signal);
    await expect(bench.refreshes().preview(twin, signal)).rejects.toMatchObject({
      kind: 'badInput',
      message: /the twin keeps its own/,
    });
  });

  it('is refused for an index that was not pulled', async () => {
    const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
    await bench.engine().createIndex({ name: 'own', ...settings }, signal);
    await expect(bench.refreshes().preview('own', signal)).rejects.toMatchObject({
      kind: 'badInput',
    });
  });
});
