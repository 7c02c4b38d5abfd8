import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { addUnits, noUnits, type UsageUnits } from '../../model/usageUnits.ts';
import type { Copies, CopyRoute } from '../../services/transfer/copies.ts';
import {
  copiedCounts,
  copyReadUnits,
  type CopyUnits,
  type IdComparison,
} from '../../services/transfer/copying/copyPrice.ts';
import type { CopyMode } from '../../services/transfer/copySource.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { writeUnitsOf } from '../../services/usage/writePrice.ts';
import { fullCount } from '../formatNumbers.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';

/** The units of each side. */
export type CopyPrice = { readonly source: UsageUnits; readonly target: UsageUnits };

export type CopyPriceDeps = {
  readonly copies: Copies;
  readonly usage: Pick<UsageMeter, 'of' | 'excess'>;
};

/** Asks before a comparison that exceeds the day's budget of a side. Returns its cost. */
export async function askToCompare(
  { copies, usage }: CopyPriceDeps,
  route: CopyRoute,
): Promise<CopyUnits> {
  const listing = await copies.comparisonUnits(route, new AbortController().signal);
  const { source, target } = listing;
  await askAboutUnits(usage, route, {
    source: { readUnits: source, writeUnits: 0 },
    target: { readUnits: target, writeUnits: 0 },
  });
  return listing;
}

/** Asks before a copy that exceeds the day's budget of a side. */
export async function askAboutUnits(
  usage: CopyPriceDeps['usage'],
  route: CopyRoute,
  price: CopyPrice,
): Promise<void> {
  const [source, target] = [route.source.environment, route.target.environment];
  if (source.id === target.id)
    return askOverBudget(usage, source, addUnits(price.source, price.target));
  await askOverBudget(usage, source, price.source);
  await askOverBudget(usage, target, price.target);
}

/** Returns what a copy costs; a side on this machine is free. */
export async function priceOf(
  { copies }: Pick<CopyPriceDeps, 'copies'>,
  route: CopyRoute,
  mode: CopyMode,
  {
    found,
    listing,
    canUndo,
  }: { readonly found: IdComparison; readonly listing: CopyUnits; readonly canUndo: boolean },
): Promise<CopyPrice> {
  const reads = copyReadUnits(mode, found, listing, canUndo);
  const { written } = copiedCounts(mode, found);
  const isFree = ({ kind }: Environment): boolean => kind === 'local';
  const { environment } = route.target;
  const sample = isFree(environment)
    ? []
    : await copies.sample(route, new AbortController().signal);
  const target = { readUnits: reads.target, writeUnits: writeUnitsOf(sample, written) };
  return {
    source: isFree(route.source.environment) ? noUnits : { readUnits: reads.source, writeUnits: 0 },
    target: isFree(environment) ? noUnits : target,
  };
}

/** Returns what a copy costs as a sentence; empty if it is free. */
export function priceText({ source, target }: CopyPrice): string {
  const { readUnits, writeUnits } = addUnits(source, target);
  if (readUnits === 0 && writeUnits === 0) return '';
  if (writeUnits === 0)
    return vscode.l10n.t('Reading costs about {0} read units.', fullCount(readUnits));
  return vscode.l10n.t(
    'It costs about {0} read units and {1} write units.',
    fullCount(readUnits),
    fullCount(writeUnits),
  );
}
