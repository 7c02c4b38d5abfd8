import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from '../testEngine.ts';

const fixtures = path.resolve('test/fixtures/import');

describe('imports of Parquet', () => {
  let engine: TestEngine;
  beforeEach(() => void (engine = new TestEngine()));
  afterEach(() => engine.close());

  /** The state of an import once it is over. */
  async function imported(name: string, index: string): Promise<unknown> {
    const uri = pathToFileURL(path.join(fixtures, name)).href;
    await engine.send('POST', `/_i/${index}/bulk/imports`, { uri });
    await Promise.all(engine.background);
    return (await engine.send('GET', `/_i/${index}/bulk/imports/1`)).json;
  }

  it('import records with a column of nulls, written by Polars', async () => {
    await engine.createIndex('flat', 2);
    expect(await imported('polarsNulls.parquet', 'flat')).toMatchObject({
      status: 'Completed',
      recordsImported: 2,
    });
  });

  it('import metadata in a struct, with decimals and times as they are written, by DuckDB', async () => {
    await engine.createIndex('films', 3);
    expect(await imported('duckdbStruct.parquet', 'films')).toMatchObject({
      status: 'Completed',
      recordsImported: 1,
    });
    const filter = { price: { $eq: 19.99 } };
    const query = { vector: [1, 1, 1], topK: 5, filter, includeMetadata: true };
    const metadata = {
      price: 19.99,
      day: '2024-01-02',
      at: '2024-01-02T03:04:05',
      clock: '03:04:05',
    };
    expect((await engine.query('films', query)).json).toMatchObject({
      matches: [{ id: 'a', metadata }],
    });
  });
});
