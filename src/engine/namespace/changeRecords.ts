import type { Metadata } from '../../model/record.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import type { IndexContext } from './indexContext.ts';
import { changedMetadata, changedRow, isOfMetadata, type RecordChange } from './recordChange.ts';

/** Changes the records with these numbers, which are there, in one transaction. Throws `badInput`, with nothing changed. */
export function changeRecords(
  { database, loaded, reader, index }: IndexContext,
  state: NamespaceState,
  numbers: readonly number[],
  change: RecordChange,
): RecordWrites {
  const fields = index.fields ?? {};
  if (change === 'delete') {
    const ids = numbers.map((pk) => database.metadataByPk(pk).id);
    const { lsn } = database.delete(state, ids);
    return { lsn, applyToMemory: () => loaded.delete(state.name, ids) };
  }
  const changed = (json: string): Metadata => changedMetadata(reader.parse(json), change, fields);
  if (isOfMetadata(change, fields)) {
    const rows = numbers.map((pk) => ({ pk, ...database.metadataByPk(pk) }));
    const metadata = rows.map((row) => changed(row.metadata));
    const changes = rows.map((row, at) => {
      const after = JSON.stringify(metadata[at]);
      return { pk: row.pk, id: row.id, before: row.metadata, after };
    });
    const { lsn } = database.changeMetadata(state, changes);
    return { lsn, applyToMemory: () => loaded.writeMetadata(state.name, rows, metadata) };
  }
  const rows = numbers
    .map((pk) => database.recordByPk(pk))
    .map((row) => changedRow(row, changed(row.metadata), change, fields));
  const { lsn, pks } = database.upsert(state.name, rows);
  return { lsn, applyToMemory: () => loaded.write(state.name, rows, pks) };
}

/** The freshness counter after a write, and `applyToMemory`, to be called once the write is committed. */
export type RecordWrites = { readonly lsn: number; readonly applyToMemory: () => void };
