import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine, type Answer } from '../../testEngine.ts';

describe('a compressed body', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 2);
  });
  afterEach(() => engine.close());

  const upsert = (body: Uint8Array<ArrayBuffer>, encoding: string): Promise<Answer> =>
    engine.send('POST', '/_i/films/vectors/upsert', new Blob([body]), {
      'content-encoding': encoding,
      'content-length': String(body.length),
    });
  const compressed = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(gzipSync(text));
  const vectors = JSON.stringify({ vectors: [{ id: 'a', values: [1, 2] }] });

  it.each(['gzip', 'x-gzip', 'GZIP', 'gzip, gzip'])('is read as %s', async (encoding) => {
    expect(await upsert(compressed(vectors), encoding)).toMatchObject({
      status: 200,
      json: { upsertedCount: 1 },
    });
  });

  it('is read as it is with the encoding identity', async () => {
    const body = new TextEncoder().encode(vectors);
    expect(await upsert(body, 'identity')).toMatchObject({ json: { upsertedCount: 1 } });
  });

  it.each(['br', 'deflate', 'gzip, br'])('is rejected with 415 as %s', async (encoding) => {
    expect(await upsert(compressed(vectors), encoding)).toMatchObject({
      status: 415,
      json: { code: 3, message: expect.stringContaining(encoding) },
    });
  });

  it('is rejected with 413 if it is too long once decompressed', async () => {
    const bomb = compressed(`{"vectors":[]}${' '.repeat(17 * 1024 * 1024)}`);
    expect(bomb.length).toBeLessThan(64 * 1024);
    expect(await upsert(bomb, 'gzip')).toMatchObject({ status: 413, json: { code: 11 } });
  });

  it('is rejected with 400 if it is damaged', async () => {
    expect(await upsert(compressed(vectors).subarray(0, 20), 'gzip')).toMatchObject({
      status: 400,
      json: { message: 'The body is not valid gzip' },
    });
  });
});
