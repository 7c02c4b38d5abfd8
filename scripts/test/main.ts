import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runInDesktop } from '../../test/host/runInDesktop.ts';
import { runInServer } from '../../test/host/runInServer.ts';
import type { Figure } from '../../test/support/figures.ts';
import { runTool } from '../command.ts';
import { packageExtension } from '../package/packageExtension.ts';
import { cacheFolder } from '../repository.ts';
import { checkFormat, checkLint, checkTypes } from './checks.ts';
import { runClients } from './clients.ts';
import { runContract } from './contract.ts';
import { runHostSuite } from './host.ts';
import { Stopwatch, slowest } from './times.ts';
import { carryOut, passedOne, sum, type Step, type StepResult } from './step.ts';
import { runVitest, runVitestWithAgain } from './vitest.ts';

const packageFile = path.join(cacheFolder, 'test/vectorscope.vsix');
const figuresFile = path.join(cacheFolder, 'test/figures.jsonl');

const steps: readonly Step[] = [
  { name: 'types', run: checkTypes },
  { name: 'lint', run: checkLint },
  { name: 'format', run: checkFormat },
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'quick', run: () => runVitest('quick'), isOptional: true },
  { name: 'contract', run: runContract },
  { name: 'clients', run: runClients },
  { name: 'crash', run: () => runVitest('crash') },
  { name: 'fuzz', run: () => runVitest('fuzz') },
  { name: 'attacks', run: () => runVitest('attacks') },
  { name: 'corpus', run: () => runVitest('corpus') },
  {
    name: 'build',
    run: async () => {
      await runTool('esbuild.mjs');
      return passedOne();
    },
  },
  { name: 'host', run: () => runHostSuite(runInServer) },
  { name: 'desktop', run: () => runHostSuite(runInDesktop), isOptional: true },
  {
    name: 'ui',
    run: async () => {
      await packageExtension(packageFile);
      return runVitestWithAgain('ui', { VECTORSCOPE_VSIX: packageFile });
    },
  },
];

const wanted = process.argv.slice(2).filter((argument) => argument !== '--screenshots');
if (process.argv.includes('--screenshots')) process.env['VECTORSCOPE_SCREENSHOTS'] = '1';
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  const names = steps.map(({ name }) => name).join(', ');
  console.error(`There is no step “${unknown.join('”, “')}”. There are: ${names}.`);
  process.exit(2);
}
process.exit(await runWizard(steps.filter(isWanted)));

function isWanted({ name, isOptional = false }: Step): boolean {
  return wanted.length > 0 ? wanted.includes(name) : !isOptional;
}

/** Runs the steps one after the other, goes on after a failure, and returns the exit code. */
async function runWizard(chosen: readonly Step[]): Promise<number> {
  process.env['VECTORSCOPE_FIGURES'] = figuresFile;
  await mkdir(path.dirname(figuresFile), { recursive: true });
  await rm(figuresFile, { force: true });
  const results: StepResult[] = [];
  const total = new Stopwatch();
  for (const step of chosen) {
    const watch = new Stopwatch();
    const result = await carryOut(step);
    results.push(result);
    console.log(`${step.name.padEnd(9)} ${describe(result)} (${watch.describe()})`);
    for (const { title, details } of result.failures)
      console.log(`\n  ✘ ${title}\n${indent(details)}\n`);
    for (const { title, details } of result.retried)
      console.log(`\n  passed when it ran again: ${title}\n${indent(details)}\n`);
  }
  await printFigures();
  const all = sum(results);
  for (const { title, tookMs } of slowest(all.times))
    console.log(`slow      ${(tookMs / 1000).toFixed(1)} s: ${title}`);
  console.log(`${describe(all)} (${total.describe()})`);
  return all.failed > 0 ? 1 : 0;
}

function describe({ passed, failed, skipped }: StepResult): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function indent(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.length > 60 ? [...lines.slice(0, 60), '…'] : lines;
  return shown.map((line) => `    ${line}`).join('\n');
}

async function printFigures(): Promise<void> {
  const text = await readFile(figuresFile, 'utf8').catch(() => '');
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const { name, value } = JSON.parse(line) as Figure;
    console.log(`figure    ${name}: ${value}`);
  }
}
