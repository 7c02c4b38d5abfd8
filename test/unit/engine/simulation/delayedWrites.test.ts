import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RpcClient, RpcServer, type Port } from '../../../../src/common/rpc.ts';
import { DelayedWrites } from '../../../../src/engine/simulation/delayedWrites.ts';
import { Store } from '../../../../src/engine/store/store.ts';
import type { StoreCalls } from '../../../../src/engine/store/storeCalls.ts';
import { decodeFilter } from '../../../../src/model/filter/decodeFilter.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';
import { temporaryFolder } from '../testEngine.ts';

const delayMs = 1000;
const anIndex = {
  vectorType: 'dense',
  dimension: 1,
  metric: 'cosine',
  cloud: 'aws',
  region: 'us-east-1',
  tags: {},
  isProtected: false,
} as const;
const place = { index: 'films', namespace: 'n' };

/** A port whose two ends are in one place, so that no real time passes. */
function pairOfPorts(): { client: RpcClient<StoreCalls>; serve: (store: DelayedWrites) => void } {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const end = (own: 0 | 1, other: 0 | 1): Port => ({
    post: (message: unknown) => listeners[other].forEach((listener) => listener(message)),
    onMessage: (listener: (message: unknown) => void) => {
      listeners[own].push(listener);
      return { dispose: () => {} };
    },
  });
  return {
    client: new RpcClient<StoreCalls>(end(0, 1)),
    serve: ({ handlers }) => void new RpcServer<StoreCalls>(end(1, 0), handlers),
  };
}

describe('delayed writes', () => {
  let store: Store;
  let delayed: DelayedWrites;
  let calls: RpcClient<StoreCalls>;
  beforeEach(async () => {
    // The store's cooperative tasks need real immediates.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    store = new Store(temporaryFolder(), new RecordingLog());
    delayed = new DelayedWrites(store, delayMs, new RecordingLog());
    const { client, serve } = pairOfPorts();
    serve(delayed);
    calls = client;
    await calls.call('index.create', { ...anIndex, name: 'films', kind: 'vectors' });
  });
  afterEach(() => {
    delayed.dispose();
    store.dispose();
    vi.useRealTimers();
  });

  const upsert = async (...ids: string[]): Promise<number> => {
    const values = Float32Array.from(ids, () => 1).buffer;
    const batch = { ids, values, metadata: ids.map((id) => ({ id })) };
    return (await calls.call('records.upsert', { ...place, batch })).lsn;
  };
  const list = async (): Promise<{ ids: readonly string[]; lsn: number }> => {
    const { ids, lsn } = await calls.call('records.list', {
      ...place,
      prefix: '',
      after: '',
      limit: 9,
    });
    return { ids, lsn };
  };

  it('delete by id from a namespace only once a write to it was accepted', async () => {
    const remove = (): Promise<unknown> =>
      calls.call('records.delete', {
        ...place,
        requiresNamespace: true,
        selection: { ids: ['a'] },
      });
    await expect(remove()).rejects.toMatchObject({ kind: 'notFound' });
    await upsert('a');
    await remove();
    vi.advanceTimersByTime(delayMs);
    expect((await list()).ids).toEqual([]);
  });

  it('are seen in their order, each so much after its answer', async () => {
    expect(await upsert('a')).toBe(1);
    vi.advanceTimersByTime(400);
    expect(await upsert('b')).toBe(2);
    await calls.call('records.delete', { ...place, selection: { ids: ['a'] } });
    expect(await list()).toEqual({ ids: [], lsn: 0 });
    vi.advanceTimersByTime(600);
    expect(await list()).toEqual({ ids: ['a'], lsn: 1 });
    vi.advanceTimersByTime(400);
    expect(await list()).toEqual({ ids: ['b'], lsn: 3 });
  });

  it('reach the number that was answered, though one of them changed nothing', async () => {
    const { lsn } = await calls.call('records.update', {
      ...place,
      id: 'nobody',
      values: new Float32Array([1]),
    });
    vi.advanceTimersByTime(delayMs);
    await upsert('a');
    vi.advanceTimersByTime(delayMs);
    expect([lsn, await list()]).toEqual([1, { ids: ['a'], lsn: 2 }]);
  });

  it.each([
    ['a reset', () => calls.call('store.reset', null)],
    ['the deletion of their index', () => calls.call('index.delete', { name: 'films' })],
  ])('are dropped by %s, with what they counted', async (_, remove) => {
    await upsert('a');
    await remove();
    await calls.call('index.create', { ...anIndex, name: 'films', kind: 'vectors' });
    expect(await upsert('b')).toBe(1);
    vi.advanceTimersByTime(delayMs);
    expect(await list()).toEqual({ ids: ['b'], lsn: 1 });
  });

  it('end with their namespace, whose counter goes on', async () => {
    await upsert('a');
    await calls.call('namespace.delete', place);
    expect(await list()).toEqual({ ids: [], lsn: 2 });
    expect(await upsert('b')).toBe(3);
    vi.advanceTimersByTime(delayMs);
    expect(await list()).toEqual({ ids: ['b'], lsn: 3 });
  });

  it('are seen before a change by filter, which is seen at once', async () => {
    await upsert('a', 'b');
    const selection = { filter: decodeFilter({ id: 'a' }) };
    const { matched, lsn } = await calls.call('records.delete', { ...place, selection });
    expect([matched, lsn, await list()]).toEqual([1, 2, { ids: ['b'], lsn: 2 }]);
    vi.advanceTimersByTime(delayMs);
    expect(await list()).toEqual({ ids: ['b'], lsn: 2 });
  });

  it('are those of documents too', async () => {
    const analysis = { language: 'en', stemming: false, stopWords: false };
    const fields = { text: { type: 'string', analysis } } as const;
    await calls.call('index.create', { ...anIndex, name: 'docs', kind: 'documents', fields });
    const docs = { index: 'docs', namespace: 'n' };
    const find = async (query: string): Promise<unknown> => {
      const texts = [{ type: 'text', fields: ['text'], query } as const];
      const found = await calls.call('documents.search', { ...docs, topK: 9, scoring: { texts } });
      return [found.matches.map(({ id }) => id), found.lsn];
    };
    const documents = ['a', 'b'].map((id) => ({ id, metadata: { text: `the ${id} fox` } }));
    await calls.call('documents.upsert', { ...docs, documents });
    const change = { id: 'a', metadata: { text: 'a dog' }, removed: [] };
    await calls.call('documents.update', { ...docs, changes: [change] });
    expect(await find('fox')).toEqual([[], 0]);
    vi.advanceTimersByTime(delayMs);
    expect([await find('fox'), await find('dog')]).toEqual([
      [['b'], 2],
      [['a'], 2],
    ]);
    await calls.call('documents.upsert', { ...docs, documents });
    const filter = decodeFilter({ text: 'the b fox' });
    const all = { metadata: { seen: true }, removed: [] };
    const { matched, lsn } = await calls.call('documents.updateMatching', {
      ...docs,
      filter,
      change: all,
    });
    expect([matched, lsn, await find('fox')]).toEqual([1, 4, [['a', 'b'], 4]]);
  });

  it('are rejected at once if they are invalid', async () => {
    await calls.call('alias.create', { index: 'films', name: 'n', target: '__default__' });
    await expect(upsert('a')).rejects.toMatchObject({ kind: 'conflict' });
    await expect(calls.call('records.update', { ...place, id: 'a' })).rejects.toMatchObject({
      kind: 'badInput',
    });
    await expect(
      calls.call('records.update', { ...place, index: 'none', id: 'a' }),
    ).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('end with their index', async () => {
    await upsert('a');
    await calls.call('index.delete', { name: 'films' });
    vi.advanceTimersByTime(delayMs);
    await expect(list()).rejects.toMatchObject({ kind: 'notFound' });
  });
});
