import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import {
  npyHeaderBytes,
  npyValues,
  parseNpyHeader,
  type NpyHeader,
} from '../../model/files/npyHeader.ts';
import type { FileRows } from '../../model/files/rowFile.ts';
import { readLines } from '../readLines.ts';

const batchBytes = 1024 * 1024;

/**
 * Reads the rows of a NumPy array of vectors. `vectors.ids.txt`, `vectors_ids.txt` or `ids.txt` beside `vectors.npy` gives the ids,
 * one a line.
 */
export async function* readNpy(file: string): AsyncGenerator<FileRows> {
  const handle = await open(file);
  try {
    const header = parseNpyHeader(await bytesAt(handle, 0, npyHeaderBytes));
    const ids = await idsBeside(file, header.rows);
    const rowBytes = header.columns * header.valueBytes;
    const rowsAtOnce = Math.max(1, Math.floor(batchBytes / Math.max(1, rowBytes)));
    for (let row = 0; row < header.rows; row += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, header.rows - row);
      const bytes = await bytesAt(handle, header.start + row * rowBytes, count * rowBytes);
      if (bytes.length < count * rowBytes) throw new Failure('badInput', 'it is cut off');
      yield rowsOf(bytes, row, count, header, ids);
    }
  } finally {
    await handle.close();
  }
}

function rowsOf(
  bytes: Uint8Array,
  from: number,
  count: number,
  header: NpyHeader,
  ids: readonly string[] | undefined,
): FileRows {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = Array.from({ length: count }, (_, at) => {
    const values = npyValues(view, at * header.columns * header.valueBytes, header);
    const id = ids?.[from + at];
    return { place: from + at + 1, cells: id === undefined ? { values } : { id, values } };
  });
  return { rows, share: (from + count) / header.rows };
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function idsBeside(file: string, count: number): Promise<readonly string[] | undefined> {
  const { dir, name } = path.parse(file);
  for (const other of [`${name}.ids.txt`, `${name}_ids.txt`, 'ids.txt']) {
    const ids = await linesOf(path.join(dir, other));
    if (ids === undefined) continue;
    if (ids.length === count) return ids;
    throw new Failure('badInput', `it has ${count} rows, and “${other}” has ${ids.length} ids`);
  }
  return undefined;
}

/** Returns the lines of a file; `undefined` if there is none. */
async function linesOf(file: string): Promise<readonly string[] | undefined> {
  const all: string[] = [];
  try {
    for await (const lines of readLines(file)) all.push(...lines.map((line) => line.trimEnd()));
  } catch {
    return undefined;
  }
  while (all.at(-1) === '') all.pop();
  return all;
}
