import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { parseOptionalCount } from '../../common/parseCount.ts';
import type { Environment } from '../../model/environment.ts';
import type { UsageUnits } from '../../model/usageUnits.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { EnvironmentUsage, UnitKind, UsageMeter } from '../../services/usage/usageMeter.ts';
import { registerCommand } from '../commands.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { formatCount, fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';

export type UsageDeps = {
  readonly environments: Environments;
  readonly usage: UsageMeter;
  readonly report: Report;
};

const refreshMs = 60_000;

/** Registers *Show Usage*, and shows today's units in the status bar once there are any. */
export function registerUsage(deps: UsageDeps): Disposable {
  const resources = new Disposables();
  resources.own(registerCommand(commands.showUsage, () => showUsage(deps), deps.report));
  const item = resources.own(
    vscode.window.createStatusBarItem('vectorscope.usage', vscode.StatusBarAlignment.Right),
  );
  item.name = vscode.l10n.t('Vectorscope: Usage Today');
  item.command = commands.showUsage;
  resources.own(deps.usage.onDidChange(() => paint(item, deps)));
  resources.own(deps.usage.keepFresh(refreshMs));
  return resources;
}

function paint(item: vscode.StatusBarItem, { environments, usage }: UsageDeps): void {
  const used = environments.all().map((environment) => ({
    environment,
    usage: usage.of(environment.id),
  }));
  const today = used.reduce((sum, one) => sum + one.usage.today.readUnits, 0);
  const written = used.reduce((sum, one) => sum + one.usage.today.writeUnits, 0);
  if (today === 0 && written === 0) {
    item.hide();
    return;
  }
  const writes = written > 0 ? ` · ${formatCount(Math.round(written))} WU` : '';
  item.text = `$(pulse) ${formatCount(Math.round(today))} RU${writes}`;
  item.backgroundColor = used.some((one) => isOver(one.usage))
    ? new vscode.ThemeColor('statusBarItem.warningBackground')
    : undefined;
  item.tooltip = tooltipOf(used.filter((one) => one.usage.month.readUnits > 0));
  item.show();
}

function isOver({ today, budget }: EnvironmentUsage): boolean {
  return (
    today.readUnits > (budget.readUnits ?? Infinity) ||
    today.writeUnits > (budget.writeUnits ?? Infinity)
  );
}

function tooltipOf(
  used: readonly { readonly environment: Environment; readonly usage: EnvironmentUsage }[],
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendText(vscode.l10n.t('Units used by Vectorscope today (UTC)'));
  for (const { environment, usage } of used)
    markdown
      .appendMarkdown('\n\n')
      .appendText(`${environment.name}: ${todayText(usage)} · ${earlierText(usage)}`);
  return markdown;
}

async function showUsage(deps: UsageDeps): Promise<void> {
  const { environments, usage } = deps;
  // A folder that cannot be read leaves the numbers of this window.
  await usage.refresh().catch(() => undefined);
  const cloud = environments.all().filter(({ kind }) => kind !== 'local');
  if (cloud.length === 0) {
    const text = vscode.l10n.t(
      'Nothing used: this machine is free. Add an environment to see its usage.',
    );
    void vscode.window.showInformationMessage(text);
    return;
  }
  const environment = await askChoice<Environment>({
    title: vscode.l10n.t('Usage of Vectorscope'),
    placeholder: vscode.l10n.t('Select an environment to set its budget'),
    choices: cloud.map((value) => ({
      label: value.name,
      description: todayText(usage.of(value.id)),
      detail: earlierText(usage.of(value.id)),
      value,
    })),
  });
  if (environment !== undefined) await askBudgets(usage, environment);
}

async function askBudgets(usage: UsageMeter, environment: Environment): Promise<void> {
  await askBudget(
    usage,
    environment,
    'readUnits',
    vscode.l10n.t('Read units for a day; larger operations then ask first. Empty: no budget'),
  );
  await askBudget(
    usage,
    environment,
    'writeUnits',
    vscode.l10n.t('Write units for a day; larger operations then ask first. Empty: no budget'),
  );
}

async function askBudget(
  usage: UsageMeter,
  { id, name }: Environment,
  kind: UnitKind,
  prompt: string,
): Promise<void> {
  const budget = usage.of(id).budget[kind];
  await askText({
    title: vscode.l10n.t('Budget of “{0}”', name),
    prompt,
    value: budget === undefined ? '' : String(budget),
    submit: (text) => usage.setBudget(id, kind, parseOptionalCount(text)),
  });
}

/** Returns what is used today, with the budget. */
function todayText({ today, budget }: EnvironmentUsage): string {
  const parts = [partOf(today.readUnits, budget.readUnits, 'RU')];
  if (today.writeUnits > 0 || budget.writeUnits !== undefined)
    parts.push(partOf(today.writeUnits, budget.writeUnits, 'WU'));
  return vscode.l10n.t('today {0}', parts.join(', '));
}

function partOf(used: number, budget: number | undefined, unit: string): string {
  const units = fullCount(Math.round(used));
  return budget === undefined
    ? `${units} ${unit}`
    : vscode.l10n.t('{0} of {1} {2}', units, fullCount(budget), unit);
}

function earlierText({ month, last }: EnvironmentUsage): string {
  return [
    vscode.l10n.t('this month {0}', unitsText(month)),
    ...(last === undefined ? [] : [vscode.l10n.t('last request {0}', unitsText(last))]),
  ].join(' · ');
}

function unitsText({ readUnits, writeUnits }: UsageUnits): string {
  const reads = `${fullCount(Math.round(readUnits))} RU`;
  return writeUnits > 0 ? `${reads}, ${fullCount(Math.round(writeUnits))} WU` : reads;
}
