import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../../src/model/idDigest.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import { encodeRecordFrame } from '../../../../src/model/recordFrame.ts';
import { openEngine, type OpenEngine } from '../samples/openEngine.ts';

const record = (id: string, changes: Partial<VectorRecord> = {}): VectorRecord => ({
  id,
  values: [0.1, 0.2],
  metadata: { rank: 1 },
  ...changes,
});

let engine: OpenEngine;

beforeEach(async () => {
  engine = await openEngine();
  await post('twins', { name: 'docs', dimension: 2, metric: 'dotproduct', tags: { team: 'a' } });
});

afterEach(() => engine[Symbol.asyncDispose]());

async function post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const reply = await engine.fetch(`/_vectorscope/${path}`, body);
  return { status: reply.status, body: await reply.json() };
}

function write(
  records: readonly VectorRecord[],
  target: { index?: string; namespace?: string; dimension?: number } = {},
): Promise<{ status: number; body: unknown }> {
  const whole = { index: 'docs', namespace: 'n', dimension: 2, ...target };
  const bytes = encodeRecordFrame(whole, records, (text) => new TextEncoder().encode(text));
  return post('records', bytes);
}

async function fetchAll(ids: readonly string[], namespace = 'n'): Promise<unknown> {
  const query = ids.map((id) => `ids=${id}`).join('&');
  const reply = await engine.fetch(`/_i/docs/vectors/fetch?namespace=${namespace}&${query}`);
  return ((await reply.json()) as { vectors: unknown }).vectors;
}

describe('the import of records', () => {
  it('stores records that are sent as bytes, with sparse values', async () => {
    const sparseValues = { indices: [3, 9], values: [0.5, 0.25] };
    const answer = await write([record('a'), record('b', { sparseValues, metadata: {} })]);
    expect(answer).toEqual({ status: 200, body: { written: 2 } });
    expect(await fetchAll(['a', 'b'])).toEqual({
      a: { id: 'a', values: [0.1, 0.2], metadata: { rank: 1 } },
      b: { id: 'b', values: [0.1, 0.2], sparseValues },
    });
  });

  it('changes nothing when it is done twice', async () => {
    await write([record('a'), record('b')]);
    await write([record('a'), record('b')]);
    const answer = await post('digest', { index: 'docs', namespace: 'n' });
    expect(answer.body).toEqual(digestOf(['a', 'b']));
  });

  it('writes no record of a batch if it rejects one of them', async () => {
    const refused = [
      await write([record('a'), record('b', { values: [1, Number.NaN] })]),
      await write([record('a'), record('é')]),
      await write([record('a'), record('a')]),
      await write([record('a'), record('b', { metadata: { $x: 1 } })]),
      await write([record('a', { values: [1, 2, 3] })], { dimension: 3 }),
      await write([record('a')], { namespace: 'é' }),
      await post('records', 'no frame at all'),
      await post('records', {}),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 400));
    expect((await write([record('a')], { index: 'none' })).status).toBe(404);
    expect(await fetchAll(['a'])).toEqual({});
  });

  it('names the record whose vector it refuses', async () => {
    const vectors = [
      [1, 2],
      [3, Number.POSITIVE_INFINITY],
    ];
    const { body } = await write(vectors.map((values, at) => record(`r${at}`, { values })));
    expect(JSON.stringify(body)).toContain('“r1” holds a value that is not a finite number');
  });

  it('gives a digest of more ids than are read at once', async () => {
    const ids = Array.from({ length: 10_500 }, (_, at) => `id-${at}`);
    for (let start = 0; start < ids.length; start += 1000)
      await write(ids.slice(start, start + 1000).map((id) => record(id)));
    const answer = await post('digest', { index: 'docs', namespace: 'n' });
    expect(answer.body).toEqual(digestOf(ids));
    const empty = await post('digest', { index: 'docs', namespace: 'other' });
    expect(empty.body).toEqual(digestOf([]));
  });

  it('refuses a twin whose name is taken or that cannot be', async () => {
    const twin = { dimension: 2, metric: 'cosine', tags: {} };
    const answers = [
      await post('twins', { ...twin, name: 'docs' }),
      await post('twins', { ...twin, name: 'Not a name' }),
      await post('twins', { ...twin, name: 'flat', dimension: 0 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 400, 400]);
  });
});

describe('the notes of a pull', () => {
  it('are stored beside the index with its tags until it is replaced', async () => {
    const value = { place: 3, ids: ['ä'] };
    expect(await read('state')).toEqual({ value: null });
    await post('pulls/docs/state', { value, tags: { team: '', state: 'running' } });
    await post('pulls/docs/ids-0', { value: ['a'] });
    expect(await read('state')).toEqual({ value });
    const described = (await (await engine.fetch('/indexes/docs')).json()) as { tags: unknown };
    expect(described.tags).toEqual({ state: 'running' });

    await engine.store.calls.call('index.delete', { name: 'docs' });
    expect(await read('state')).toMatchObject({ status: 404 });
    await post('twins', { name: 'docs', dimension: 2, metric: 'cosine', tags: {} });
    expect([await read('state'), await read('ids-0')]).toEqual([{ value: null }, { value: null }]);
  });

  it.each(['deleted', 'reset'] as const)('go with their index when it is %s', async (how) => {
    await post('pulls/docs/state', { value: 1 });
    if (how === 'reset') await engine.store.calls.call('store.reset', null);
    else await engine.store.calls.call('index.delete', { name: 'docs' });
    expect(await readdir(path.join(engine.store.dataFolder, 'pulls'))).toEqual([]);
  });

  it('have names that lead nowhere else', async () => {
    for (const name of ['..%2Fengine', 'a%2Fb', 'State', 'ids-', '.'])
      expect((await post(`pulls/docs/${name}`, { value: 1 })).status).toBe(404);
  });

  async function read(part: string): Promise<unknown> {
    return (await engine.fetch(`/_vectorscope/pulls/docs/${part}`)).json();
  }
});

describe('the records that were added since a mark', () => {
  const mark = async (): Promise<number> =>
    ((await post('mark', { index: 'docs' })).body as { mark: number }).mark;

  it('are found in all namespaces, without those that were replaced', async () => {
    await write([record('a'), record('b')]);
    const before = await mark();
    await write([record('b', { metadata: { rank: 2 } }), record('c')]);
    await write([record('a')], { namespace: 'other' });
    const added = await post('added', { index: 'docs', mark: before });
    expect(added.body).toEqual({
      records: [
        { id: 'c', namespace: 'n' },
        { id: 'a', namespace: 'other' },
      ],
      mark: await mark(),
    });
    const none = await post('added', { index: 'docs', mark: await mark() });
    expect(none.body).toEqual({ records: [], mark: await mark() });
  });

  it('come a thousand at a time', async () => {
    const ids = Array.from({ length: 1500 }, (_, at) => `r${at}`);
    await write(ids.slice(0, 750).map((id) => record(id)));
    await write(ids.slice(750).map((id) => record(id)));
    const first = (await post('added', { index: 'docs', mark: 0 })).body as Added;
    const second = (await post('added', { index: 'docs', mark: first.mark })).body as Added;
    expect([first.records.length, second.records.length]).toEqual([1000, 500]);
    expect([...first.records, ...second.records].map(({ id }) => id)).toEqual(ids);
  });

  it('are rejected for an invalid mark', async () => {
    const wrong = await post('added', { index: 'docs', mark: -1 });
    const gone = await post('mark', { index: 'none' });
    expect([wrong.status, gone.status]).toEqual([400, 404]);
  });
});

type Added = { readonly records: readonly { readonly id: string }[]; readonly mark: number };
