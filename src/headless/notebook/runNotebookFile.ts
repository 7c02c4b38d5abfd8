import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { Hit } from '../../model/hit.ts';
import type { Notebook } from '../../model/notebook/cell.ts';
import { parseParameters } from '../../model/notebook/input/parseParameters.ts';
import { parseNotebook } from '../../model/notebook/parseNotebook.ts';
import { CellRunner } from '../../services/notebook/cellRunner.ts';
import { Cloud } from '../cloud.ts';
import { noSettings, readRunSettings } from '../runSettings.ts';
import { problemsOfFile, readTextFile, writeTextFile } from '../textFiles.ts';
import { reportCell, skippedCell, type CellReport } from './cellReport.ts';
import type { NotebookRunCommand } from './commandLine.ts';
import { printJson, printNotebookJunit, printText } from './printReports.ts';

/** Runs the cells of a notebook in their order. Throws `badInput` for files that cannot be read or written. */
export async function runNotebookFile(
  { file, json, junit, settings, parameters }: NotebookRunCommand,
  variables: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<NotebookRun> {
  const notebook = withParameters(await readNotebook(file), parameters);
  const known = settings === undefined ? noSettings : await readRunSettings(settings);
  const { deps } = new Cloud(variables, known, environmentsOf(notebook)[0]);
  const runner = new CellRunner(deps);
  const reports: CellReport[] = [];
  const hits = new Map<string, readonly Hit[]>();
  const withHits = { ...notebook, hitsOf: (cellId: string) => hits.get(cellId) };
  for (const [at, cell] of notebook.cells.entries()) {
    if (cell.kind === 'text') continue;
    if (cell.kind === 'map') {
      reports.push(skippedCell(at + 1, cell, 'A map needs a window'));
      continue;
    }
    const outcome = await runner.run(cell, withHits, signal);
    if (outcome.kind === 'hits') hits.set(cell.id, outcome.hits);
    reports.push(reportCell(at + 1, cell, outcome));
  }
  const name = path.basename(file);
  if (json !== undefined) await writeTextFile(json, printJson(name, reports));
  if (junit !== undefined) await writeTextFile(junit, printNotebookJunit(name, reports));
  return { stdout: printText(reports), state: stateOf(reports) };
}

/** What a notebook's run found. `failed`: a cell has no result. `unmet`: an assertion is not met. */
export type NotebookRun = {
  readonly stdout: string;
  readonly state: 'passed' | 'unmet' | 'failed';
};

/** Returns the notebook with parameters replaced. Throws `badInput` for one that it does not have. */
function withParameters(notebook: Notebook, replaced: ReadonlyMap<string, string>): Notebook {
  const { values } = parseParameters(notebook.parameters ?? '');
  const unknown = [...replaced.keys()].find((name) => !values.has(name));
  if (unknown !== undefined)
    throw new Failure('badInput', `The notebook has no parameter “${unknown}”`);
  const all = new Map([...values, ...replaced]);
  const lines = [...all].map(([name, value]) => `${name}: ${value.replaceAll(/\s*\n\s*/g, ' ')}`);
  return all.size === 0 ? notebook : { ...notebook, parameters: lines.join('\n') };
}

function stateOf(reports: readonly CellReport[]): NotebookRun['state'] {
  if (reports.some(({ state }) => state === 'failed')) return 'failed';
  return reports.some(({ state }) => state === 'unmet') ? 'unmet' : 'passed';
}

async function readNotebook(file: string): Promise<Notebook> {
  const parsed = parseNotebook(await readTextFile(file));
  if (!parsed.isValid) throw problemsOfFile(file, parsed.problems);
  const { notebook } = parsed;
  const others = environmentsOf(notebook);
  if (others.length > 1) {
    const message = `${file} names several environments (${others.join(', ')}). A run without a window has the one project that the key opens`;
    throw new Failure('badInput', message);
  }
  return notebook;
}

function environmentsOf({ binding, cells }: Notebook): readonly string[] {
  const own = cells.map((cell) => (cell.kind === 'text' ? '' : (cell.binding.environment ?? '')));
  return [...new Set([binding.environment, ...own])].filter((name) => name !== '');
}
