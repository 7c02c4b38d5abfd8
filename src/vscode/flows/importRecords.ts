import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { ImportState } from '../../model/importState.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Imports } from '../../services/transfer/imports.ts';
import { registerCommand } from '../commands.ts';
import { fullCount } from '../format.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { recordsText } from '../words.ts';
import { pickIndex, type PickTargetDeps } from './pickTarget.ts';
import { withProgress } from './withProgress.ts';

export type ImportRecordsDeps = Pick<PickTargetDeps, 'catalog'> & {
  readonly imports: Imports;
  readonly report: Report;
};

/** A file and the index of this machine that it is for. */
type Order = { readonly index: string; readonly file: vscode.Uri };

/** *Import Records*, from a file into an index on this machine. */
export function registerImportRecords(deps: ImportRecordsDeps): Disposable {
  const report: Report = (error, context) =>
    deps.report(error, { ...context, environment: localEnvironment });
  const start = async (argument: unknown): Promise<void> => {
    const order = await orderOf(deps, argument);
    if (order !== undefined) await importInto({ ...deps, report }, order, false);
  };
  return registerCommand(commands.importRecords, start, report);
}

async function orderOf(deps: ImportRecordsDeps, argument: unknown): Promise<Order | undefined> {
  const index = indexOf(argument) ?? (await pickIndex(deps, localEnvironment, true))?.name;
  if (index === undefined) return undefined;
  const file = fileOf(argument) ?? (await askFile(index));
  return file && { index, file };
}

async function askFile(index: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import into “{0}”', index),
      openLabel: vscode.l10n.t('Import'),
      filters: {
        [vscode.l10n.t('Records as JSON Lines or Parquet')]: ['jsonl', 'ndjson', 'parquet'],
      },
      ...(folder && { defaultUri: folder }),
    })) ?? [];
  if (file !== undefined && file.scheme !== 'file')
    throw new Failure(
      'badInput',
      vscode.l10n.t('Files are imported from a folder of this machine: choose one'),
    );
  return file;
}

async function importInto(
  deps: ImportRecordsDeps,
  order: Order,
  skipsBadRecords: boolean,
): Promise<void> {
  const { index, file } = order;
  const name = path.basename(file.fsPath);
  const title = vscode.l10n.t('Importing “{0}” into “{1}”', name, index);
  const end = await withProgress(title, (signal, progress) =>
    deps.imports.run({ index, uri: file.toString(), skipsBadRecords }, signal, (state) =>
      progress(state.share, recordsText(state.imported)),
    ),
  );
  // The command has ended; whoever called it does not wait for the user to close a message.
  void announce(deps, order, end).catch(deps.report);
}

async function announce(deps: ImportRecordsDeps, order: Order, end: ImportState): Promise<void> {
  const name = path.basename(order.file.fsPath);
  const written = recordsText(end.imported);
  if (end.state === 'failed') {
    const skip = vscode.l10n.t('Leave Out Such Records');
    const answer = await vscode.window.showWarningMessage(
      [
        vscode.l10n.t('The import of “{0}” has stopped.', name),
        sentence(end.error ?? vscode.l10n.t('The engine gave no reason')),
        end.imported === 0
          ? vscode.l10n.t('Nothing was written.')
          : vscode.l10n.t('What came before stays in “{1}”: {0}.', written, order.index),
      ].join(' '),
      skip,
    );
    if (answer === skip) await importInto(deps, order, true);
    return;
  }
  const query = vscode.l10n.t('Query');
  const map = vscode.l10n.t('Show Map');
  const text =
    end.refused === 0
      ? vscode.l10n.t('Imported {0} from “{1}” into “{2}”.', written, name, order.index)
      : vscode.l10n.t(
          'Imported {0} from “{1}” into “{2}”, and left out {3} that could not be read.',
          written,
          name,
          order.index,
          fullCount(end.refused),
        );
  const answer = await vscode.window.showInformationMessage(text, query, map);
  const { name: environment } = localEnvironment;
  const target = { environment, index: order.index, namespace: defaultNamespace };
  if (answer === query) await vscode.commands.executeCommand(commands.queryIndex, { target });
  if (answer === map) await vscode.commands.executeCommand(commands.showMap, { target });
}

/** The index of this machine that a node of the tree, or anything with a `target`, names. */
function indexOf(argument: unknown): string | undefined {
  const { target } = (argument ?? {}) as {
    readonly target?: { readonly environment?: unknown; readonly index?: unknown };
  };
  const isHere = target?.environment === localEnvironment.name;
  return isHere && typeof target.index === 'string' ? target.index : undefined;
}

function fileOf(argument: unknown): vscode.Uri | undefined {
  const { file } = (argument ?? {}) as { readonly file?: unknown };
  return file instanceof vscode.Uri ? file : undefined;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
