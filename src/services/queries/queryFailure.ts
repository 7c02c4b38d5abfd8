import type { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { CellOutcome, FailureAction } from '../../protocol/notebook.ts';
import { recoveryStep, type RecoveryStep } from './recoveryStep.ts';

const actions: Readonly<Record<RecoveryStep, FailureAction>> = {
  updateKey: { id: 'updateKey', title: 'Update Key' },
  restartEngine: { id: 'startEngine', title: 'Restart Engine' },
  retry: { id: 'retry', title: 'Retry' },
};

/** How a failed run meets the user: what failed, why, and the next step where there is one. `deed` is what was tried. */
export function runFailure(
  deed: 'query' | 'map',
  failure: Failure,
  environment: Environment,
  binding: Binding,
): CellOutcome {
  if (failure.kind === 'cancelled') return { kind: 'stopped' };
  const action = actionAfter(failure, environment);
  const message = `Could not ${deed} “${binding.index}” in “${environment.name}”: ${sentence(reasonOf(failure))}`;
  return { kind: 'failed', message, ...(action && { action }) };
}

function actionAfter({ kind }: Failure, environment: Environment): FailureAction | undefined {
  // An index that moved has another host: the next run asks for it anew.
  const step = recoveryStep(kind, environment.kind) ?? (kind === 'notFound' ? 'retry' : undefined);
  return step && actions[step];
}

/** Why it failed, without what a lower layer said was tried: the caller says that with names that the user knows. */
export function reasonOf({ message }: Failure): string {
  return /^Could not [^:]*: (.+)$/s.exec(message)?.[1] ?? message;
}

function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
