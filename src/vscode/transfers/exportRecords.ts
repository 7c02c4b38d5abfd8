import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Exports, ExportTarget } from '../../services/exports/exports.ts';
import type {
  ExportOutcome,
  ExportPreview,
  FileExport,
} from '../../services/exports/fileExport.ts';
import { unitsOf, type PullPrice } from '../../services/transfer/pullPlan.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { registerCommand } from '../commands.ts';
import { askChoice } from '../flows/inputs.ts';
import { isIndexNode, namedTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { askFile } from '../flows/saveFile.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import type { Report } from '../report.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { asksToGoOn } from './asksToGoOn.ts';
import { exportOutcomeMessage } from './exportMessages.ts';
import { pickExportSource } from './pickExportSource.ts';
import { askBudget } from './pullQuestions.ts';
import { withTransferProgress } from './transferProgress.ts';

/** Registers *Export Records*, which writes a namespace or a whole index to a file. */
export function registerExportRecords(deps: ExportDeps): Disposable {
  const start = (argument: unknown): Promise<void> => exportRecords(deps, argument);
  return registerCommand(commands.exportRecords, start, deps.report);
}

export type ExportDeps = PickTargetDeps & {
  readonly exports: Exports;
  readonly usage: UsageMeter;
  readonly report: Report;
};

/** An export to a file, with the read units that it may use. */
type Run = { readonly records: FileExport; readonly budget: number };

async function exportRecords(deps: ExportDeps, argument: unknown): Promise<void> {
  const named = namedTarget(deps, argument);
  const target = named && !isIndexNode(argument) ? named : await pickExportSource(deps, named);
  if (target === undefined) return;
  const run = (await askToGoOn(deps, target)) ?? (await askNew(deps, target));
  if (run === undefined) return;
  const { environment } = target;
  // The command ends with its first run; its caller does not wait for messages to close.
  const ended = await runOnce(run);
  void finish(run, ended).catch((error: unknown) => deps.report(error, { environment }));
}

/** Asks for budget and file of a new export. */
async function askNew(
  { exports, usage }: ExportDeps,
  target: ExportTarget,
): Promise<Run | undefined> {
  const preview = await looking(target, (signal) => exports.preview(target, signal));
  const { price } = preview;
  const budget = price === undefined ? Infinity : await askExportBudget(preview, price);
  if (price !== undefined)
    await askOverBudget(usage, target.environment, { readUnits: unitsOf(price) });
  const file = await askExportFile(target);
  return file === undefined ? undefined : { records: await exports.begin(preview, file), budget };
}

/** Offers to go on with an export of the same target that ended with its window. */
async function askToGoOn(
  { exports, usage }: ExportDeps,
  target: ExportTarget,
): Promise<Run | undefined> {
  const from = exports.unfinished(target);
  if (from === undefined) return undefined;
  const goesOn = await askChoice<boolean>({
    title: vscode.l10n.t('Export “{0}”', target.index),
    placeholder: vscode.l10n.t('An earlier export to “{0}” ended early', path.basename(from.file)),
    choices: [
      {
        label: vscode.l10n.t('Go On'),
        description: vscode.l10n.t('{0} are exported', recordsText(from.written.count)),
        value: true,
      },
      { label: vscode.l10n.t('Start Over'), value: false },
    ],
  });
  const records = goesOn
    ? await looking(target, (signal) => exports.goOn(target, from, signal))
    : undefined;
  if (records === undefined) {
    await exports.drop(target, from);
    return undefined;
  }
  const { preview, priceLeft, readUnits } = records;
  if (priceLeft === undefined) return { records, budget: Infinity };
  try {
    const budget = await askExportBudget(preview, priceLeft, readUnits);
    await askOverBudget(usage, target.environment, { readUnits: unitsOf(priceLeft) });
    return { records, budget };
  } catch (error) {
    await records.close();
    throw error;
  }
}

function looking<T>(
  { index }: ExportTarget,
  look: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withProgress(vscode.l10n.t('Looking at “{0}”', index), look);
}

function askExportBudget(
  { environment, index }: ExportPreview,
  price: PullPrice,
  used = 0,
): Promise<number> {
  const title = vscode.l10n.t('Export “{0}” of “{1}”', index.name, environment.name);
  return askBudget(title, price, { kind: 'all' }, used);
}

function askExportFile({ index, namespace }: ExportTarget): Promise<string | undefined> {
  const isNamed = namespace !== undefined && namespace !== defaultNamespace;
  const stem = isNamed ? `${index}-${namespace.replaceAll(/[^\w.-]+/g, '-')}` : index;
  return askFile({
    title: vscode.l10n.t('Export “{0}”', index),
    name: `${stem}.jsonl`,
    formats: {
      [vscode.l10n.t('JSON Lines')]: 'jsonl',
      [vscode.l10n.t('CSV')]: 'csv',
      [vscode.l10n.t('Parquet')]: 'parquet',
    },
  });
}

/** Runs the export; deletes what was written if it can't go on. */
async function runOnce({ records, budget }: Run): Promise<ExportOutcome> {
  const name = path.basename(records.file);
  const title = vscode.l10n.t('Exporting “{0}” to “{1}”', records.preview.index.name, name);
  try {
    return await withTransferProgress(title, (signal, onProgress) =>
      records.run({ budget, signal, onProgress }),
    );
  } catch (error) {
    await records.discard();
    throw error;
  }
}

/** Tells how a run ended, and goes on if the user says so. Otherwise an export that ended early leaves no file. */
async function finish(run: Run, outcome: ExportOutcome): Promise<void> {
  if (outcome.state === 'complete' || outcome.state === 'incomplete') {
    await announce(run, outcome);
    return;
  }
  const next = await asksToContinue(run, outcome);
  if (next === undefined) await run.records.discard();
  else await finish(next, await runOnce(next));
}

async function asksToContinue(run: Run, outcome: ExportOutcome): Promise<Run | undefined> {
  const { preview, file } = run.records;
  const text = exportOutcomeMessage(outcome, preview.index.name, path.basename(file));
  if (outcome.state === 'interrupted') {
    const environment = outcome.at === 'source' ? preview.environment : undefined;
    return (await asksToGoOn(text, outcome.failure.kind, environment)) ? run : undefined;
  }
  if (outcome.state === 'cancelled') {
    // Records that were paid for are worth a question.
    if (outcome.readUnits === 0) return undefined;
    const goOn = vscode.l10n.t('Go On');
    return (await vscode.window.showInformationMessage(text, goOn)) === goOn ? run : undefined;
  }
  const { priceLeft } = run.records;
  if (outcome.state !== 'stopped' || priceLeft === undefined) return undefined;
  const more = vscode.l10n.t('Go On…');
  if ((await vscode.window.showWarningMessage(text, more)) !== more) return undefined;
  // A question that is closed leads back to the message, which alone drops what was paid for.
  const budget = await askExportBudget(preview, priceLeft, outcome.readUnits).catch(
    () => undefined,
  );
  return budget === undefined ? asksToContinue(run, outcome) : { ...run, budget };
}

async function announce({ records }: Run, outcome: ExportOutcome): Promise<void> {
  const { preview, file } = records;
  const text = exportOutcomeMessage(outcome, preview.index.name, path.basename(file));
  const open = vscode.l10n.t('Open');
  const isComplete = outcome.state === 'complete';
  const tell = isComplete ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await tell(text, open)) === open)
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
}
