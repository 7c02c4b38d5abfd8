import type { CellOutcome, RunState } from '../../../src/protocol/notebook.ts';

/** Returns the latest result of a kind that a run has or still shows, and whether a later run replaces it. */
export function lastResultOf<K extends CellOutcome['kind']>(
  run: RunState | undefined,
  kind: K,
): { readonly outcome: Extract<CellOutcome, { kind: K }>; readonly isOld: boolean } | undefined {
  let outcome = run?.state === 'running' ? run.previous : run?.outcome;
  let isOld = run?.state === 'running';
  while (outcome && outcome.kind !== kind) {
    outcome = 'previous' in outcome ? outcome.previous : undefined;
    isOld = true;
  }
  return outcome && { outcome: outcome as Extract<CellOutcome, { kind: K }>, isOld };
}
