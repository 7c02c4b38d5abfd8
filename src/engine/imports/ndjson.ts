import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Failure } from '../../common/failure.ts';
import { parseJson } from '../server/schemas/decode.ts';
import type { ImportRow, ImportRows } from '../../model/files/importRows.ts';

/**
 * Reads the lines of a JSON Lines file after line `from`. Empty lines count but have no row. Lines that are appended
 * during the read are left out, so that reading a growing file ends.
 */
export async function* readNdjson(file: string, from = 0): AsyncGenerator<ImportRows> {
  const handle = await open(file, constants.O_RDONLY | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Failure('badInput', `${file} is no longer a file`);
    yield* readLines(handle, file, stats.size, from);
  } finally {
    await handle.close();
  }
}

/** Longer than the longest record: 20,000 numbers of 24 characters, and metadata. */
const maxLineBytes = 4 * 1024 * 1024;

const newline = 10;

/** Absent on Windows. Keeps a pipe that took the place of the file from blocking. */
const { O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

async function* readLines(
  handle: FileHandle,
  file: string,
  size: number,
  from: number,
): AsyncGenerator<ImportRows> {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  let readBytes = 0;
  const chunks = handle.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false });
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    readBytes += chunk.byteLength;
    const bytes = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(newline) + 1;
    rest = bytes.subarray(end);
    if (rest.byteLength > maxLineBytes)
      throw new Failure(
        'badInput',
        `Line ${lines + 1} of ${file} is longer than ${maxLineBytes} bytes`,
      );
    const rows = rowsOf(bytes.subarray(0, end), lines, from);
    lines = rows.lines;
    yield { rows: rows.rows, share: Math.min(1, readBytes / size) };
    if (readBytes - rest.byteLength >= size) return;
  }
  if (rest.byteLength > 0) yield { rows: rowsOf(rest, lines, from).rows, share: 1 };
}

function rowsOf(bytes: Buffer, before: number, from: number): { rows: ImportRow[]; lines: number } {
  const rows: ImportRow[] = [];
  let lines = before;
  for (let start = 0; start < bytes.byteLength;) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.byteLength : found;
    const line = bytes.subarray(start, end);
    const number = ++lines;
    if (number > from && !isBlank(line)) rows.push({ number, read: () => parseLine(line) });
    start = end + 1;
  }
  return { rows, lines };
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 13);
}

function parseLine(line: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch (error) {
    const message = 'it is not valid UTF-8 JSON, or it is nested too deeply';
    throw new Failure('badInput', message, { cause: error });
  }
}
