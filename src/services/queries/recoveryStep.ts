import type { FailureKind } from '../../common/failure.ts';
import type { EnvironmentKind } from '../../model/environment.ts';

/** Returns the action most likely to help after a failure; `undefined` if the message itself says what to change. */
export function recoveryStep(
  kind: FailureKind,
  at: EnvironmentKind | undefined,
): RecoveryStep | undefined {
  const isLocal = at === 'local';
  if (kind === 'unauthorized') return isLocal ? 'restartEngine' : 'updateKey';
  if (isLocal && (kind === 'network' || kind === 'unavailable')) return 'restartEngine';
  return mayPass.includes(kind) ? 'retry' : undefined;
}

/** The command that can help after a failure. */
export type RecoveryStep = 'updateKey' | 'restartEngine' | 'retry';

/** Failures that may be gone on retry; a damaged file may have been restored. */
const mayPass: readonly FailureKind[] = [
  'rateLimited',
  'timeout',
  'network',
  'unavailable',
  'damaged',
  'internal',
];
