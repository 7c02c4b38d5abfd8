import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { newest, temporaryFolder, TestEngine } from '../testEngine.ts';

const values = [0.123, 0.456, 0.789, 0.321];
const sparseValues = { indices: [3, 77_777], values: [0.5, 0.625] };
const record = { id: 'a', values, sparseValues, metadata: { title: 'The unmistakable title' } };

/** Where a bit is flipped: in bytes that stand in the file once. */
const places: readonly [string, Buffer][] = [
  ['a vector', Buffer.from(new Float32Array(values).buffer)],
  ['a sparse vector', Buffer.from(new Float32Array(sparseValues.values).buffer)],
  ['metadata', Buffer.from('unmistakable')],
];

describe('a bit that changes on the disk in', () => {
  it.each(places)('%s makes reads of the record fail, and no others', async (_, bytes) => {
    const folder = temporaryFolder();
    const engine = new TestEngine(folder);
    const dense = { type: 'dense_vector', dimension: values.length, metric: 'dotproduct' };
    const fields = { _values: dense, _sparse_values: { type: 'sparse_vector' } };
    await engine.send('POST', '/indexes', { name: 'films', schema: { fields } }, newest);
    await engine.upsert('films', [record, { id: 'b', values: [1, 0, 0, 0] }]);
    engine.close();
    flipBit(path.join(folder, 'indexes/1-films.sqlite'), bytes);
    const next = new TestEngine(folder);
    const damaged = {
      status: 500,
      json: { code: 15, message: expect.stringContaining('damaged') },
    };
    expect(await next.send('GET', '/_i/films/vectors/fetch?ids=a')).toMatchObject(damaged);
    expect(await next.send('GET', '/_i/films/vectors/fetch?ids=b')).toMatchObject({ status: 200 });
    const query = { topK: 2, vector: values, sparseVector: sparseValues, includeMetadata: true };
    expect(await next.query('films', query)).toMatchObject(damaged);
    // Known from now on, also of calls that read no rows.
    expect((await next.send('GET', '/indexes')).json).toMatchObject({
      indexes: [{ name: 'films', status: { ready: false, state: 'Failed' } }],
    });
    expect(await next.send('POST', '/_i/films/describe_index_stats')).toMatchObject(damaged);
    next.close();
  });
});

/** In the first place where the bytes stand, which has to be the only one. */
function flipBit(file: string, bytes: Buffer): void {
  const content = readFileSync(file);
  const at = content.indexOf(bytes);
  expect([at > 0, content.indexOf(bytes, at + 1)]).toEqual([true, -1]);
  content[at + 1]! ^= 4;
  writeFileSync(file, content);
}
