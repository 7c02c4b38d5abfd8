import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer, type ParquetWriteOptions } from 'hyparquet-writer';

type Written = {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly rows: readonly object[];
};

const count = 200;
const ids = Array.from({ length: count }, (_, at) => `h${at}`);
const values = Array.from({ length: count }, (_, at) => [at / 4, -1, 2 ** (at % 30)]);
const numbers = Array.from({ length: count }, (_, at) => at * 7 - 300);
const texts = Array.from({ length: count }, (_, at) => (at % 3 === 0 ? null : `text ${at % 5}`));

const rows = ids.map((id, at) => ({
  id,
  values: values[at],
  number: numbers[at],
  ...(texts[at] === null ? {} : { text: texts[at] }),
}));

const columnData = [
  { name: 'id', data: ids },
  { name: 'values', data: values },
  { name: 'number', data: numbers },
  { name: 'text', data: texts },
];

const schema: SchemaElement[] = [
  { name: 'root', num_children: 4 },
  { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'values', num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  { name: 'number', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
];

/** Files by a writer in JavaScript, with the rows that were written. */
export const writtenByHyparquet: readonly Written[] = [
  written('usual', {}),
  written('uncompressed', { codec: 'UNCOMPRESSED' }),
  written('groups', { rowGroupSize: [50, 150] }),
  written('pages', { pageSize: 100 }),
  written('plain', {}, 'PLAIN'),
  written('split', {}, 'BYTE_STREAM_SPLIT'),
  written('deltas', {}, 'DELTA_BINARY_PACKED'),
  written('no-statistics', { statistics: false }),
];

/** The encoding is of those columns that have it. */
function written(
  name: string,
  options: Partial<ParquetWriteOptions>,
  encoding?: 'PLAIN' | 'BYTE_STREAM_SPLIT' | 'DELTA_BINARY_PACKED',
): Written {
  const encoded = encoding === 'BYTE_STREAM_SPLIT' ? 'values' : 'number';
  const columns = columnData.map((column) =>
    encoding === undefined || column.name !== encoded ? column : { ...column, encoding },
  );
  const bytes = (): Uint8Array =>
    new Uint8Array(parquetWriteBuffer({ columnData: columns, schema, ...options }));
  return { name: `hyparquet-${name}.parquet`, bytes, rows };
}
