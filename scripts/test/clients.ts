import { newestClients } from '../../test/clients/matrix.ts';
import { runCase } from '../../test/clients/runCase.ts';
import { noteFigure } from '../../test/support/figures.ts';
import { failedOne, nothingRun, sum, type StepResult } from './step.ts';

/**
 * Runs a program with the newest official client of each language of this machine. A missing language, and a registry
 * that does not answer, is skipped with its reason.
 */
export async function runClients(): Promise<StepResult> {
  const signal = AbortSignal.timeout(installLimitMs);
  const results: StepResult[] = [];
  for (const one of await newestClients()) {
    const { language, version, transport } = one;
    const title = `${language} ${version} over ${transport}`;
    const result = await runCase(one, signal);
    if (result.kind === 'skipped') {
      noteFigure(`client ${title}`, `skipped: ${result.reason}`);
      results.push({ ...nothingRun, skipped: 1 });
      continue;
    }
    for (const [name, step] of result.steps) {
      if (step.kind === 'failed') results.push(failedOne(`${title}: ${name}`, step.reason));
      else results.push({ ...nothingRun, passed: 1 });
    }
  }
  return sum(results);
}

/** The time for installing clients, all together. A client that is not ready then is skipped. */
const installLimitMs = 70_000;
