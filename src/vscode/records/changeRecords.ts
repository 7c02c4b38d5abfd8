import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { memberOf } from '../../common/objects.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { readUnitsOf } from '../../services/writes/readUnitsOf.ts';
import { deleteUnitsOf, writeUnitsOf } from '../../services/usage/writePrice.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { editMetadata } from '../../services/writes/metadataEdit.ts';
import {
  parseSelectingFilter,
  sampleSelection,
  type RecordSelection,
} from '../../services/writes/recordSelection.ts';
import type { RecordsWrite, RecordWrites } from '../../services/writes/recordWrites.ts';
import { askText } from '../flows/inputs.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';
import { unitsText } from '../transfers/transferProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { agree } from '../writes/agree.ts';
import { offerUndo } from '../writes/offerUndo.ts';
import { shareOf, stepText } from '../writes/stepText.ts';
import { whereOf } from '../writes/whereOf.ts';
import { askMetadataEdit, editText } from '../writes/askMetadataEdit.ts';

/** Returns the records that the command's argument names: ids, or a filter. Throws `forbidden` if they are locked. */
export async function chosenRecords(
  { connections }: ChangeRecordsDeps,
  target: PickedTarget,
  argument: unknown,
): Promise<ChosenRecords> {
  connections.checkWritable(target.environment);
  const ids = listOf(argument, 'ids');
  if (ids.length > 0) return { target, selection: { ids }, count: ids.length };
  const filter = await filterOf(argument, target);
  const count = await countMatching(connections, target, filter);
  if (count === 0)
    throw new Failure('badInput', vscode.l10n.t('No record of this namespace matches the filter'));
  return { target, selection: { filter }, count };
}

export type ChangeRecordsDeps = {
  readonly connections: Pick<Connections, 'checkWritable' | 'openForWriting'>;
  readonly usage: Pick<UsageMeter, 'of' | 'excess'>;
  readonly writes: RecordWrites;
};

type NamedSelection = Exclude<RecordSelection, { readonly all: true }>;

/** The records that a command is about, with their number. */
export type ChosenRecords = {
  readonly target: PickedTarget;
  readonly selection: NamedSelection;
  readonly count: number;
};

const namedIds = 5;

/** Deletes records after a question with their number. Throws `cancelled` when the user closes it. */
export async function deleteRecords(
  deps: ChangeRecordsDeps,
  { target, selection, count }: ChosenRecords,
): Promise<void> {
  const question = vscode.l10n.t('Delete {0} from {1}?', recordsText(count), whereOf(target));
  const details = [
    sampleText(selection),
    vscode.l10n.t('They are saved on this machine first: Undo Last Write brings them back.'),
    readPriceText(target.environment, count),
  ];
  await agree({ ...target, count, question, details, action: vscode.l10n.t('Delete') });
  const units = { readUnits: readUnitsOf(count), writeUnits: deleteUnitsOf(count) };
  await askOverBudget(deps.usage, target.environment, units);
  const write = { action: 'delete', selection, change: () => undefined, count } as const;
  await runWrite(deps, { place: target, ...write }, vscode.l10n.t('Deleting records'), (done) =>
    vscode.l10n.t('Deleted {0} from {1}.', recordsText(done), whereOf(target)),
  );
}

/** Changes a metadata field of records. Throws `cancelled` when the user dismisses a question. */
export async function changeMetadata(
  deps: ChangeRecordsDeps,
  { target, selection, count }: ChosenRecords,
): Promise<void> {
  const edit = await askMetadataEdit(recordsText(count));
  const question = vscode.l10n.t(
    '{0} in {1} of {2}?',
    editText(edit),
    recordsText(count),
    whereOf(target),
  );
  const details = [
    sampleText(selection),
    vscode.l10n.t('Records without the field stay as they are, unless it is set.'),
    readPriceText(target.environment, count),
  ];
  await agree({ ...target, count, question, details, action: vscode.l10n.t('Change') });
  const writeUnits = await unitsToWrite(deps, { target, selection, count });
  await askOverBudget(deps.usage, target.environment, {
    readUnits: readUnitsOf(count),
    writeUnits,
  });
  const change: RecordsWrite['change'] = (record) =>
    record && { ...record, metadata: editMetadata(record.metadata, edit) };
  const write = { action: 'edit', selection, change, count } as const;
  await runWrite(deps, { place: target, ...write }, vscode.l10n.t('Changing metadata'), (done) =>
    vscode.l10n.t('Changed {0} in {1}.', recordsText(done), whereOf(target)),
  );
}

/** Says what it costs to read the records that are saved for undo. */
function readPriceText({ kind }: Environment, count: number): string {
  if (kind === 'local') return '';
  return vscode.l10n.t('Reading them costs about {0}.', unitsText(readUnitsOf(count)));
}

/** Returns about what it costs to write the records, from a sample of them; 0 without a budget to compare with. */
async function unitsToWrite(
  { connections, usage }: ChangeRecordsDeps,
  { target, selection, count }: ChosenRecords,
): Promise<number> {
  const { environment, index: name, namespace } = target;
  if (environment.kind === 'local' || usage.of(environment.id).budget.writeUnits === undefined)
    return 0;
  const { signal } = new AbortController();
  const service = await connections.openForWriting(environment, signal);
  const { host, documents } = await service.describeIndex(name, signal);
  const client = service.index(host, documents);
  return writeUnitsOf(await sampleSelection(client, namespace, selection, signal), count);
}

async function runWrite(
  { writes }: ChangeRecordsDeps,
  write: RecordsWrite,
  title: string,
  doneText: (count: number) => string,
): Promise<void> {
  const entry = await withProgress(title, (signal, progress) =>
    writes.run(write, signal, (step) => progress(shareOf(step), stepText(step))),
  );
  const text =
    entry === undefined
      ? vscode.l10n.t('Nothing to change: the records are as you want them already.')
      : doneText(entry.count);
  void offerUndo(text, entry);
}

function sampleText(selection: RecordSelection): string {
  if (!('ids' in selection))
    return 'filter' in selection
      ? vscode.l10n.t('Filter: {0}', JSON.stringify(selection.filter))
      : '';
  const named = selection.ids.slice(0, namedIds).map(escapeInvisible).join(', ');
  const rest = selection.ids.length - namedIds;
  return rest > 0 ? vscode.l10n.t('{0} and {1} more', named, fullCount(rest)) : named;
}

async function countMatching(
  connections: ChangeRecordsDeps['connections'],
  { environment, index: name, namespace }: PickedTarget,
  filter: object,
): Promise<number> {
  const { signal } = new AbortController();
  const service = await connections.openForWriting(environment, signal);
  const { host, documents } = await service.describeIndex(name, signal);
  return service.index(host, documents).countMatching(namespace, filter, signal);
}

async function filterOf(argument: unknown, target: PickedTarget): Promise<object> {
  const named = textOf(argument, 'filter');
  if (named !== undefined) return parseSelectingFilter(named);
  let filter: object = {};
  await askText({
    title: vscode.l10n.t('Which records of {0}?', whereOf(target)),
    prompt: vscode.l10n.t('A metadata filter, as in a query'),
    placeholder: '{ "year": { "$lt": 2020 } }',
    submit: (text) => {
      filter = parseSelectingFilter(text);
    },
  });
  return filter;
}

function listOf(argument: unknown, name: string): string[] {
  const value = memberOf(argument, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textOf(argument: unknown, name: string): string | undefined {
  const value = memberOf(argument, name);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
