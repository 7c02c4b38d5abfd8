import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import { splitLines } from '../../common/splitLines.ts';
import { recordOfLine, type ExportedRecord } from '../../model/exportFormats.ts';
import type { RecordColumns, RecordFile } from '../parquetCalls.ts';

/**
 * Writes records to a Parquet file with the columns of Pinecone's import: `id`, `values`, `sparse_values`, and
 * `metadata` as JSON; `namespace` where there are several. The file is written beside its place.
 */
export class RecordFileWriter {
  readonly #request: RecordFile;
  readonly #draft: string;
  readonly #handle: FileHandle;
  readonly #lines: AsyncGenerator<string>;
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #isEnded = false;

  private constructor(request: RecordFile, draft: string, handle: FileHandle) {
    this.#request = request;
    this.#draft = draft;
    this.#handle = handle;
    this.#lines = linesOf(request.lines);
    const schema = schemaOf(request.columns);
    this.#parquet = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'Vectorscope' });
  }

  /** Creates the draft beside the file. */
  static async create(request: RecordFile): Promise<RecordFileWriter> {
    const draft = `${request.file}.${randomUUID()}.part`;
    return new RecordFileWriter(request, draft, await open(draft, 'wx'));
  }

  /** Writes the next row group. Returns false once all are written and the file is in its place. */
  async writeGroup(): Promise<boolean> {
    const records = await this.#nextRecords();
    if (records.length === 0) {
      await this.#finish();
      return false;
    }
    const columnData = columnsOf(records, this.#request.columns);
    void this.#parquet.write({ columnData, rowGroupSize: records.length });
    await this.#flush();
    return true;
  }

  /** Deletes the draft; does nothing after the file is in its place. */
  async discard(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#lines.return(undefined);
    await this.#handle.close();
    await rm(this.#draft, { force: true });
  }

  async #nextRecords(): Promise<ExportedRecord[]> {
    const records: ExportedRecord[] = [];
    let numbers = 0;
    while (records.length < maxRowsPerGroup && numbers < numbersPerGroup) {
      const next = await this.#lines.next();
      if (next.done === true) break;
      const record = recordOfLine(next.value);
      numbers += record.values.length + (record.sparseValues?.indices.length ?? 0);
      records.push(record);
    }
    return records;
  }

  async #finish(): Promise<void> {
    void this.#parquet.finish();
    await this.#flush();
    // Without it, a power cut after the rename can leave a file without its contents.
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#draft, this.#request.file);
    this.#isEnded = true;
  }

  /** Moves the encoded bytes to the file. Offsets within the file go on. */
  async #flush(): Promise<void> {
    const bytes = new Uint8Array(this.#bytes.buffer, 0, this.#bytes.index);
    await this.#handle.writeFile(bytes);
    this.#bytes.index = 0;
  }
}

/** Row groups have about this many numbers, so that memory does not grow with the file or the dimension. */
const numbersPerGroup = 1_000_000;
const maxRowsPerGroup = 10_000;

async function* linesOf(file: string): AsyncGenerator<string> {
  for await (const lines of splitLines(createReadStream(file, 'utf8'))) yield* lines;
}

function columnsOf(records: readonly ExportedRecord[], columns: RecordColumns): ColumnSource[] {
  const { hasNamespaces, hasValues, hasSparseValues } = columns;
  return [
    { name: 'id', data: records.map(({ id }) => id) },
    ...(hasNamespaces
      ? [{ name: 'namespace', data: records.map(({ namespace = '' }) => namespace) }]
      : []),
    ...(hasValues ? [{ ...plainNumbers, name: 'values', data: records.map(denseOf) }] : []),
    ...(hasSparseValues
      ? [{ ...plainNumbers, name: 'sparse_values', data: records.map(sparseOf) }]
      : []),
    { name: 'metadata', data: records.map(({ metadata }) => JSON.stringify(metadata)) },
  ];
}

/** Neither dictionaries nor compression make lists of floats smaller. */
const plainNumbers = { encoding: 'PLAIN', codec: 'UNCOMPRESSED', statistics: false } as const;

function denseOf({ values }: ExportedRecord): readonly number[] | null {
  return values.length > 0 ? values : null;
}

function sparseOf({ sparseValues }: ExportedRecord): object | null {
  return sparseValues ?? null;
}

function schemaOf({ hasNamespaces, hasValues, hasSparseValues }: RecordColumns): SchemaElement[] {
  const count = 2 + [hasNamespaces, hasValues, hasSparseValues].filter(Boolean).length;
  return [
    { name: 'root', num_children: count },
    text('id', 'REQUIRED'),
    ...(hasNamespaces ? [text('namespace', 'REQUIRED')] : []),
    ...(hasValues ? list('values', { name: 'element', type: 'FLOAT' }) : []),
    ...(hasSparseValues
      ? [
          { name: 'sparse_values', num_children: 2, repetition_type: 'OPTIONAL' } as const,
          ...list('indices', { name: 'element', type: 'INT32', converted_type: 'UINT_32' }),
          ...list('values', { name: 'element', type: 'FLOAT' }),
        ]
      : []),
    text('metadata', 'OPTIONAL'),
  ];
}

function text(name: string, repetition_type: 'REQUIRED' | 'OPTIONAL'): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
}

function list(name: string, element: SchemaElement): SchemaElement[] {
  return [
    { name, num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { ...element, repetition_type: 'REQUIRED' },
  ];
}
