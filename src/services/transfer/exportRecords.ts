import { throwIfAborted } from '../../common/async.ts';
import {
  csvHead,
  csvLine,
  jsonLine,
  type ExportedRecord,
  type ExportFormat,
  type TableColumns,
} from '../../model/recordText.ts';

export type ExportRequest = {
  readonly ids: readonly string[];
  readonly format: ExportFormat;
  /** The records that are still there. */
  readonly fetch: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly ExportedRecord[]>;
  readonly signal: AbortSignal;
  /** How many of the ids are written. */
  readonly onProgress: (done: number) => void;
};

/** Few enough that their vectors are no burden in memory. */
const idsPerPage = 200;

/** The text of a file with the records, part by part; answers how many records there were. */
export async function* exportRecords(request: ExportRequest): AsyncGenerator<string, number> {
  const { ids, format, onProgress } = request;
  const columns = format === 'csv' ? await columnsOf(request) : undefined;
  if (columns) yield csvHead(columns);
  let written = 0;
  let done = 0;
  for await (const records of pagesOf(request)) {
    const lines = records.map((record) => (columns ? csvLine(record, columns) : jsonLine(record)));
    written += records.length;
    done = Math.min(done + idsPerPage, ids.length);
    yield lines.join('');
    onProgress(done);
  }
  return written;
}

/** Which fields the records have, in the order of their first appearance: a table names its columns first. */
async function columnsOf(request: ExportRequest): Promise<TableColumns> {
  const fields = new Set<string>();
  let hasNamespaces = false;
  for await (const records of pagesOf(request)) {
    for (const { metadata, namespace } of records) {
      hasNamespaces ||= namespace !== undefined;
      for (const field of Object.keys(metadata)) fields.add(field);
    }
  }
  return { hasNamespaces, fields: [...fields] };
}

async function* pagesOf({
  ids,
  fetch,
  signal,
}: ExportRequest): AsyncGenerator<readonly ExportedRecord[]> {
  for (let at = 0; at < ids.length; at += idsPerPage) {
    throwIfAborted(signal);
    yield await fetch(ids.slice(at, at + idsPerPage), signal);
  }
}
