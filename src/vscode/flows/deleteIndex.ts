import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexStats } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog.ts';
import type { Connections } from '../../services/connections.ts';
import { fullCount } from '../format.ts';
import { askText } from './inputs.ts';
import { withProgress } from './withProgress.ts';

export type DeleteIndexDeps = {
  readonly connections: Pick<Connections, 'open'>;
  readonly catalog: Pick<Catalog, 'index' | 'lastKnown' | 'invalidate'>;
};

/** Deletes an index after the user has agreed: by a button on this machine, by typing its name anywhere else. */
export async function deleteIndex(
  deps: DeleteIndexDeps,
  environment: Environment,
  name: string,
): Promise<void> {
  const index = await deps.catalog.index(environment, name, new AbortController().signal);
  if (index.isProtected)
    throw new Failure(
      'forbidden',
      vscode.l10n.t('“{0}” is protected against deletion: lift the protection first', name),
    );
  const stats = deps.catalog.lastKnown(environment)?.stats[name]?.stats;
  const isAgreed =
    environment.kind === 'local'
      ? await agreeByButton(name, stats)
      : await agreeByName(name, environment, stats);
  if (!isAgreed) return;
  await withProgress(vscode.l10n.t('Deleting “{0}”', name), async (signal) => {
    const client = await deps.connections.open(environment, signal);
    await client.deleteIndex(name, signal);
  });
  deps.catalog.invalidate(environment.id);
}

async function agreeByButton(name: string, stats: IndexStats | undefined): Promise<boolean> {
  const button = vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the index “{0}” on this machine?', name),
    { modal: true, detail: lossText(stats) },
    button,
  );
  return answer === button;
}

async function agreeByName(
  name: string,
  environment: Environment,
  stats: IndexStats | undefined,
): Promise<boolean> {
  return askText({
    title: vscode.l10n.t('Delete “{0}” of “{1}”', name, environment.name),
    prompt: vscode.l10n.t('{0} Type the name of the index to delete it.', lossText(stats)),
    placeholder: name,
    submit: (text) => {
      if (text !== name)
        throw new Failure(
          'badInput',
          vscode.l10n.t('This is not the name of the index: {0}', name),
        );
    },
  });
}

function lossText(stats: IndexStats | undefined): string {
  return stats === undefined
    ? vscode.l10n.t('All its records are lost.')
    : vscode.l10n.t('Its {0} records are lost.', fullCount(stats.totalRecordCount));
}
