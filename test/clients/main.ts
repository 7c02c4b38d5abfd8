// `npm run clients`: runs a program with every official client in every language, and writes the table in
// docs/engine.md. Arguments limit it to clients whose description holds one of them; the table is not written then.
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { inRepository } from '../../scripts/repository.ts';
import { steps, type CaseResult, type ClientCase } from './clientCase.ts';
import { allClients } from './matrix.ts';
import { runCase } from './runCase.ts';
import { withTable, type Row } from './table.ts';

const document = inRepository('docs/engine.md');
const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const one of await allClients()) {
  if (wanted.length > 0 && !wanted.some((word) => titleOf(one).includes(word))) continue;
  const result = await runCase(one, new AbortController().signal);
  rows.push({ of: one, result });
  console.log(`${titleOf(one)}: ${describe(result)}`);
}
if (wanted.length === 0) {
  const text = withTable(await readFile(document, 'utf8'), rows);
  const options = (await resolveConfig(document)) ?? {};
  await writeFile(document, await format(text, { ...options, filepath: document }));
}
process.exitCode = rows.some(({ result }) => failuresOf(result).length > 0) ? 1 : 0;

function titleOf({ language, client, version, transport }: ClientCase): string {
  return `${language} ${client} ${version} ${transport}`;
}

function describe(result: CaseResult): string {
  if (result.kind === 'skipped') return `skipped: ${result.reason}`;
  const failures = failuresOf(result);
  const passed = [...result.steps.values()].filter(({ kind }) => kind === 'passed').length;
  return [`${passed} of ${steps.length} steps passed`, ...failures].join('\n  ✘ ');
}

function failuresOf(result: CaseResult): string[] {
  if (result.kind === 'skipped') return [];
  return [...result.steps].flatMap(([name, step]) =>
    step.kind === 'failed' ? [`${name}: ${step.reason}`] : [],
  );
}
