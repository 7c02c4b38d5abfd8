import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { RowFile } from '../../model/files/rowFile.ts';
import type { Environment } from '../../model/environment.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { engineReads } from '../../services/imports/engineReads.ts';
import type {
  CheckResult,
  FileImportOutcome,
  FileImports,
  ImportCheck,
  ImportOrder,
} from '../../services/imports/fileImports.ts';
import { mappingProblem, type ColumnMapping } from '../../services/imports/columnMapping.ts';
import { columnsOf, guessMapping, type Sample } from '../../services/imports/guessMapping.ts';
import { indexForFile } from '../../services/imports/indexForFile.ts';
import type { ImportCheckpoint } from '../../services/imports/importJournal.ts';
import { sampleFile } from '../../services/imports/sampleFile.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { registerCommand } from '../commands.ts';
import { askChoice } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import {
  indexItem,
  namedTarget,
  pickEnvironment,
  type PickedTarget,
  type PickTargetDeps,
} from '../flows/pickTarget.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import { asksToGoOn } from '../transfers/asksToGoOn.ts';
import { withTransferProgress } from '../transfers/transferProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { agree } from '../writes/agree.ts';
import { whereOf } from '../writes/whereOf.ts';
import { importThroughEngine, type EngineImportDeps } from './engineImport.ts';
import { checkDetails, fileImportMessage, refusalText } from './importFileMessages.ts';
import { askMapping } from './mappingForm.ts';
import type { MappingStore } from './mappingStore.ts';

/** Registers *Import File*, which imports a file into an index of any environment. */
export function registerImportFile(deps: ImportFileDeps): Disposable {
  const start = (argument: unknown): Promise<void> => importFile(deps, argument);
  return registerCommand(commands.importRecords, start, deps.report);
}

export type ImportFileDeps = PickTargetDeps &
  EngineImportDeps & {
    readonly fileImports: FileImports;
    readonly connections: Pick<Connections, 'checkWritable'>;
    readonly usage: UsageMeter;
    readonly mappings: MappingStore;
    /** Endings of the files that can be imported, without the dot. */
    readonly endings: readonly string[];
    readonly openFile: (path: string) => Promise<RowFile>;
  };

type Plan = {
  readonly order: ImportOrder;
  readonly check: CheckResult;
  readonly from?: ImportCheckpoint;
};

async function importFile(deps: ImportFileDeps, argument: unknown): Promise<void> {
  const place = namedTarget(deps, argument) ?? (await pickPlace(deps));
  if (place === undefined) return;
  if (place.index === undefined) return createIndexForFile(deps, place.environment);
  deps.connections.checkWritable(place.environment);
  const { signal } = new AbortController();
  const index = await deps.catalog.index(place.environment, place.index, signal);
  const title = vscode.l10n.t('Import into “{0}”', place.index);
  const uri = fileOf(argument) ?? (await askFile(title, deps.endings));
  if (uri === undefined) return;
  const file = await deps.openFile(uri.fsPath);
  const sample = await withProgress(vscode.l10n.t('Reading “{0}”', file.name), () =>
    sampleFile(file),
  );
  if (engineReads(place, file.path, columnsOf(sample), index)) {
    await importThroughEngine(deps, { index: index.name, file: uri });
    return;
  }
  const plan =
    (await askToGoOn(deps, file, place)) ?? (await askPlan(deps, { file, sample, index, place }));
  if (plan !== undefined) await runPlan(deps, plan);
}

type NewPlace = { readonly environment: Environment; readonly index?: undefined };

/** Asks for an index; without its name, a new one is made for the file. */
async function pickPlace(deps: ImportFileDeps): Promise<PickedTarget | NewPlace | undefined> {
  const environment = await pickEnvironment(
    deps,
    'anywhere',
    vscode.l10n.t('Import into which environment?'),
  );
  if (environment === undefined) return undefined;
  const picked = await pickFromList<VectorIndex | 'new'>({
    placeholder: vscode.l10n.t('Import into which index of “{0}”?', environment.name),
    load: async (signal) => ['new', ...(await deps.catalog.indexes(environment, signal))],
    itemOf: (one) =>
      one === 'new'
        ? {
            label: `$(add) ${vscode.l10n.t('New Index for the File…')}`,
            description: vscode.l10n.t('its dimension is read from the file'),
          }
        : indexItem(one),
    whenEmpty: '',
    asksForOne: true,
  });
  if (picked === 'new') return { environment };
  return picked && { environment, index: picked.name, namespace: defaultNamespace };
}

/** Runs *Create Index* with what the file needs, which then imports the file. */
async function createIndexForFile(deps: ImportFileDeps, environment: Environment): Promise<void> {
  deps.connections.checkWritable(environment);
  const uri = await askFile(vscode.l10n.t('Import a file'), deps.endings);
  if (uri === undefined) return;
  const file = await deps.openFile(uri.fsPath);
  const preset = indexForFile(file.name, await sampleFile(file));
  await vscode.commands.executeCommand(commands.createIndex, { environment, preset, file: uri });
}

async function askFile(title: string, endings: readonly string[]): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: vscode.l10n.t('Import'),
      filters: { [vscode.l10n.t('Files of records')]: [...endings] },
      ...(folder && { defaultUri: folder }),
    })) ?? [];
  if (file !== undefined && file.scheme !== 'file')
    throw new Failure('badInput', vscode.l10n.t('Choose a file on this machine to import'));
  return file;
}

function fileOf(argument: unknown): vscode.Uri | undefined {
  const { file } = (argument ?? {}) as { readonly file?: unknown };
  return file instanceof vscode.Uri ? file : undefined;
}

/** Offers to go on with an import of the same file to the same place that ended early. */
async function askToGoOn(
  { fileImports }: ImportFileDeps,
  file: RowFile,
  place: PickedTarget,
): Promise<Plan | undefined> {
  const from = fileImports.unfinished({ file, place });
  if (from === undefined) return undefined;
  const goesOn = await askChoice<boolean>({
    title: titleOf(file, place),
    placeholder: vscode.l10n.t('An earlier import of this file ended early'),
    choices: [
      {
        label: vscode.l10n.t('Go On'),
        description: vscode.l10n.t('{0} are imported', recordsText(from.written.count)),
        value: true,
      },
      { label: vscode.l10n.t('Start Over'), value: false },
    ],
  });
  if (goesOn !== true) return undefined;
  return { order: { file, place, mapping: from.mapping }, check: from, from };
}

type Choice = {
  readonly file: RowFile;
  readonly sample: Sample;
  readonly index: VectorIndex;
  readonly place: PickedTarget;
};

/** Asks what the columns are, checks the whole file, and asks whether to write. */
async function askPlan(deps: ImportFileDeps, choice: Choice): Promise<Plan | undefined> {
  const { file, sample, index, place } = choice;
  const title = titleOf(file, place);
  const { mapping, namespace } = await askMapping(
    { title, sample, index },
    { mapping: mappingFor(deps, choice), namespace: place.namespace },
  );
  deps.mappings.keep(columnsOf(sample), kindOf(index), mapping);
  const order = { file, mapping, place: { ...place, namespace } };
  const check = await withTransferProgress(
    vscode.l10n.t('Checking “{0}”', file.name),
    (signal, onProgress) => deps.fileImports.check(order, { signal, onProgress }),
  );
  if (check.records === 0) {
    await showNothing(file, check);
    return undefined;
  }
  await agree({
    ...order.place,
    count: check.existing,
    question: vscode.l10n.t(
      'Import {0} from “{1}” into {2}?',
      recordsText(check.records),
      file.name,
      whereOf(order.place),
    ),
    details: checkDetails(check, order.file.unit),
    action: vscode.l10n.t('Import'),
  });
  await askOverBudget(deps.usage, place.environment, check);
  return { order, check };
}

/** Returns the last mapping of the same columns if it still fits, else a guess. */
function mappingFor({ mappings }: ImportFileDeps, { sample, index }: Choice): ColumnMapping {
  const kept = mappings.get(columnsOf(sample), kindOf(index));
  const isUsable = kept !== undefined && mappingProblem(kept, index) === undefined;
  return isUsable ? kept : guessMapping(sample, index);
}

/** What a mapping depends on beside the columns. */
function kindOf({ kind, vectorType, dimension }: VectorIndex): string {
  return [kind, vectorType, dimension].join('/');
}

async function showNothing({ name, unit }: RowFile, check: ImportCheck): Promise<void> {
  const { firstRefusal, rejectFile } = check;
  const text =
    firstRefusal === undefined
      ? vscode.l10n.t('There is nothing to import in “{0}”.', name)
      : vscode.l10n.t(
          'No row of “{0}” can be imported. The first: {1}.',
          name,
          refusalText(firstRefusal, unit),
        );
  const buttons = rejectFile === undefined ? [] : [rejectsButton()];
  const answer = await vscode.window.showWarningMessage(text, ...buttons);
  if (answer !== undefined && rejectFile !== undefined) await openFile(rejectFile);
}

async function runPlan(deps: ImportFileDeps, plan: Plan): Promise<void> {
  const { order, check, from } = plan;
  const outcome = await withTransferProgress(
    titleOf(order.file, order.place),
    (signal, onProgress) => deps.fileImports.run(order, check, { signal, onProgress }, from),
  );
  // The command has ended; its caller does not wait for the message to close.
  void announce(deps, plan, outcome).catch((error: unknown) =>
    deps.report(error, { environment: order.place.environment }),
  );
}

async function announce(
  deps: ImportFileDeps,
  { order, check }: Plan,
  outcome: FileImportOutcome,
): Promise<void> {
  const { file, place } = order;
  const text = fileImportMessage(file.name, whereOf(place), outcome, check.refused);
  if (outcome.state === 'complete' || outcome.state === 'incomplete') {
    await announceEnd(text, place, outcome);
    return;
  }
  const { environment } = place;
  const goOn = vscode.l10n.t('Go On');
  const goesOn =
    outcome.state === 'interrupted'
      ? await asksToGoOn(text, outcome.failure.kind, environment)
      : (await vscode.window.showWarningMessage(text, goOn)) === goOn;
  const from = deps.fileImports.unfinished(order);
  if (goesOn) await runPlan(deps, { order, check, ...(from && { from }) });
}

async function announceEnd(
  text: string,
  { environment, index, namespace }: PickedTarget,
  { missing = 0, rejectFile }: FileImportOutcome,
): Promise<void> {
  const show = vscode.l10n.t('Show Records');
  const tell =
    missing === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = await tell(text, show, ...(rejectFile === undefined ? [] : [rejectsButton()]));
  const target = { environment: environment.name, index, namespace };
  if (answer === show) await vscode.commands.executeCommand(commands.showRecords, { target });
  else if (answer !== undefined && rejectFile !== undefined) await openFile(rejectFile);
}

function rejectsButton(): string {
  return vscode.l10n.t('Show Refused Records');
}

async function openFile(path: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}

function titleOf({ name }: RowFile, place: PickedTarget): string {
  return vscode.l10n.t('Import “{0}” into {1}', name, whereOf(place));
}
