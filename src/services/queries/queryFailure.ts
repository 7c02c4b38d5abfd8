import type { Failure } from '../../common/failure.ts';
import { sentence } from '../../common/sentence.ts';
import type { Environment } from '../../model/environment.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { CellOutcome, CellProblem, FailureAction } from '../../protocol/notebook.ts';
import { recoveryStep, type RecoveryStep } from './recoveryStep.ts';

/**
 * Returns the outcome of a failed run: what failed, why, and the next step if there is one. `deed` names the attempted
 * action.
 */
export function runFailure(
  deed: RunDeed,
  failure: Failure,
  environment: Environment,
  binding: Binding,
): CellOutcome {
  if (failure.kind === 'cancelled') return { kind: 'stopped' };
  const action = actionAfter(failure, environment);
  const message = `Could not ${deed} “${binding.index}” in “${environment.name}”: ${sentence(reasonOf(failure))}`;
  return { kind: 'failed', message, ...(action && { action }) };
}

const actions: Readonly<Record<RecoveryStep, FailureAction>> = {
  updateKey: { id: 'updateKey', title: 'Update Key' },
  restartEngine: { id: 'startEngine', title: 'Restart Engine' },
  retry: { id: 'retry', title: 'Retry' },
};

/** What a run attempts. */
export type RunDeed = 'query' | 'map' | 'explain';

function actionAfter({ kind }: Failure, environment: Environment): FailureAction | undefined {
  // An index that moved has another host; the next run requests it.
  const step = recoveryStep(kind, environment.kind) ?? (kind === 'notFound' ? 'retry' : undefined);
  return step && actions[step];
}

/** Returns the reason without the lower layer's “Could not …”: the caller names the action in the user's terms. */
export function reasonOf({ message }: Failure): string {
  return /^Could not [^:]*: (.+)$/s.exec(message)?.[1] ?? message;
}

/** Returns the outcome of a query with a problem in one field. */
export function invalid(
  field: CellProblem['field'],
  message: string,
): CellOutcome & { kind: 'invalid' } {
  return { kind: 'invalid', problems: [{ field, message }] };
}
