import type { Failure, FailureKind } from '../common/failure.ts';
import type { Environment } from '../model/environment.ts';
import type { Binding } from '../model/notebook/cell.ts';
import type { CellOutcome, FailureAction } from '../protocol/notebook.ts';

const restartMayHelp: readonly FailureKind[] = [
  'unauthorized',
  'timeout',
  'network',
  'unavailable',
  'damaged',
];
const mayPass: readonly FailureKind[] = [
  'rateLimited',
  'timeout',
  'network',
  'unavailable',
  'notFound',
  'internal',
];

/** How a failed run meets the user: what failed, why, and the next step where there is one. */
export function queryFailure(
  failure: Failure,
  environment: Environment,
  binding: Binding,
): CellOutcome {
  if (failure.kind === 'cancelled') return { kind: 'stopped' };
  const action = nextStep(failure, environment);
  const message = `Could not query “${binding.index}” in “${environment.name}”: ${sentence(reasonOf(failure))}`;
  return { kind: 'failed', message, ...(action && { action }) };
}

/** The step that is likeliest to help after a failure in this environment. */
export function nextStep({ kind }: Failure, environment: Environment): FailureAction | undefined {
  if (environment.kind === 'local' && restartMayHelp.includes(kind))
    return { id: 'startEngine', title: 'Restart Engine' };
  if (kind === 'unauthorized') return { id: 'updateKey', title: 'Update Key' };
  if (mayPass.includes(kind)) return { id: 'retry', title: 'Retry' };
  return undefined;
}

/** Why it failed, without what a lower layer said was tried: the caller says that with names that the user knows. */
export function reasonOf({ message }: Failure): string {
  return /^Could not [^:]*: (.+)$/s.exec(message)?.[1] ?? message;
}

function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
