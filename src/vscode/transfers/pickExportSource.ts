import * as vscode from 'vscode';
import { parseCount } from '../../common/parseCount.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { NamespaceSummary } from '../../model/vectorIndex.ts';
import type { ExportTarget } from '../../services/exports/exports.ts';
import { askText } from '../flows/inputs.ts';
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
  const picked = await pickFromList<NamespaceSummary | 'all' | 'sample'>({
    placeholder: vscode.l10n.t('Select what to export of “{0}”', index.name),
    load: () => Promise.resolve(['all', 'sample', ...namespaces]),
    itemOf: (one) => {
      if (one === 'all') return itemOfAll(namespaces);
      return one === 'sample' ? itemOfSample() : itemOfOne(one);
    },
    whenEmpty: '',
  });
  if (picked === undefined) return undefined;
  if (picked === 'sample') return { ...target, sampleSize: await askSampleSize(index.name) };
  return picked === 'all' ? target : { ...target, namespace: picked.name };
}

function itemOfAll(namespaces: readonly NamespaceSummary[]): vscode.QuickPickItem {
  const total = namespaces.reduce((sum, { recordCount }) => sum + recordCount, 0);
  return {
    label: vscode.l10n.t('All {0} Namespaces', fullCount(namespaces.length)),
    description: recordsText(total),
  };
}

function itemOfSample(): vscode.QuickPickItem {
  return {
    label: vscode.l10n.t('Sample of All Namespaces…'),
    description: vscode.l10n.t('random records, of each namespace in proportion'),
  };
}

async function askSampleSize(index: string): Promise<number> {
  let size = 0;
  await askText({
    title: vscode.l10n.t('Export a Sample of “{0}”', escapeInvisible(index)),
    prompt: vscode.l10n.t('Number of records; each namespace has at least one if there is room'),
    submit: (text) => {
      size = parseCount(text);
    },
  });
  return size;
}

function itemOfOne({ name, recordCount }: NamespaceSummary): vscode.QuickPickItem {
  return { label: name, description: formatCount(recordCount) };
}
