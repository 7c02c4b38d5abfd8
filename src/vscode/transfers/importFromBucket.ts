import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { ImportState, ListedImport } from '../../model/importState.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import {
  parseBucketUri,
  parseIntegrationId,
  type BucketImports,
  type ImportTarget,
  type NewBucketImport,
} from '../../services/imports/bucketImports.ts';
import { registerCommand } from '../commands.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import {
  namedTarget,
  pickEnvironment,
  pickIndex,
  type PickTargetDeps,
} from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { formatAge } from '../formatAge.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import type { Report } from '../report.ts';
import { agree } from '../writes/agree.ts';

export type BucketImportDeps = PickTargetDeps & {
  readonly bucketImports: BucketImports;
  readonly connections: Pick<Connections, 'checkWritable'>;
  readonly report: Report;
};

/** Registers *Import from Bucket*. */
export function registerBucketImport(deps: BucketImportDeps): Disposable {
  return registerCommand(
    commands.importFromBucket,
    (argument) => importFromBucket(deps, argument),
    deps.report,
  );
}

async function importFromBucket(deps: BucketImportDeps, argument: unknown): Promise<void> {
  const target = await targetOf(deps, argument);
  if (target === undefined) return;
  if (target.environment.kind === 'local')
    throw new Failure(
      'badInput',
      vscode.l10n.t('The engine reads files of this machine: run Import File instead'),
    );
  const known = await withProgress(vscode.l10n.t('Looking for imports'), (signal) =>
    deps.bucketImports.list(target, signal),
  );
  const chosen = known.length === 0 ? 'new' : await askWhich(target, known);
  if (chosen === undefined) return;
  const id = chosen === 'new' ? await start(deps, target) : chosen.id;
  void follow(deps, target, id).catch(deps.report);
}

async function targetOf(
  deps: BucketImportDeps,
  argument: unknown,
): Promise<ImportTarget | undefined> {
  const named = namedTarget(deps, argument);
  if (named !== undefined) return named;
  const environment = await pickEnvironment(deps, 'elsewhere');
  const index = environment && (await pickIndex(deps, environment));
  return index && { environment, index: index.name };
}

/** Shows the imports of the index: running ones are followed, ended ones tell how they ended. */
function askWhich(
  { index }: ImportTarget,
  known: readonly ListedImport[],
): Promise<ListedImport | 'new' | undefined> {
  const now = Date.now();
  return askChoice<ListedImport | 'new'>({
    title: titleOf(index),
    placeholder: vscode.l10n.t('Start an import, or select one to follow it'),
    choices: [
      { label: `$(add) ${vscode.l10n.t('New Import…')}`, value: 'new' },
      ...known.map((value) => ({
        label: escapeInvisible(value.uri),
        description: `${stateText(value)} · ${formatAge(value.createdAtMs, now)}`,
        value,
      })),
    ],
  });
}

async function start(deps: BucketImportDeps, target: ImportTarget): Promise<string> {
  deps.connections.checkWritable(target.environment);
  const order = await askImport(target);
  await agree({
    ...target,
    namespace: defaultNamespace,
    count: 0,
    question: vscode.l10n.t(
      'Import from “{0}” to “{1}” in “{2}”?',
      order.uri,
      target.index,
      target.environment.name,
    ),
    details: [
      vscode.l10n.t(
        'Each folder below the address becomes a namespace. Records with an id that is there already are overwritten, and this cannot be undone.',
      ),
      vscode.l10n.t('The service charges for the gigabytes that it reads.'),
    ],
    action: vscode.l10n.t('Import'),
  });
  return withProgress(
    vscode.l10n.t('Starting the import'),
    (signal) => deps.bucketImports.start(target, order, signal),
    { isCancellable: false },
  );
}

async function askImport({ index }: ImportTarget): Promise<NewBucketImport> {
  const title = titleOf(index);
  let uri = '';
  let integrationId: string | undefined;
  await askText({
    title,
    prompt: vscode.l10n.t('The folder with Parquet files in S3, Google Cloud Storage or Azure'),
    placeholder: 's3://bucket/folder',
    submit: (text) => {
      uri = parseBucketUri(text);
    },
  });
  await askText({
    title,
    prompt: vscode.l10n.t(
      'The id of the storage integration that reads it. Empty: the bucket is public',
    ),
    submit: (text) => {
      integrationId = parseIntegrationId(text);
    },
  });
  const skipsBadRecords = await askChoice<boolean>({
    title,
    placeholder: vscode.l10n.t('What happens with records that cannot be read?'),
    choices: [
      { label: vscode.l10n.t('Stop the Import'), value: false },
      { label: vscode.l10n.t('Skip Them'), value: true },
    ],
  });
  if (skipsBadRecords === undefined) throw new Failure('cancelled', 'Cancelled');
  return { uri, skipsBadRecords, ...(integrationId !== undefined && { integrationId }) };
}

/** Follows an import to its end. Cancelling the notification leaves the import alone, and offers to cancel it. */
async function follow(deps: BucketImportDeps, target: ImportTarget, id: string): Promise<void> {
  const title = vscode.l10n.t('Importing to “{0}”', target.index);
  try {
    const end = await withProgress(title, (signal, progress) =>
      deps.bucketImports.follow(
        target,
        id,
        (state) => progress(state.share, recordsText(state.imported)),
        signal,
      ),
    );
    tell(target, end);
  } catch (error) {
    if (!Failure.is(error, 'cancelled')) throw error;
    await offerToCancel(deps, target, id);
  }
}

async function offerToCancel(
  deps: BucketImportDeps,
  target: ImportTarget,
  id: string,
): Promise<void> {
  const cancel = vscode.l10n.t('Cancel Import');
  const goOn = vscode.l10n.t('Follow');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The import to “{0}” goes on in the service.', target.index),
    goOn,
    cancel,
  );
  if (answer === goOn) await follow(deps, target, id);
  if (answer !== cancel) return;
  await deps.bucketImports.cancel(target, id, new AbortController().signal);
  const text = vscode.l10n.t(
    'The import to “{0}” is cancelled. Written records stay.',
    target.index,
  );
  void vscode.window.showInformationMessage(text);
}

function tell({ index }: ImportTarget, state: ImportState): void {
  const show =
    state.state === 'completed'
      ? vscode.window.showInformationMessage
      : vscode.window.showWarningMessage;
  void show(vscode.l10n.t('The import to “{0}”: {1}.', index, stateText(state)));
}

function stateText({ state, imported, refused, share, error }: ImportState): string {
  const records = recordsText(imported);
  switch (state) {
    case 'running':
      return vscode.l10n.t('running, {0}%, {1}', Math.round(share * 100), records);
    case 'completed':
      return refused === 0
        ? vscode.l10n.t('complete, {0}', records)
        : vscode.l10n.t('complete, {0}, {1} skipped', records, refused);
    case 'cancelled':
      return vscode.l10n.t('cancelled, {0} stay', records);
    case 'failed':
      return vscode.l10n.t('failed with {0}: {1}', records, error ?? '');
  }
}

function titleOf(index: string): string {
  return vscode.l10n.t('Import from Bucket to “{0}”', index);
}
