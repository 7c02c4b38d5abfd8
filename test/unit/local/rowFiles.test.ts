import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { RejectFile } from '../../../src/local/rejectFile.ts';
import { openRowFile } from '../../../src/local/rowFiles/openRowFile.ts';
import type { FileRow } from '../../../src/model/files/rowFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-rows-'));
  return () => rm(folder, { recursive: true });
});

async function read(name: string, contents: string | Buffer): Promise<readonly FileRow[]> {
  const file = path.join(folder, name);
  await writeFile(file, contents);
  const rows: FileRow[] = [];
  for await (const some of (await openRowFile(file, 'src/parquet/parquetProcess.ts')).rows())
    rows.push(...some.rows);
  return rows;
}

describe('a file of rows', () => {
  const csv = 'id,title\n1,"a, b"\n2,c\n';
  const rows = [
    { place: 2, cells: { id: '1', title: 'a, b' } },
    { place: 3, cells: { id: '2', title: 'c' } },
  ];

  it.each<[string, string, string | Buffer]>([
    ['CSV', 'films.csv', csv],
    ['CSV with a byte order mark', 'films.csv', `\ufeff${csv}`],
    ['CSV in UTF-16', 'films.csv', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['CSV with semicolons', 'films.csv', 'id;title\n1;a, b\n2;c\n'],
    ['tabs', 'films.tsv', 'id\ttitle\r\n1\ta, b\r\n2\tc\r\n'],
    ['compressed CSV', 'films.csv.gz', gzipSync(csv)],
  ])('of %s is read by its first row', async (_, name, contents) => {
    expect(await read(name, contents)).toEqual(rows);
  });

  it('of JSON Lines is read by its members, and names the lines that cannot be read', async () => {
    const text = '{"id":"a"}\n\n[1]\n{"id":\n{"id":"b"}';
    const expected = [
      { place: 1, cells: { id: 'a' } },
      { place: 3, problem: 'it is not a JSON object' },
      { place: 4, problem: 'it is not valid JSON' },
      { place: 5, cells: { id: 'b' } },
    ];
    expect(await read('films.jsonl', text)).toEqual(expected);
    expect(await read('films.ndjson.gz', gzipSync(text))).toEqual(expected);
  });

  it('of CSV without names gets numbered columns', async () => {
    expect(await read('films.csv', 'a,0.5,1\nb,0.25,2\n')).toEqual([
      { place: 1, cells: { 'column 1': 'a', 'column 2': '0.5', 'column 3': '1' } },
      { place: 2, cells: { 'column 1': 'b', 'column 2': '0.25', 'column 3': '2' } },
    ]);
  });

  it('names a row with another number of cells', async () => {
    expect(await read('films.csv', 'id,title\n1\n2,c,d\n')).toEqual([
      { place: 2, problem: 'it has 1 cell, and the first row has 2' },
      { place: 3, problem: 'it has 3 cells, and the first row has 2' },
    ]);
  });

  it.each<[string, string, string | Buffer, string]>([
    [
      'has a column twice',
      'a.csv',
      'id,id\n',
      '“a.csv” cannot be read: the column “id” occurs twice in its first row',
    ],
    [
      'has another encoding',
      'a.csv',
      Buffer.from([105, 100, 10, 0xe4, 10]),
      '“a.csv” cannot be read: it is not UTF-8: save it as UTF-8',
    ],
    [
      'is compressed and cut off',
      'a.jsonl.gz',
      gzipSync('{"id":"a"}\n'.repeat(9)).subarray(0, 20),
      '“a.jsonl.gz” cannot be read: its compressed data is damaged or cut off',
    ],
    [
      'has an open quotation mark',
      'a.csv',
      'id,b\n1,2\n3,"4\n',
      '“a.csv” cannot be read after line 2: Line 3 begins a row that does not end: a quotation mark is not closed',
    ],
    [
      'has another ending',
      'a.xlsx',
      '',
      '“a.xlsx” has an ending that cannot be imported: use one of .jsonl, .ndjson, .csv, .tsv, .parquet, .npy, .json, .gz',
    ],
  ])('that %s is refused with the place', async (_, name, contents, message) => {
    await expect(read(name, contents)).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining(message),
    });
  });
});

describe('a reject file', () => {
  it('is made beside the source with its first line, and never replaces a file', async () => {
    const source = path.join(folder, 'films.csv');
    const first = new RejectFile(source);
    await first.append([]);
    expect(first.path).toBeUndefined();
    await first.append(['{"line":2}', '{"line":3}']);
    await first.append(['{"line":4}']);
    expect(first.path).toBe(path.join(folder, 'films.rejected.jsonl'));
    const second = new RejectFile(source);
    await second.append(['{}']);
    expect(second.path).toBe(path.join(folder, 'films.rejected-2.jsonl'));
    await new RejectFile(source, first.path).append(['{"line":5}']);
    expect(await readFile(first.path!, 'utf8')).toBe(
      '{"line":2}\n{"line":3}\n{"line":4}\n{"line":5}\n',
    );
  });

  it('says what to do if the folder takes no file', async () => {
    const list = new RejectFile(path.join(folder, 'none', 'films.csv'));
    await expect(list.append(['{}'])).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('Copy it to another folder and import it there'),
    });
  });
});
