import * as vscode from 'vscode';
import { readFilters, type ListedFilter } from '../../../model/filter/filterList.ts';
import { fullCount } from '../../formatNumbers.ts';
import type { RecallPart, RecallParts } from './recallParts.ts';

/** Asks which namespaces are measured, if the index has several complete twins. `undefined` if the user cancels. */
export async function pickNamespaces({
  index,
  parts,
}: RecallParts): Promise<readonly RecallPart[] | undefined> {
  if (parts.length < 2) return parts;
  const items = parts.map((part, at) => ({ label: part.namespace, picked: at === 0, part }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Measure the Recall of “{0}” in These Namespaces', index),
    canPickMany: true,
  });
  return picked && picked.length > 0 ? picked.map(({ part }) => part) : undefined;
}

/** Asks for filters: those and no filter are measured. `undefined` if the user cancels. */
export async function askFilters(): Promise<readonly ListedFilter[] | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filters to Measure With'),
    prompt: vscode.l10n.t('A metadata filter, a JSON list of several, or nothing for all records'),
    placeHolder: '{ "lang": "en" }',
    validateInput: (text) => {
      const read = readFilters(text);
      return typeof read === 'string' ? read : undefined;
    },
  });
  if (typed === undefined) return undefined;
  const read = readFilters(typed);
  return typeof read === 'string' ? undefined : [{ text: '' }, ...read];
}

/** Says the price and asks for a budget in read units. `undefined` if the user cancels. */
export async function askBudget(
  index: string,
  measurements: number,
  price: number,
): Promise<number | undefined> {
  const whole = String(Math.ceil(price));
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Budget for the Recall of “{0}”', index),
    prompt: vscode.l10n.t(
      '{0} measurements cost about {1} read units, by the price of one query. No more are asked when the budget is spent.',
      measurements,
      fullCount(Math.ceil(price)),
    ),
    value: whole,
    validateInput: (text) =>
      /^\d+$/.test(text.trim()) && Number(text) > 0
        ? undefined
        : vscode.l10n.t('Type a whole number of read units'),
  });
  return typed === undefined ? undefined : Number(typed);
}
