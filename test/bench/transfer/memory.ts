import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProcess } from '../../support/processes/killableProcess.ts';
import { PullBench } from '../../support/pull/pullBench.ts';
import type { Goal } from '../goals.ts';

type Line = { readonly outcome?: { readonly state: string }; readonly peakBytes?: number };

const fewRecords = 10_000;
const programs = {
  export: 'test/support/exports/exportProcess.ts',
  pull: 'test/support/pull/pullProcess.ts',
};

/**
 * Exports and pulls few and many records, each in a process of its own, and compares the peaks of its memory in use.
 * Resident memory says less: V8 lets its heap grow while there is room.
 */
export async function measureMemory(
  manyRecords: number,
  progress: (text: string) => void,
): Promise<readonly Goal[]> {
  await using bench = await PullBench.start();
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-memory-'));
  for (const [name, count] of [
    ['few', fewRecords],
    ['many', manyRecords],
  ] as const) {
    progress(`writes ${count} records`);
    await bench.fill(name, count);
  }
  const goals: Goal[] = [];
  for (const [what, program] of Object.entries(programs)) {
    const few = await peakOf(program, orderOf(bench, folder, 'few'));
    const many = await peakOf(program, orderOf(bench, folder, 'many'));
    progress(`${what}: ${few / 1e6} MB and ${many / 1e6} MB`);
    goals.push({
      name: `${what}, memory in use for ${manyRecords.toLocaleString('en')} records, by that for ${fewRecords.toLocaleString('en')}`,
      value: many / few,
      goal: 1.2,
      better: 'lower',
    });
  }
  await rm(folder, { recursive: true });
  return goals;
}

function orderOf({ front, local }: PullBench, folder: string, index: string): object {
  return {
    cloud: { url: front.url, key: front.key },
    local: { url: local.url, key: local.key },
    index,
    scope: { kind: 'all' },
    file: path.join(folder, `${index}.jsonl`),
    stateFile: path.join(folder, `${index}.json`),
  };
}

async function peakOf(program: string, order: object): Promise<number> {
  let end: Line = {};
  const onLine = (line: unknown): void => {
    end = line as Line;
  };
  // A busy machine can interrupt a transfer, which then goes on.
  do await runProcess(program, order, onLine, ['--expose-gc']);
  while (end.outcome?.state === 'interrupted');
  if (end.outcome?.state !== 'complete' || end.peakBytes === undefined)
    throw new Error(`${program} ended ${end.outcome?.state}`);
  return end.peakBytes;
}
