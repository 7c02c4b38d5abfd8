import { noteFigure } from '../../test/support/figures.ts';
import { installPackages } from '../packages.ts';
import { inRepository } from '../repository.ts';
import { checkTypesOf } from './checks.ts';
import { sum, type StepResult } from './step.ts';
import { readReport, runVitest } from './vitest.ts';

const folder = 'test/contract/clients';

/** Clients that others wrote come with the first run, and are part of no other step: about 250 MB. */
export async function runContract(): Promise<StepResult> {
  await installPackages(inRepository(folder));
  const results = [await checkTypesOf(folder), await runVitest('contract')];
  await noteClients();
  return sum(results);
}

/** Notes for each client how many of its checks passed: those in a suite that is named like a package. */
async function noteClients(): Promise<void> {
  const { testResults = [] } = (await readReport('contract')) ?? {};
  const checks = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ofSuites = Map.groupBy(checks, ({ ancestorTitles: [suite = ''] }) => suite);
  const clients = [...ofSuites.keys()].filter((suite) => /^@.+\/.+ \d/.test(suite));
  for (const client of clients.toSorted((a, b) => a.localeCompare(b))) {
    const statuses = (ofSuites.get(client) ?? []).map(({ status }) => status);
    const passed = statuses.filter((status) => status === 'passed').length;
    noteFigure(`contract of ${client}`, `${passed} of ${statuses.length} checks passed`);
  }
}
