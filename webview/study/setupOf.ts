import type { ValidStudy } from '../../src/protocol/study.ts';
import { formatAge } from '../shared/format.ts';

/** Returns the name of a run: that of its setup, with its age where several runs are of the same setup. */
export function setupOf({ runs }: Pick<ValidStudy, 'runs'>, id: string): string {
  const run = runs.find((one) => one.id === id);
  if (!run) return id;
  const same = runs.filter(({ setup }) => setup === run.setup);
  if (same.length === 1 || same[0] === run) return run.setup;
  return `${run.setup} (${formatAge(Date.now() - run.startedAtMs)})`;
}
