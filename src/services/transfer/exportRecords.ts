import { throwIfAborted } from '../../common/async.ts';
import type { VectorRecord } from '../../model/record.ts';
import { csvHead, csvLine, jsonLine, type ExportFormat } from '../../model/recordText.ts';

export type ExportRequest = {
  readonly ids: readonly string[];
  readonly format: ExportFormat;
  /** The records that are still there. */
  readonly fetch: (ids: readonly string[], signal: AbortSignal) => Promise<readonly VectorRecord[]>;
  readonly signal: AbortSignal;
  /** How many of the ids are written. */
  readonly onProgress: (done: number) => void;
};

/** Few enough that their vectors are no burden in memory. */
const idsPerPage = 200;

/** The text of a file with the records, part by part; answers how many records there were. */
export async function* exportRecords(request: ExportRequest): AsyncGenerator<string, number> {
  const { ids, format, onProgress } = request;
  const fields = format === 'csv' ? await fieldsOf(request) : [];
  if (format === 'csv') yield csvHead(fields);
  let written = 0;
  let done = 0;
  for await (const records of pagesOf(request)) {
    const lines = records.map((record) =>
      format === 'csv' ? csvLine(record, fields) : jsonLine(record),
    );
    written += records.length;
    done = Math.min(done + idsPerPage, ids.length);
    yield lines.join('');
    onProgress(done);
  }
  return written;
}

/** Which fields the records have, in the order of their first appearance: a table names its columns first. */
async function fieldsOf(request: ExportRequest): Promise<string[]> {
  const fields = new Set<string>();
  for await (const records of pagesOf(request)) {
    for (const { metadata } of records)
      for (const field of Object.keys(metadata)) fields.add(field);
  }
  return [...fields];
}

async function* pagesOf({
  ids,
  fetch,
  signal,
}: ExportRequest): AsyncGenerator<readonly VectorRecord[]> {
  for (let at = 0; at < ids.length; at += idsPerPage) {
    throwIfAborted(signal);
    yield await fetch(ids.slice(at, at + idsPerPage), signal);
  }
}
