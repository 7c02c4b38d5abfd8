import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { fullCount } from '../formatNumbers.ts';

/** Asks before an operation that exceeds the day's budget. Throws `cancelled` if the user does not agree. */
export async function askOverBudget(
  usage: Pick<UsageMeter, 'of' | 'excess'>,
  { id, name, kind }: Environment,
  readUnits: number,
): Promise<void> {
  if (kind === 'local' || (await usage.excess(id, readUnits)) === 0) return;
  const { today, budget = 0 } = usage.of(id);
  const goOn = vscode.l10n.t('Go Over Budget');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('This costs about {0} read units in “{1}”.', fullCount(readUnits), name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The budget of the day is {0}, of which {1} are used.',
        fullCount(budget),
        fullCount(Math.round(today.readUnits)),
      ),
    },
    goOn,
  );
  if (answer !== goOn) throw new Failure('cancelled', 'Cancelled');
}
