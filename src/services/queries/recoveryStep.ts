import type { FailureKind } from '../../common/failure.ts';
import type { EnvironmentKind } from '../../model/environment.ts';

export type RecoveryStep = 'updateKey' | 'restartEngine' | 'retry';

/** What may be gone when the same is asked again; a damaged file may have been restored. */
const mayPass: readonly FailureKind[] = [
  'rateLimited',
  'timeout',
  'network',
  'unavailable',
  'damaged',
  'internal',
];

/** The step that is likeliest to help after a failure in an environment; none where the message says what to change. */
export function recoveryStep(
  kind: FailureKind,
  at: EnvironmentKind | undefined,
): RecoveryStep | undefined {
  const isLocal = at === 'local';
  if (kind === 'unauthorized') return isLocal ? 'restartEngine' : 'updateKey';
  if (isLocal && (kind === 'network' || kind === 'unavailable')) return 'restartEngine';
  return mayPass.includes(kind) ? 'retry' : undefined;
}
