import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { UsageUnits } from '../../model/usageUnits.ts';
import type { UnitKind, UsageMeter } from '../../services/usage/usageMeter.ts';
import { fullCount } from '../formatNumbers.ts';

type Usage = Pick<UsageMeter, 'of' | 'excess'>;

/** Asks before an operation that exceeds a budget of the day. Throws `cancelled` if the user does not agree. */
export async function askOverBudget(
  usage: Usage,
  environment: Environment,
  units: Partial<UsageUnits>,
): Promise<void> {
  if (environment.kind === 'local') return;
  const excess = await usage.excess(environment.id, units);
  const kinds = (['readUnits', 'writeUnits'] as const).filter((kind) => excess[kind] > 0);
  if (kinds.length === 0) return;
  const goOn = vscode.l10n.t('Go Over Budget');
  const answer = await vscode.window.showWarningMessage(
    kinds.map((kind) => costText(kind, units[kind] ?? 0, environment)).join(' '),
    { modal: true, detail: kinds.map((kind) => budgetText(usage, kind, environment)).join('\n') },
    goOn,
  );
  if (answer !== goOn) throw new Failure('cancelled', 'Cancelled');
}

function costText(kind: UnitKind, units: number, { name }: Environment): string {
  return kind === 'readUnits'
    ? vscode.l10n.t('This costs about {0} read units in “{1}”.', fullCount(units), name)
    : vscode.l10n.t('This costs about {0} write units in “{1}”.', fullCount(units), name);
}

function budgetText(usage: Usage, kind: UnitKind, { id }: Environment): string {
  const { today, budget } = usage.of(id);
  const counts = [fullCount(budget[kind] ?? 0), fullCount(Math.round(today[kind]))] as const;
  return kind === 'readUnits'
    ? vscode.l10n.t('The budget of the day is {0}, of which {1} are used.', ...counts)
    : vscode.l10n.t('The budget of write units is {0} a day, of which {1} are used.', ...counts);
}
