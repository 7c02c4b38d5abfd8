import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openRowFile } from '../../../src/local/rowFiles/openRowFile.ts';
import type { FileRow } from '../../../src/model/files/rowFile.ts';
import { guessMapping } from '../../../src/services/imports/guessMapping.ts';
import { recordOfRow } from '../../../src/services/imports/recordOfRow.ts';
import type { RecordIndex } from '../../../src/services/records/recordParts.ts';

const index: RecordIndex = { kind: 'vectors', vectorType: 'dense', dimension: 2, metric: 'cosine' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-formats-'));
  return () => rm(folder, { recursive: true });
});

async function read(name: string, contents?: string | Buffer): Promise<readonly FileRow[]> {
  const file = path.join(folder, name);
  if (contents !== undefined) await writeFile(file, contents);
  const rows: FileRow[] = [];
  for await (const some of (await openRowFile(file, 'src/parquet/parquetProcess.ts')).rows())
    rows.push(...some.rows);
  return rows;
}

/** The records that the guess makes of a file. */
async function recordsOf(name: string, contents?: string | Buffer): Promise<readonly unknown[]> {
  const rows = await read(name, contents);
  const cells = rows.flatMap((row) => ('cells' in row ? [row.cells] : []));
  const mapping = guessMapping({ rows: cells, isText: false }, index);
  return rows.map((row) =>
    'cells' in row ? recordOfRow({ cells: row.cells, place: row.place }, mapping, index) : row,
  );
}

/** The bytes of a NumPy array, as `numpy.save` writes them. */
function npy(descr: string, shape: string, values: Buffer, order = 'False'): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = `${text.padEnd(117)}\n`;
  const start = Buffer.from([0x93, 78, 85, 77, 80, 89, 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), values]);
}

const floats = Buffer.from(Float32Array.from([1, 2, 3, 4.5]).buffer);

describe('a NumPy array', () => {
  it.each<[string, Buffer]>([
    ['<f4', floats],
    ['<f8', Buffer.from(Float64Array.from([1, 2, 3, 4.5]).buffer)],
    ['<f2', Buffer.from(Uint16Array.from([0x3c00, 0x4000, 0x4200, 0x4480]).buffer)],
    ['>f4', Buffer.from(floats).swap32()],
  ])('of %s has vectors with numbered ids', async (descr, values) => {
    expect(await recordsOf('v.npy', npy(descr, '2, 2', values))).toEqual([
      { id: '1', values: [1, 2], metadata: {} },
      { id: '2', values: [3, 4.5], metadata: {} },
    ]);
  });

  it('has the ids of the file beside it', async () => {
    await writeFile(path.join(folder, 'v.ids.txt'), 'a\r\nb\r\n');
    expect(await recordsOf('v.npy', npy('<f4', '2, 2', floats))).toEqual([
      { id: 'a', values: [1, 2], metadata: {} },
      { id: 'b', values: [3, 4.5], metadata: {} },
    ]);
  });

  it.each<[string, Buffer, string]>([
    ['is none', Buffer.from('hello, this is a text'), 'it is not a NumPy array'],
    ['has integers', npy('<i8', '2, 2', floats), 'its values are not float16, float32 or float64'],
    [
      'has one dimension',
      npy('<f4', '4,', floats),
      'its shape is (4), and a file of vectors has the shape (rows, dimension)',
    ],
    [
      'is in Fortran order',
      npy('<f4', '2, 2', floats, 'True'),
      'it is in Fortran order: save it with numpy.ascontiguousarray',
    ],
    ['is cut off', npy('<f4', '2, 2', floats.subarray(0, 12)), 'it is cut off'],
  ])('that %s is refused', async (_, contents, message) => {
    await expect(read('v.npy', contents)).rejects.toThrow(`“v.npy” cannot be read: ${message}`);
  });

  it('is rejected with another number of ids', async () => {
    await writeFile(path.join(folder, 'ids.txt'), 'a\nb\nc\n');
    await expect(read('v.npy', npy('<f4', '2, 2', floats))).rejects.toThrow(
      'it has 2 rows, and “ids.txt” has 3 ids',
    );
  });
});

describe('the batch output of OpenAI', () => {
  it('has an embedding for each request, and the reasons of failed ones', async () => {
    const reply = (data: object[]): object => ({
      status_code: 200,
      body: { object: 'list', data },
    });
    const lines = [
      {
        id: 'batch_1',
        custom_id: 'doc-1',
        response: reply([{ index: 0, embedding: [1, 2] }]),
        error: null,
      },
      {
        id: 'batch_2',
        custom_id: 'doc-2',
        response: reply([
          { index: 0, embedding: [1, 3] },
          { index: 1, embedding: [1, 4] },
        ]),
      },
      {
        id: 'batch_3',
        custom_id: 'doc-3',
        response: null,
        error: { message: 'Rate limit reached' },
      },
      {
        id: 'batch_4',
        custom_id: 'doc-4',
        response: reply([{ index: 0, embedding: 'AACAPwAAAEA=' }]),
      },
    ];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    expect(await recordsOf('batch_output.jsonl', text)).toEqual([
      { id: 'doc-1', values: [1, 2], metadata: {} },
      { id: 'doc-2-0', values: [1, 3], metadata: {} },
      { id: 'doc-2-1', values: [1, 4], metadata: {} },
      { place: 3, problem: 'Rate limit reached' },
      { id: 'doc-4', values: [1, 2], metadata: {} },
    ]);
  });
});

describe('a JSON document', () => {
  it('of Chroma has records of its lists', async () => {
    const got = {
      ids: ['a', 'b'],
      embeddings: [
        [1, 2],
        [3, 4],
      ],
      documents: ['Hello', null],
      metadatas: [{ page: 1 }, null],
    };
    expect(await recordsOf('chroma.json', JSON.stringify(got))).toEqual([
      { id: 'a', values: [1, 2], metadata: { page: 1, text: 'Hello' } },
      { id: 'b', values: [3, 4], metadata: {} },
    ]);
  });

  it('of LangChain has the records of its vector store', async () => {
    const store = {
      one: { id: 'one', vector: [1, 2], text: 'Hello', metadata: { page: 1 } },
      two: { id: 'two', vector: [3, 4], text: 'World', metadata: {} },
    };
    const expected = [
      { id: 'one', values: [1, 2], metadata: { page: 1, text: 'Hello' } },
      { id: 'two', values: [3, 4], metadata: { text: 'World' } },
    ];
    expect(await recordsOf('store.json', JSON.stringify(store))).toEqual(expected);
    const memory = Object.values(store).map(({ id, vector, text, metadata }) => ({
      id,
      embedding: vector,
      content: text,
      metadata,
    }));
    expect(await recordsOf('memory.json', JSON.stringify(memory))).toEqual(expected);
  });

  it('of Pinecone reads its vectors', async () => {
    const vectors = [{ id: 'a', values: [1, 2], metadata: { page: 1 } }];
    const expected = [{ id: 'a', values: [1, 2], metadata: { page: 1 } }];
    expect(await recordsOf('upsert.json', JSON.stringify({ vectors, namespace: '' }))).toEqual(
      expected,
    );
    expect(await recordsOf('fetch.json', JSON.stringify({ vectors: { a: vectors[0] } }))).toEqual(
      expected,
    );
  });

  it.each([
    ['{"a": 1}', 'it holds no list of records: convert it to JSON Lines'],
    ['[{"id": "a"},\n{"id" "b"}]', 'it is not valid JSON (line 2 column 7)'],
  ])('%j is refused', async (text, message) => {
    await expect(read('a.json', text)).rejects.toThrow(`“a.json” cannot be read: ${message}`);
  });

  it('names the items that are no records', async () => {
    expect(await read('a.json', '[{"id":"a"},3]')).toEqual([
      { place: 1, cells: { id: 'a' } },
      { place: 2, problem: 'it is not a JSON object' },
    ]);
  });
});

const parquet = path.resolve('test/fixtures/import/snappy.parquet');

describe('Parquet', () => {
  it('is read row by row', async () => {
    await copyFile(parquet, path.join(folder, 'a.parquet'));
    const rows = await read('a.parquet');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ place }) => place)).toEqual(rows.map((_, at) => at + 1));
    expect(rows.every((row) => 'cells' in row && Array.isArray(row.cells['values']))).toBe(true);
  });

  it('that is damaged is rejected with its name', async () => {
    await expect(read('a.parquet', 'PAR1 and no more')).rejects.toThrow('a.parquet');
  });

  it('of vector-io is read through its description, with its namespaces', async () => {
    for (const part of ['blue', 'red']) {
      await mkdir(path.join(folder, part));
      await copyFile(parquet, path.join(folder, part, '1.parquet'));
    }
    const parts = ['blue', 'red'].map((namespace) => ({
      namespace,
      data_path: namespace,
      dimensions: 2,
    }));
    const rows = await read(
      'VDF_META.json',
      JSON.stringify({ version: '1', indexes: { films: parts } }),
    );
    const namespaces = rows.map((row) => ('cells' in row ? row.cells['namespace'] : undefined));
    expect(new Set(namespaces)).toEqual(new Set(['blue', 'red']));
    expect(rows.map(({ place }) => place)).toEqual(rows.map((_, at) => at + 1));
  });

  it.each([
    ['{}', 'it describes no export: “indexes” with “data_path” is missing'],
    ['{', 'it is not valid JSON'],
    ['{"indexes":{"a":[{"data_path":"../secret"}]}}', 'it describes no export'],
    ['{"indexes":{"a":[{"data_path":"none"}]}}', 'it names “none”, where there is no Parquet file'],
  ])('of vector-io with the description %j is refused', async (text, message) => {
    await expect(read('VDF_META.json', text)).rejects.toThrow(message);
  });
});
