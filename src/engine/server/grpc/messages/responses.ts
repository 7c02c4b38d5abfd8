// Encodes the responses of the vector service as protobuf messages.
import type { NamespaceDetails } from '../../../storage/namespaceTable.ts';
import { forEachInSlices } from '../../bounds/forEachInSlices.ts';
import type { NamespacePage } from '../../operations/namespaceOperations.ts';
import type {
  FetchedPage,
  FetchResult,
  IdPage,
  IndexStatistics,
  QueryResult,
} from '../../operations/vectorOperations.ts';
import { ProtoWriter } from '../wire/protoWriter.ts';
import { writeScoredVector, writeVector } from './vectorMessages.ts';

/** `matched` is absent after an update by id. */
export function writeUpdated(matched: number | undefined): Uint8Array {
  const writer = new ProtoWriter();
  if (matched !== undefined) writer.integer(1, matched);
  return writer.finish();
}

const readUnits = 1;

/** The response of calls that return nothing. */
export const emptyMessage = new Uint8Array(0);

export function writeUpserted(count: number): Uint8Array {
  const writer = new ProtoWriter();
  writer.integer(1, count);
  return writer.finish();
}

export async function writeMatches({ matches, namespace }: QueryResult): Promise<Uint8Array> {
  const writer = new ProtoWriter();
  await forEachInSlices(matches, (match) =>
    writer.message(2, () => writeScoredVector(writer, match)),
  );
  writer.string(3, namespace);
  writeUsage(writer, 4);
  return writer.finish();
}

export async function writeFetched(result: FetchResult): Promise<Uint8Array> {
  const writer = new ProtoWriter();
  await writeRecords(writer, result);
  return writer.finish();
}

export async function writeFetchedPage(page: FetchedPage): Promise<Uint8Array> {
  const writer = new ProtoWriter();
  await writeRecords(writer, page);
  writePagination(writer, 4, page.next);
  return writer.finish();
}

export function writeIds({ ids, next, namespace }: IdPage): Uint8Array {
  const writer = new ProtoWriter();
  for (const id of ids) writer.message(1, () => writer.string(1, id));
  writePagination(writer, 2, next);
  writer.string(3, namespace);
  writeUsage(writer, 4);
  return writer.finish();
}

export function writeStats({ index, namespaces, recordCount }: IndexStatistics): Uint8Array {
  const writer = new ProtoWriter();
  for (const namespace of namespaces) {
    writer.message(1, () => {
      writer.string(1, namespace.name);
      writer.message(2, () => writer.integer(1, namespace.recordCount));
    });
  }
  if (index.dimension !== undefined) writer.integer(2, index.dimension);
  writer.integer(4, recordCount);
  writer.string(5, index.metric);
  writer.string(6, index.vectorType);
  return writer.finish();
}

export function writeNamespaces({ namespaces, next, totalCount }: NamespacePage): Uint8Array {
  const writer = new ProtoWriter();
  for (const one of namespaces) writer.message(1, () => writeDetails(writer, one));
  writePagination(writer, 2, next);
  writer.integer(3, totalCount);
  return writer.finish();
}

export function writeNamespace(namespace: NamespaceDetails): Uint8Array {
  const writer = new ProtoWriter();
  writeDetails(writer, namespace);
  return writer.finish();
}

function writeDetails(
  writer: ProtoWriter,
  { name, recordCount, sizeBytes, filterable }: NamespaceDetails,
): void {
  writer.string(1, name);
  writer.integer(2, recordCount);
  if (filterable !== undefined) {
    writer.message(3, () => {
      for (const field of filterable)
        writer.message(1, () => {
          writer.string(1, field);
          writer.message(2, () => writer.bool(1, true));
        });
    });
    writer.message(4, () => {
      for (const field of filterable) writer.string(1, field);
    });
  }
  writer.integer(5, sizeBytes);
}

async function writeRecords(
  writer: ProtoWriter,
  { records, namespace }: FetchResult,
): Promise<void> {
  await forEachInSlices(records, (record) =>
    writer.message(1, () => {
      writer.string(1, record.id);
      writer.message(2, () => writeVector(writer, record));
    }),
  );
  writer.string(2, namespace);
  writeUsage(writer, 3);
}

function writeUsage(writer: ProtoWriter, field: number): void {
  writer.message(field, () => writer.integer(1, readUnits));
}

function writePagination(writer: ProtoWriter, field: number, next: string | undefined): void {
  if (next !== undefined) writer.message(field, () => writer.string(1, next));
}
