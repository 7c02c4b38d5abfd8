import * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import {
  isSameQuestion,
  type HistoryEntry,
  type HistoryStore,
} from '../../../services/notebook/kept/runHistory.ts';
import { openUnsaved } from '../../flows/openNewNotebook.ts';
import { formatAge } from '../../formatAge.ts';
import { fullCount } from '../../formatNumbers.ts';
import { viewTypes } from '../../ids.ts';
import type { OpenNotebooks } from '../openNotebooks.ts';
import { parseHistoryLine } from './parseKept.ts';

type HistoryItem = vscode.QuickPickItem & { readonly entry: HistoryEntry };

/** Lists the runs of this workspace, the newest first; runs the chosen one again in a new notebook. */
export async function showRunHistory(
  history: Pick<HistoryStore, 'read'>,
  notebooks: Pick<OpenNotebooks, 'active'>,
): Promise<void> {
  const lines = await history.read();
  const entries = lines.map(parseHistoryLine).filter((entry) => entry !== undefined);
  if (entries.length === 0)
    throw new Failure('notFound', vscode.l10n.t('No cell of a notebook has run in this workspace'));
  const now = Date.now();
  const items = entries.map((entry) => itemOf(entry, entries, now));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Run History'),
    placeHolder: vscode.l10n.t('Search runs by what they asked, where, and what they found'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  await openUnsaved(picked.entry.text, 'run-again.vecnb', viewTypes.notebook);
  await notebooks.active()?.runAll();
}

function itemOf(entry: HistoryEntry, all: readonly HistoryEntry[], now: number): HistoryItem {
  const { environment, index, namespace } = entry.binding;
  const times = all.filter((other) => isSameQuestion(entry, other)).length;
  const facts = [
    foundText(entry),
    ...(entry.bestIds.length > 0 ? [entry.bestIds.join(', ')] : []),
    ...(entry.filter === '' ? [] : [entry.filter.replaceAll(/\s+/g, ' ')]),
    ...(times > 1 ? [vscode.l10n.t('{0} times', fullCount(times))] : []),
    entry.notebook,
  ];
  return {
    entry,
    label: entry.title,
    description: [formatAge(entry.at, now), `${environment} / ${index} / ${namespace}`].join(' · '),
    detail: facts.join(' · '),
    iconPath: new vscode.ThemeIcon(entry.outcome === 'failed' ? 'error' : 'history'),
  };
}

function foundText({ outcome, count, tookMs, message }: HistoryEntry): string {
  const took = vscode.l10n.t('{0} ms', fullCount(Math.round(tookMs)));
  if (outcome === 'failed') return message;
  if (outcome === 'hits') return `${vscode.l10n.t('{0} hits', fullCount(count))} · ${took}`;
  if (outcome === 'comparison')
    return `${vscode.l10n.t('{0} results compared', fullCount(count))} · ${took}`;
  return `${vscode.l10n.t('{0} records explained', fullCount(count))} · ${took}`;
}
