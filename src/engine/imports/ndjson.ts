import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Failure } from '../../common/failure.ts';
import { parseJson } from '../server/schemas/decode.ts';
import type { ImportRow, ImportRows } from './importRows.ts';

/** Longer than the longest record: 20,000 numbers of 24 characters, and metadata. */
const maxLineBytes = 4 * 1024 * 1024;

const newline = 10;

/**
 * Reads a file of one JSON value per line, from the line after `from` on. Blank lines count as lines but yield no
 * row.
 */
export async function* readNdjson(file: string, from = 0): AsyncGenerator<ImportRows> {
  const { size } = await stat(file);
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  let readBytes = 0;
  for await (const chunk of createReadStream(file, {
    highWaterMark: 1024 * 1024,
  }) as AsyncIterable<Buffer>) {
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
    yield { rows: rows.rows, share: readBytes / size };
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
