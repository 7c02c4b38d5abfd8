import path from 'node:path';
import * as vscode from 'vscode';
import { localEnvironment } from '../../model/environment.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { ImportOutcome, Imports } from '../../services/transfer/imports.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { recordsText } from '../labels.ts';
import { importEndMessage } from './engineImportMessages.ts';
import { withTransferProgress } from '../transfers/transferProgress.ts';
import { withProgress } from '../flows/withProgress.ts';

/** Imports a file of Pinecone's own columns into a local index: the engine reads it, so its vectors do not pass through here. */
export function importThroughEngine(deps: EngineImportDeps, choice: ImportChoice): Promise<void> {
  const report: Report = (error, context) =>
    deps.report(error, { ...context, environment: localEnvironment });
  return importInto({ ...deps, report }, choice, false);
}

export type EngineImportDeps = { readonly imports: Imports; readonly report: Report };

/** A file and the local index it is imported into. */
type ImportChoice = {
  readonly index: string;
  readonly file: vscode.Uri;
  /** Mark of the earlier import that this one resumes. */
  readonly mark?: number;
};

async function importInto(
  deps: EngineImportDeps,
  order: ImportChoice,
  skipsBadRecords: boolean,
): Promise<void> {
  const { file, ...about } = order;
  const title = vscode.l10n.t('Importing “{0}” into “{1}”', nameOf(order), order.index);
  const uri = file.toString();
  const end = await withTransferProgress(title, (signal, onProgress) =>
    deps.imports.run({ ...about, uri, skipsBadRecords }, { signal, onProgress }),
  );
  // The command has ended; its caller does not wait for the message to close.
  void announce(deps, order, end, skipsBadRecords).catch(deps.report);
}

async function announce(
  deps: EngineImportDeps,
  order: ImportChoice,
  end: ImportOutcome,
  skipsBadRecords: boolean,
): Promise<void> {
  if (end.state === 'complete') {
    await announceRecords(order, end);
    return;
  }
  const goOn = vscode.l10n.t('Go On');
  const remove = vscode.l10n.t('Remove Them');
  const skip = vscode.l10n.t('Skip Invalid Records');
  const buttons = [end.state === 'failed' ? skip : goOn, ...(end.imported > 0 ? [remove] : [])];
  const tell =
    end.state === 'cancelled'
      ? vscode.window.showInformationMessage
      : vscode.window.showWarningMessage;
  const answer = await tell(importEndMessage(nameOf(order), order.index, end), ...buttons);
  const again = { ...order, mark: end.mark };
  if (answer === goOn) await importInto(deps, again, skipsBadRecords);
  if (answer === skip) await importInto(deps, again, true);
  if (answer === remove) await removeAdded(deps, order, end);
}

/**
 * Asks before deleting: records that the import replaced cannot be restored, and records added by others in the
 * meantime are deleted too.
 */
async function removeAdded(
  { imports }: EngineImportDeps,
  { index }: ImportChoice,
  { mark }: ImportOutcome,
): Promise<void> {
  const count = await withProgress(vscode.l10n.t('Looking at “{0}”', index), (signal) =>
    imports.countAdded(index, mark, signal),
  );
  const remove = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove {0} from “{1}” on this machine?', recordsText(count), index),
    {
      modal: true,
      detail: vscode.l10n.t(
        'These are all records that were added since the import began. Records that it replaced stay as they are now.',
      ),
    },
    remove,
  );
  if (answer !== remove) return;
  const removed = await withTransferProgress(
    vscode.l10n.t('Removing records from “{0}”', index),
    (signal, onProgress) => imports.removeAdded(index, mark, { signal, onProgress }),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Removed {0} from “{1}”.', recordsText(removed), index),
  );
}

async function announceRecords(
  order: ImportChoice,
  { imported, refused }: ImportOutcome,
): Promise<void> {
  const query = vscode.l10n.t('Query');
  const map = vscode.l10n.t('Show Map');
  const written = recordsText(imported);
  const text =
    refused === 0
      ? vscode.l10n.t('Imported {0} from “{1}” into “{2}”.', written, nameOf(order), order.index)
      : vscode.l10n.t(
          'Imported {0} from “{1}” into “{2}”, and skipped {3} that could not be read.',
          written,
          nameOf(order),
          order.index,
          fullCount(refused),
        );
  const answer = await vscode.window.showInformationMessage(text, query, map);
  const { name: environment } = localEnvironment;
  const target = { environment, index: order.index, namespace: defaultNamespace };
  if (answer === query) await vscode.commands.executeCommand(commands.queryIndex, { target });
  if (answer === map) await vscode.commands.executeCommand(commands.showMap, { target });
}

function nameOf({ file }: ImportChoice): string {
  return path.basename(file.fsPath);
}
