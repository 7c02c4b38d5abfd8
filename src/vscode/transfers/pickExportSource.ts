import * as vscode from 'vscode';
import type { NamespaceSummary } from '../../model/vectorIndex.ts';
import type { ExportTarget } from '../../services/exports/exports.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import {
  pickEnvironment,
  pickIndex,
  type PickedTarget,
  type PickTargetDeps,
} from '../flows/pickTarget.ts';
import { formatCount, fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';

/**
 * Asks which index to export, unless `named` says it, and which of its namespaces if it has several. Returns `undefined` if
 * the user picks none.
 */
export async function pickExportSource(
  deps: PickTargetDeps,
  named: Pick<PickedTarget, 'environment' | 'index'> | undefined,
): Promise<ExportTarget | undefined> {
  const environment = named?.environment ?? (await pickEnvironment(deps));
  if (environment === undefined) return undefined;
  const { signal } = new AbortController();
  const index =
    named === undefined
      ? await pickIndex(deps, environment)
      : await deps.catalog.index(environment, named.index, signal);
  if (index === undefined) return undefined;
  const { namespaces } = await deps.catalog.stats(environment, index, signal);
  const target = { environment, index: index.name };
  if (namespaces.length < 2) return target;
  const picked = await pickFromList<NamespaceSummary | 'all'>({
    placeholder: vscode.l10n.t('Select what to export of “{0}”', index.name),
    load: () => Promise.resolve(['all', ...namespaces]),
    itemOf: (one) => (one === 'all' ? itemOfAll(namespaces) : itemOfOne(one)),
    whenEmpty: '',
  });
  if (picked === undefined) return undefined;
  return picked === 'all' ? target : { ...target, namespace: picked.name };
}

function itemOfAll(namespaces: readonly NamespaceSummary[]): vscode.QuickPickItem {
  const total = namespaces.reduce((sum, { recordCount }) => sum + recordCount, 0);
  return {
    label: vscode.l10n.t('All {0} Namespaces', fullCount(namespaces.length)),
    description: recordsText(total),
  };
}

function itemOfOne({ name, recordCount }: NamespaceSummary): vscode.QuickPickItem {
  return { label: name, description: formatCount(recordCount) };
}
