import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IndexDatabase } from '../../../../src/engine/storage/indexDatabase.ts';
import { temporaryFolder } from '../testEngine.ts';

it('is copied although the copy begins in the middle of a write', async () => {
  const folder = temporaryFolder();
  const database = new IndexDatabase(path.join(folder, 'films.sqlite'), 'create', 'films');
  const copy = path.join(folder, 'copy.sqlite');
  const record = { metadata: '{}', value: new Uint8Array(4), sparse: null };
  database.upsert('', [{ id: 'before', ...record }]);
  let copying: Promise<void> | undefined;
  database.transaction(() => {
    copying = database.copyTo(copy);
    // Long enough for its first step, which another thread takes.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  });
  await copying;
  database.dispose();
  const copied = new IndexDatabase(copy, 'existing', 'films');
  expect(copied.counts()).toEqual({ recordCount: 1, namespaceCount: 1 });
  copied.dispose();
});

describe('records that are read while others write', () => {
  const bytes = { value: null, sparse: Uint8Array.of(1) };
  let database: IndexDatabase;
  beforeEach(() => {
    const file = path.join(temporaryFolder(), 'films.sqlite');
    database = new IndexDatabase(file, 'create', 'films');
    const ids = ['a', 'b', 'c', 'd', 'e'];
    database.upsert(
      'n',
      ids.map((id) => ({ id, metadata: '{"is":"old"}', ...bytes })),
    );
  });
  afterEach(() => database.dispose());

  it('are what they are when they are reached', () => {
    const state = database.namespace('n')!;
    const found: string[] = [];
    for (const { id, metadata } of database.metadataOf(state)) {
      found.push(`${id} ${metadata}`);
      if (id !== 'b') continue;
      database.upsert('n', [
        { id: 'b1', metadata: '{"is":"new"}', ...bytes },
        { id: 'd', metadata: '{"is":"changed"}', ...bytes },
      ]);
      database.delete(state, ['c']);
    }
    expect(found).toEqual([
      'a {"is":"old"}',
      'b {"is":"old"}',
      'b1 {"is":"new"}',
      'd {"is":"changed"}',
      'e {"is":"old"}',
    ]);
  });

  it('end when all records are deleted meanwhile', () => {
    const found: string[] = [];
    for (const { id } of database.sparseVectors(database.namespace('n')!)) {
      found.push(id);
      database.deleteAll(database.namespace('n')!);
    }
    expect(found).toEqual(['a']);
  });
});

it('keeps nothing of a namespace that was emptied, once it is swept', () => {
  const file = path.join(temporaryFolder(), 'films.sqlite');
  const database = new IndexDatabase(file, 'create', 'films');
  const record = { metadata: '{}', value: new Uint8Array(4), sparse: new Uint8Array(4) };
  const rows = Array.from({ length: 1200 }, (_, at) => ({ id: `r${at}`, ...record }));
  for (const name of ['kept', 'emptied']) database.upsert(name, rows);
  database.deleteAll(database.namespace('emptied')!);
  database.upsert('emptied', [{ id: 'new', ...record }]);
  database.deleteAll(database.namespace('emptied')!);
  database.upsert('emptied', [{ id: 'newer', ...record }]);
  let slices = 0;
  while (database.transaction(() => database.deferredDeletions.deleteBatch())) slices++;
  expect(slices).toBeGreaterThan(1);
  const left = ['records', 'vectors', 'sparse_vectors'].map((table) =>
    database.statements.get(`SELECT count(*) AS count FROM ${table}`),
  );
  expect(left).toEqual(Array.from({ length: 3 }, () => ({ count: 1201 })));
  expect(database.ids(database.namespace('emptied')!, '', '', 9)).toEqual(['newer']);
  expect(database.namespace('emptied')).toMatchObject({ lsn: 5, recordCount: 1 });
  database.dispose();
});
