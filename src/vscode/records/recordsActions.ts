import * as vscode from 'vscode';
import { csvHeaderRow, csvRecordRow } from '../../model/exportFormats.ts';
import { bindingTo } from '../../model/notebook/environmentIds.ts';
import type { VectorRecord } from '../../model/record.ts';
import { recordActions, type CopyFormat, type RecordAction } from '../../protocol/records.ts';
import { selectionNotebook } from '../../services/notebook/selectionNotebook.ts';
import type { RecordsPlace, RecordsSession } from '../../services/records/recordsSession.ts';
import { openNewNotebook } from '../flows/openNewNotebook.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';

/** Returns the actions that work there. */
export function availableActions({
  environment,
}: Pick<RecordsPlace, 'environment'>): RecordAction[] {
  const canImport = environment.kind === 'local';
  return recordActions.filter((action) => action !== 'import' || canImport);
}

/** The commands behind the actions. */
const commandOf: Readonly<Record<RecordAction, string>> = {
  open: commands.openRecord,
  new: commands.newRecord,
  editMetadata: commands.editMetadata,
  delete: commands.deleteRecords,
  import: commands.importRecords,
};

/** Runs an action on the records with the ids, or without ids on those that match the view's filter. */
export async function runAction(
  { place, selection }: Pick<RecordsSession, 'place' | 'selection'>,
  action: RecordAction,
  ids: readonly string[],
): Promise<void> {
  const { environment, index, namespace } = place;
  const target = { environment: environment.name, index, namespace };
  const [id] = ids;
  const chosen = ids.length > 0 ? { ids } : { filter: selection.filter };
  const argument = action === 'open' ? { target, id } : { target, ...chosen };
  await vscode.commands.executeCommand(commandOf[action], argument);
}

/** Copies the records and returns their number. */
export async function copyRecords(
  session: RecordsSession,
  ids: readonly string[],
  format: CopyFormat,
  signal: AbortSignal,
): Promise<number> {
  const records = await session.records(ids, signal);
  const text = format === 'json' ? recordsToJson(records) : recordsToCsv(records);
  await vscode.env.clipboard.writeText(text);
  return records.length;
}

/** Largest number of selected records that a new query expects. */
const maxExpected = 20;

/** Opens a notebook with a query by the first record, which expects the others. */
export async function queryRecords(place: RecordsPlace, ids: readonly string[]): Promise<void> {
  const [centreId] = ids;
  if (centreId === undefined) return;
  const { environment, index, namespace } = place;
  const binding = bindingTo(environment, index, namespace);
  const words = (_listed: number, count: number): string =>
    vscode.l10n.t('{0} records, selected in “{1}”.', fullCount(count), index);
  const selection = { centreId, ids: ids.slice(0, maxExpected), count: ids.length };
  await openNewNotebook(selectionNotebook(binding, selection, words), index);
}

function recordsToJson(records: readonly VectorRecord[]): string {
  const shown = records.map(({ id, values, sparseValues, metadata }) => ({
    id,
    ...(values.length > 0 && { values }),
    ...(sparseValues && { sparseValues }),
    metadata,
  }));
  return JSON.stringify(shown.length === 1 ? shown[0] : shown, undefined, 2);
}

function recordsToCsv(records: readonly VectorRecord[]): string {
  const fields = [...new Set(records.flatMap(({ metadata }) => Object.keys(metadata)))];
  const columns = { hasNamespaces: false, fields };
  const rows = records.map((record) => csvRecordRow(record, columns));
  return [csvHeaderRow(columns), ...rows].join('');
}
