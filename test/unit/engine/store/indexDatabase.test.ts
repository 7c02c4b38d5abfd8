import path from 'node:path';
import { expect, it } from 'vitest';
import { IndexDatabase } from '../../../../src/engine/store/indexDatabase.ts';
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
