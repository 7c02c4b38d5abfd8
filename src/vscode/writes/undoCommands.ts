import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { placeName } from '../../model/vectorIndex.ts';
import type { WriteEntry, WriteJournal } from '../../model/writeJournal.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { IndexCreation } from '../../services/catalog/indexCreation.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { nextToUndo, type PassedOver } from '../../services/writes/nextToUndo.ts';
import { readUnitsOf } from '../../services/writes/readUnitsOf.ts';
import { deleteUnitsOf, writeUnitsOf } from '../../services/usage/writePrice.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { DeletedIndexes } from '../../services/writes/deletedIndexes.ts';
import type { OtherIndexSign } from '../../services/writes/otherIndex.ts';
import type { RecordWrites, WritePlace } from '../../services/writes/recordWrites.ts';
import { registerCommand } from '../commands.ts';
import { askChoice } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { formatAge } from '../formatAge.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import type { Report } from '../report.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { shareOf, stepText } from './stepText.ts';
import { undoIndexDeletion } from './undoIndexDeletion.ts';

export type UndoDeps = {
  readonly environments: Pick<Environments, 'byId'>;
  readonly connections: Pick<Connections, 'checkWritable' | 'openForWriting'>;
  readonly catalog: Pick<Catalog, 'invalidate'>;
  readonly writes: RecordWrites;
  readonly journal: WriteJournal;
  readonly usage: Pick<UsageMeter, 'of' | 'excess'>;
  readonly report: Report;
};

const namedIds = 5;

/** Registers *Undo Last Write* and *Write History*. */
export function registerUndo(deps: UndoDeps): Disposable {
  const resources = new Disposables();
  const register = (id: string, run: (argument: unknown) => Promise<void>): void =>
    void resources.own(registerCommand(id, run, deps.report));
  register(commands.undoWrite, async (argument) => {
    const entries = await deps.journal.list();
    const named = entries.find(({ id }) => id === argument);
    await undo(deps, named ?? (await lastWrite(deps, entries)));
  });
  register(commands.writeHistory, () => showHistory(deps));
  return resources;
}

/** Returns the newest write that can be undone; asks first if newer ones cannot. */
async function lastWrite(deps: UndoDeps, entries: readonly WriteEntry[]): Promise<WriteEntry> {
  const hasEnvironment = (id: string): boolean => deps.environments.byId(id) !== undefined;
  const { entry, passedOver } = nextToUndo(entries, hasEnvironment);
  const reasons = passedOver.slice(0, namedIds).map((one) => passedOverText(deps, one));
  if (entry === undefined)
    throw new Failure(
      'badInput',
      [vscode.l10n.t('There is no write to undo on this machine'), ...reasons].join('. '),
    );
  if (passedOver.length === 0) return entry;
  const older = vscode.l10n.t('Undo the Older Write');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The last write cannot be undone now. Undo an older one?'),
    {
      modal: true,
      detail: [
        ...reasons,
        vscode.l10n.t('The older write: {0} · {1}', actionText(entry), whereOf(deps, entry)),
      ].join('\n\n'),
    },
    older,
  );
  if (answer !== older) throw new Failure('cancelled', 'Cancelled');
  return entry;
}

function passedOverText(deps: UndoDeps, { entry, reason }: PassedOver): string {
  const what = `${actionText(entry)} · ${whereOf(deps, entry)}`;
  return reason === 'writing'
    ? vscode.l10n.t('{0}: a window is still sending it', what)
    : vscode.l10n.t('{0}: its environment was removed', what);
}

async function showHistory(deps: UndoDeps): Promise<void> {
  const entries = await deps.journal.list();
  if (entries.length === 0) {
    const text = vscode.l10n.t(
      'No write of this machine is kept yet. Each one is saved before it is sent.',
    );
    void vscode.window.showInformationMessage(text);
    return;
  }
  const now = Date.now();
  const entry = await askChoice<WriteEntry>({
    title: vscode.l10n.t('Write History'),
    placeholder: vscode.l10n.t('Select a write to undo it'),
    choices: entries.map((value) => ({
      label: `${iconOf(value)} ${actionText(value)}`,
      description: [
        ...(value.state === 'undone' ? [vscode.l10n.t('undone')] : []),
        formatAge(value.at, now),
        whereOf(deps, value),
        ...sampleText(value),
      ].join(' · '),
      ...(value.state === 'writing' && { detail: vscode.l10n.t('a window is still sending it') }),
      ...(value.state === 'started' && {
        detail: vscode.l10n.t('ended early: some records may be unchanged'),
      }),
      value,
    })),
  });
  if (entry === undefined) return;
  if (entry.state === 'undone')
    throw new Failure('badInput', vscode.l10n.t('This write is undone already'));
  await undo(deps, entry);
}

async function undo(deps: UndoDeps, entry: WriteEntry): Promise<void> {
  const place = placeOf(deps, entry);
  deps.connections.checkWritable(place.environment);
  if (entry.action === 'deleteIndex') {
    const writeUnits = await unitsToWriteBack(deps.journal, entry);
    await askOverBudget(deps.usage, place.environment, { writeUnits });
    return undoIndexDeletion(deletedIndexesOf(deps), place.environment, entry);
  }
  // The records are read to compare them, and again to save what the undo overwrites.
  const writeUnits = await unitsToWriteBack(deps.journal, entry);
  const units = { readUnits: 2 * readUnitsOf(entry.count), writeUnits };
  await askOverBudget(deps.usage, place.environment, units);
  const title = vscode.l10n.t('Undoing: {0}', actionText(entry));
  const { sign, changed } = await withProgress(title, async (signal, progress) => {
    progress(0, vscode.l10n.t('comparing with the index'));
    return {
      sign: await deps.writes.otherIndexSign(place, entry, signal),
      changed: await deps.writes.changedSince(place, entry, signal),
    };
  });
  if (sign !== undefined) await askAboutOtherIndex(deps, entry, sign);
  const keep = changed.length === 0 ? new Set<string>() : await askChanged(entry, changed);
  const undone = await withProgress(title, (signal, progress) =>
    deps.writes.undo(place, entry, keep, signal, (step) => progress(shareOf(step), stepText(step))),
  );
  const text =
    undone === undefined
      ? vscode.l10n.t('Nothing to undo: the records are as before already.')
      : undone.count === 1
        ? vscode.l10n.t('Undone: 1 record is as before.')
        : vscode.l10n.t('Undone: {0} records are as before.', fullCount(undone.count));
  void vscode.window.showInformationMessage(text);
}

/** Returns about what it costs to write the records of an entry back. */
async function unitsToWriteBack(
  journal: Pick<WriteJournal, 'changes'>,
  entry: WriteEntry,
): Promise<number> {
  for await (const changes of journal.changes(entry.id)) {
    const written = changes.flatMap(({ before }) => before ?? []);
    const share = written.length / Math.max(1, changes.length);
    const count = Math.round(entry.count * share);
    return writeUnitsOf(written, count) + deleteUnitsOf(entry.count - count);
  }
  return 0;
}

function deletedIndexesOf(deps: UndoDeps): DeletedIndexes {
  return new DeletedIndexes({ ...deps, creation: new IndexCreation(deps) });
}

/** Asks whether to write to an index that may be a new one. Throws `badInput` if it cannot take the records. */
async function askAboutOtherIndex(
  deps: UndoDeps,
  entry: WriteEntry,
  sign: OtherIndexSign,
): Promise<void> {
  const name = escapeInvisible(entry.index);
  if (sign === 'settings')
    throw new Failure(
      'badInput',
      vscode.l10n.t(
        '“{0}” has other settings than when it was written to: it was deleted and created again, so this write cannot be undone',
        name,
      ),
    );
  const goOn = vscode.l10n.t('Undo Anyway');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('“{0}” may be another index than the one that was written to.', name),
    {
      modal: true,
      detail:
        sign === 'host'
          ? vscode.l10n.t('Its address has changed since: it was deleted and created again.')
          : vscode.l10n.t(
              '{0} is empty now and held {1} before the write: it may have been deleted and created again.',
              whereOf(deps, entry),
              recordsText(entry.target?.records ?? 0),
            ),
    },
    goOn,
  );
  if (answer !== goOn) throw new Failure('cancelled', 'Cancelled');
}

/** Asks what to do with records that were changed again. Returns the ids that stay as they are. */
async function askChanged(
  entry: WriteEntry,
  changed: readonly string[],
): Promise<ReadonlySet<string>> {
  const keep = vscode.l10n.t('Keep Those');
  const overwrite = vscode.l10n.t('Overwrite');
  const named = changed.slice(0, namedIds).map(escapeInvisible).join(', ');
  const more = changed.length - namedIds;
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} of {1} changed since: undo those too?',
      changed.length,
      recordsText(entry.count),
    ),
    {
      modal: true,
      detail: more > 0 ? vscode.l10n.t('{0} and {1} more', named, more) : named,
    },
    keep,
    overwrite,
  );
  if (answer === undefined) throw new Failure('cancelled', 'Cancelled');
  return new Set(answer === keep ? changed : []);
}

function placeOf({ environments }: UndoDeps, entry: WriteEntry): WritePlace {
  const environment = environments.byId(entry.environmentId);
  if (environment === undefined)
    throw new Failure('notFound', vscode.l10n.t('The environment of this write no longer exists'));
  return { environment, index: entry.index, namespace: entry.namespace };
}

function whereOf({ environments }: UndoDeps, entry: WriteEntry): string {
  const environment =
    environments.byId(entry.environmentId)?.name ?? vscode.l10n.t('removed environment');
  return `${escapeInvisible(placeName(entry))} · ${environment}`;
}

function iconOf({ action, state }: WriteEntry): string {
  if (state === 'undone') return '$(discard)';
  return {
    write: '$(edit)',
    edit: '$(symbol-field)',
    delete: '$(trash)',
    deleteIndex: '$(trash)',
    copy: '$(copy)',
    undo: '$(history)',
  }[action];
}

function actionText({ action, count, sampleIds }: WriteEntry): string {
  const [first = ''] = sampleIds;
  const records = count === 1 ? `“${escapeInvisible(first)}”` : recordsText(count);
  switch (action) {
    case 'write':
      return vscode.l10n.t('Wrote {0}', records);
    case 'edit':
      return vscode.l10n.t('Changed metadata of {0}', records);
    case 'delete':
      return vscode.l10n.t('Deleted {0}', records);
    case 'deleteIndex':
      return vscode.l10n.t('Deleted the index with {0}', recordsText(count));
    case 'copy':
      return vscode.l10n.t('Copied {0}', records);
    case 'undo':
      return vscode.l10n.t('Undid a write of {0}', records);
  }
}

/** Names the records of a write of several. */
function sampleText({ count, sampleIds }: WriteEntry): readonly string[] {
  if (count <= 1) return [];
  const named = sampleIds.map(escapeInvisible).join(', ');
  return [count > sampleIds.length ? `${named}, …` : named];
}
