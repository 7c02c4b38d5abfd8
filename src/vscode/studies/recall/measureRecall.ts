import * as vscode from 'vscode';
import {
  measureRecall,
  priceOfQuery,
  sampleIds,
  type IndexRecall,
} from '../../../services/studies/indexRecall.ts';
import type { ListedFilter } from '../../../model/filter/filterList.ts';
import { namedTarget, pickTarget, type PickTargetDeps } from '../../flows/pickTarget.ts';
import { withProgress } from '../../flows/withProgress.ts';
import { askBudget, askFilters, pickNamespaces } from './askRecall.ts';
import {
  recallParts,
  type RecallPart,
  type RecallParts,
  type RecallPartsDeps,
} from './recallParts.ts';
import { recallSentence, recallTable, type RecallRow } from './recallTable.ts';

export type MeasureRecallDeps = PickTargetDeps & RecallPartsDeps;

const queryCount = 100;
const k = 10;

type Plan = {
  readonly part: RecallPart;
  readonly filter: ListedFilter;
  readonly ids: readonly string[];
};

/**
 * Measures how many of the true nearest neighbours the origin of a twin returns, by namespace and filter. Says the price
 * first where queries cost read units, and stays within a budget. The twins must be complete.
 */
export async function measureIndexRecall(
  deps: MeasureRecallDeps,
  argument: unknown,
): Promise<void> {
  const target = namedTarget(deps, argument) ?? (await pickTarget(deps, argument));
  if (!target) return;
  const found = await withProgress(vscode.l10n.t('Reading “{0}”', target.index), (signal) =>
    recallParts(deps, target.index, signal),
  );
  const parts = await pickNamespaces(found);
  const filters = parts && (await askFilters());
  if (!parts || !filters) return;
  const { plans, price } = await withProgress(
    vscode.l10n.t('Reading “{0}”', found.index),
    async (signal) => {
      const plans = await plansOf(parts, filters, signal);
      return { plans, price: found.isPaid ? await priceOf(found, plans, signal) : 0 };
    },
  );
  const budget = price === 0 ? Infinity : await askBudget(found.index, plans.length, price);
  if (budget === undefined) return;
  const rows = await measure(found, plans, budget);
  const [row] = rows;
  if (rows.length === 1 && row)
    void vscode.window.showInformationMessage(recallSentence(found.index, row, k));
  else await showTable(recallTable(found.index, rows, k));
}

async function plansOf(
  parts: readonly RecallPart[],
  filters: readonly ListedFilter[],
  signal: AbortSignal,
): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const part of parts) {
    const ids = await sampleIds(part.twinClient, part.namespace, queryCount, signal);
    for (const filter of filters) plans.push({ part, filter, ids });
  }
  return plans;
}

/** The price of all plans, by that of one query of each namespace. */
async function priceOf(
  { client }: RecallParts,
  plans: readonly Plan[],
  signal: AbortSignal,
): Promise<number> {
  const prices = new Map<string, number>();
  let price = 0;
  for (const { part, ids } of plans) {
    const [id] = ids;
    if (id === undefined) continue;
    const { namespace } = part;
    const one = prices.get(namespace) ?? (await priceOfQuery(client, id, { k, namespace, signal }));
    prices.set(namespace, one);
    price += one * ids.length;
  }
  return price;
}

function measure(
  { index, client, metric }: RecallParts,
  plans: readonly Plan[],
  budget: number,
): Promise<readonly RecallRow[]> {
  const title = vscode.l10n.t('Measuring the recall of “{0}”', index);
  const all = plans.reduce((sum, { ids }) => sum + ids.length, 0);
  return withProgress(title, async (signal, progress) => {
    const rows: RecallRow[] = [];
    let [done, spent] = [0, 0];
    for (const { part, filter, ids } of plans) {
      const { namespace, twin, twinClient } = part;
      const recall: IndexRecall = await measureRecall(client, twinClient, ids, {
        k,
        namespace,
        metric,
        signal,
        budget: budget - spent,
        ...(filter.json && { filter: filter.json }),
        onProgress: (asked) => progress((done + asked) / all, `${done + asked}/${all}`),
      });
      done += ids.length;
      spent += recall.readUnits;
      rows.push({ namespace, filter: filter.text, pulledAtMs: twin.pulledAtMs, recall });
    }
    return rows;
  });
}

async function showTable(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
}
