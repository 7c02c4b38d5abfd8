import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata } from '../../../../src/model/record.ts';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const count = 30_000;
const dimension = 8;
const perBatch = 1000;
const lastId = `r${count - 1}`;

type Fields = Readonly<Record<string, unknown>>;

/** Takes many slices here, between which other calls are answered. */
describe('an update by filter', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', dimension);
    for (let first = 0; first < count; first += perBatch) await upsert(first, perBatch);
  });
  afterEach(() => engine.close());

  it('lets other calls be answered on the way', async () => {
    const order: string[] = [];
    const updated = update({ seen: true }).then(() => order.push('update'));
    await begun();
    order.push('read');
    await updated;
    expect(order).toEqual(['read', 'update']);
  });

  it('takes effect before later writes to its records', async () => {
    const updated = update({ seen: true, by: 'filter' });
    await begun();
    const values = Array.from({ length: dimension }, () => 2);
    const [r8, r9, r7] = [count - 2, count - 3, count - 4].map((row) => `r${row}`);
    await Promise.all([
      engine.upsert('films', [
        { id: lastId, values, metadata: { is: 'old', row: -1 } },
        { id: 'new', values, metadata: { is: 'old', row: -1 } },
      ]),
      engine.send('POST', '/_i/films/vectors/update', { id: r8, setMetadata: { by: 'id' } }),
      engine.send('POST', '/_i/films/vectors/delete', { ids: [r9] }),
      engine.send('POST', '/_i/films/vectors/update', { id: r7, values }),
    ]);
    expect(await updated).toMatchObject({ status: 200, json: { matchedRecords: count } });
    expect(await fetch([lastId, 'new', r8!, r9!, r7!])).toEqual({
      [lastId]: { is: 'old', row: -1 },
      new: { is: 'old', row: -1 },
      [r8!]: { is: 'old', row: count - 2, seen: true, by: 'id' },
      [r7!]: { is: 'old', row: count - 4, seen: true, by: 'filter' },
    });
    // What is in memory for filters has followed.
    expect(await countOf({ seen: true })).toBe(count - 2);
    expect(await countOf({ by: 'filter' })).toBe(count - 3);
  });

  it('is followed by the next one', async () => {
    const first = update({ step: 1 });
    const second = update({ step: 2 }, { step: 1 });
    const third = engine.send('POST', '/_i/films/vectors/delete', { filter: { step: 2 } });
    expect([(await first).json, (await second).json]).toEqual([
      { matchedRecords: count },
      { matchedRecords: count },
    ]);
    await third;
    expect(await countOf({ is: 'old' })).toBe(0);
  });

  it('ends if all records are deleted meanwhile, and does not touch what comes then', async () => {
    const updated = update({ seen: true });
    await begun();
    await engine.send('POST', '/_i/films/vectors/delete', { deleteAll: true });
    await upsert(0, perBatch);
    expect(await updated).toMatchObject({ status: 200 });
    expect(await countOf({ seen: true })).toBe(0);
    expect(await countOf({ is: 'old' })).toBe(perBatch);
  });

  it('does not meet records that are all deleted while it looks for them', async () => {
    expect(await countOf({ is: 'old' })).toBe(count);
    const updated = update({ seen: true });
    await engine.send('POST', '/_i/films/vectors/delete', { deleteAll: true });
    await upsert(0, perBatch);
    const { status, json } = await updated;
    expect({ status, json }).toEqual({
      status: 200,
      json: { matchedRecords: await countOf({ seen: true }) },
    });
    expect(await countOf({ is: 'old' })).toBe(perBatch);
  });

  it('is finished by the next engine if the first one ended on the way', async () => {
    const interrupted = update({ seen: true }).catch(() => 'interrupted');
    await begun();
    engine.close();
    engine = new TestEngine(engine.folder);
    expect(await countOf({ seen: true })).toBe(count);
    expect(await interrupted).not.toMatchObject({ status: 200 });
  });

  it('is whole in an index that is made of a backup of its middle', async () => {
    const updated = update({ seen: true });
    await begun();
    const backup = await engine.send('POST', '/indexes/films/backups', {}, newest);
    const { backup_id: id } = backup.json as { backup_id: string };
    await engine.send('POST', `/backups/${id}/create-index`, { name: 'copy' }, newest);
    await updated;
    const dryRun = { filter: { seen: true }, setMetadata: {}, dryRun: true };
    expect(await engine.send('POST', '/_i/copy/vectors/update', dryRun)).toMatchObject({
      json: { matchedRecords: count },
    });
  });

  it('changes nothing if one record would hold too much', async () => {
    const large = { is: 'old', text: 'x'.repeat(40_000) };
    const values = Array.from({ length: dimension }, () => 1);
    await engine.upsert('films', [{ id: 'large', values, metadata: large }]);
    const refused = await update({ more: 'y'.repeat(1000) });
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('exceeds') });
    expect(await countOf({ more: { $exists: true } })).toBe(0);
  });

  it('is rejected if its index is deleted meanwhile', async () => {
    const updated = update({ seen: true });
    await begun();
    await engine.send('DELETE', '/indexes/films');
    expect([404, 503]).toContain((await updated).status);
    expect(engine.log.text).not.toContain('failed');
  });

  function update(setMetadata: Fields, filter: Fields = { is: 'old' }): Promise<Answer> {
    return engine.send('POST', '/_i/films/vectors/update', { filter, setMetadata }, newest);
  }

  /** Resolves once the first record is changed, and before the last one is. */
  async function begun(): Promise<void> {
    for (;;) {
      const { r0, [lastId]: last } = await fetch(['r0', lastId]);
      if (last !== undefined && 'seen' in last) throw new Error('It was over too soon');
      if (r0 !== undefined && 'seen' in r0) return;
    }
  }

  async function upsert(first: number, length: number): Promise<void> {
    const rows = Array.from({ length }, (_, at) => first + at);
    const batch = {
      ids: rows.map((row) => `r${row}`),
      values: new Float32Array(length * dimension).fill(1).buffer,
      metadata: rows.map((row): Metadata => ({ is: 'old', row })),
    };
    await engine.calls.call('records.upsert', { index: 'films', namespace: '__default__', batch });
  }

  async function fetch(ids: readonly string[]): Promise<Record<string, Fields>> {
    const query = new URLSearchParams(ids.map((id) => ['ids', id]));
    const { json } = await engine.send('GET', `/_i/films/vectors/fetch?${query}`);
    const { vectors } = json as { vectors: Record<string, { metadata: Fields }> };
    return Object.fromEntries(Object.entries(vectors).map(([id, { metadata }]) => [id, metadata]));
  }

  /** By what is in memory. */
  async function countOf(filter: Fields): Promise<number> {
    const dryRun = { filter, setMetadata: {}, dryRun: true };
    const { json } = await engine.send('POST', '/_i/films/vectors/update', dryRun);
    return (json as { matchedRecords: number }).matchedRecords;
  }
});

/** They are found by reading all of them, which takes slices too. */
describe('a write of documents by filter', () => {
  const total = 10_000;
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    const text = { type: 'string', full_text_search: {} };
    const place = { type: 'dense_vector', dimension: 2, metric: 'euclidean' };
    const terms = { type: 'sparse_vector' };
    const schema = { fields: { text, place, terms } };
    await engine.send('POST', '/indexes', { name: 'notes', schema }, newest);
    for (let first = 0; first < total; first += perBatch) {
      const documents = Array.from({ length: perBatch }, (_, at) => ({
        id: `d${first + at}`,
        metadata: { text: `plain ${'and long '.repeat(30)}`, is: 'old', row: first + at },
        values: Float32Array.of(1, 1),
      }));
      await engine.calls.call('documents.upsert', { index: 'notes', namespace: 'n', documents });
    }
  });
  afterEach(() => engine.close());

  it('finds them as they are once it has looked at all', async () => {
    const updated = call('update', { filter: { is: 'old' }, set_fields: { seen: true } });
    const document = { text: 'other', row: -1 };
    await Promise.all([
      call('upsert', { documents: [{ _id: 'd1', is: 'new', ...document }] }),
      call('upsert', { documents: [{ _id: 'more', is: 'old', ...document }] }),
      call('update', { documents: [{ _id: `d${total - 1}`, is: 'new' }] }),
      call('delete', { ids: ['d3', 'd4'] }),
    ]);
    expect((await updated).json).toEqual({ matched_records: total - 3 });
    const { d1, more } = await fetch({ ids: ['d1', 'more'] });
    expect([d1, more]).toEqual([
      { _id: 'd1', is: 'new', ...document },
      { _id: 'more', is: 'old', seen: true, ...document },
    ]);
  });

  it('gives and takes away fields of every type, also after it was interrupted', async () => {
    const set = { text: 'rare', place: [0.1, -3], terms: { indices: [7, 4e9], values: [0.3, 1] } };
    const change = { filter: { is: 'old' }, set_fields: set, remove_fields: ['is', 'row'] };
    const interrupted = call('update', change).catch(() => 'interrupted');
    for (;;) {
      const { d0, [`d${total - 1}`]: last } = await fetch({ ids: ['d0', `d${total - 1}`] });
      if (last?.['text'] === 'rare') throw new Error('It was over too soon');
      if (d0?.['text'] === 'rare') break;
    }
    engine.close();
    engine = new TestEngine(engine.folder);
    const clause = { type: 'text', fields: ['text'], query: 'rare' };
    const found = await call('search', { score_by: [clause], top_k: 10_000 });
    expect((found.json as { matches: unknown[] }).matches).toHaveLength(total);
    expect(await fetch({ ids: ['d9999'] })).toEqual({ d9999: { _id: 'd9999', ...set } });
    expect(await interrupted).not.toMatchObject({ status: 202 });
  });

  it('deletes them from what is searched', async () => {
    const clause = { type: 'text', fields: ['text'], query: 'plain' };
    const search = { score_by: [clause], top_k: 10_000 };
    expect((await call('search', search)).json).toMatchObject({ namespace: 'n' });
    const deleted = await call('delete', { filter: { row: { $gte: 10 } } });
    expect(deleted.json).toEqual({ matched_records: total - 10 });
    const { json } = await call('search', search);
    expect((json as { matches: unknown[] }).matches).toHaveLength(10);
  });

  function call(name: string, body: object): Promise<Answer> {
    return engine.send('POST', `/_i/notes/namespaces/n/documents/${name}`, body, newest);
  }

  async function fetch(body: object): Promise<Record<string, Fields>> {
    const { json } = await call('fetch', body);
    return (json as { documents: Record<string, Fields> }).documents;
  }
});
