import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readLines } from '../../src/local/readLines.ts';
import { recordOfLine } from '../../src/model/exportFormats.ts';
import type { VectorRecord } from '../../src/model/record.ts';
import { hasSameContents } from '../../src/model/recordContents.ts';
import { runProcess } from '../support/processes/killableProcess.ts';
import { PullBench } from '../support/pull/pullBench.ts';
import { seededRandom } from '../support/random.ts';

export type TransferKillOptions = {
  readonly records: number;
  readonly kills: number;
  readonly seed: number;
  /** Default: both. */
  readonly transfers?: readonly KilledTransfer['transfer'][];
  readonly onKill?: (transfer: string, done: number) => void;
};

/** What became of one transfer that was killed again and again. */
export type KilledTransfer = {
  readonly transfer: 'export' | 'pull';
  readonly kills: number;
  readonly records: number;
  readonly readUnits: number;
  /** Read units of a run that is not killed. */
  readonly price: number;
  readonly seconds: number;
};

type Line = {
  readonly progress?: { readonly phase: string; readonly done: number };
  readonly outcome?: Ended;
};

type Ended = {
  readonly state: string;
  readonly records: number;
  readonly readUnits: number;
  readonly twin?: string;
};

/** A process lives up to this long after it reached the record at which it is killed. */
const longestMs = 60;
/** The share of the records after which no process is killed, so that none ends before. */
const lastKill = 0.9;
const recordsPerUnit = 10;
const idsPerUnit = 100;

/**
 * Kills an export and a pull with SIGKILL at random records and moments, each time followed by a process that goes on.
 * Throws if one ends with other records than the source has.
 */
export async function* runTransferKills(
  options: TransferKillOptions,
): AsyncGenerator<KilledTransfer, void> {
  await using bench = await PullBench.start();
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-transfer-'));
  await bench.fill('source', options.records);
  for (const transfer of options.transfers ?? ['export', 'pull'])
    yield transfer === 'export'
      ? await killedExport(bench, folder, options)
      : await killedPull(bench, options);
  await rm(folder, { recursive: true });
}

async function killedExport(
  bench: PullBench,
  folder: string,
  options: TransferKillOptions,
): Promise<KilledTransfer> {
  const file = path.join(folder, 'exported.jsonl');
  const { url, key } = bench.front;
  const stateFile = path.join(folder, 'state.json');
  const order = { cloud: { url, key }, index: 'source', file, stateFile };
  const { ended, seconds } = await runThroughKills(
    'export',
    'test/support/exports/exportProcess.ts',
    order,
    options,
  );
  const records = await sameRecords(bench.eachSourceRecord('source'), recordsOfFile(file));
  const left = (await readdir(folder)).filter((name) => name.endsWith('.part'));
  if (left.length > 0) throw new Error(`The export left ${left.join(', ')}`);
  return about('export', { ended, records, seconds }, options);
}

async function killedPull(bench: PullBench, options: TransferKillOptions): Promise<KilledTransfer> {
  const { front, local } = bench;
  const order = {
    cloud: { url: front.url, key: front.key },
    local: { url: local.url, key: local.key },
    index: 'source',
    scope: { kind: 'all' },
  };
  const { ended, seconds } = await runThroughKills(
    'pull',
    'test/support/pull/pullProcess.ts',
    order,
    options,
  );
  const records = await sameRecords(
    bench.eachSourceRecord('source'),
    bench.eachTwinRecord(ended.twin ?? ''),
  );
  return about('pull', { ended, records, seconds }, options);
}

function about(
  transfer: KilledTransfer['transfer'],
  { ended, records, seconds }: { ended: Ended; records: number; seconds: number },
  options: TransferKillOptions,
): KilledTransfer {
  const { state, readUnits } = ended;
  const isWhole = state === 'complete' && records === options.records && ended.records === records;
  if (!isWhole)
    throw new Error(`The ${transfer} ended ${state}, with ${records} of ${options.records}`);
  const price = Math.ceil(records / idsPerUnit) + Math.ceil(records / recordsPerUnit);
  return { transfer, kills: options.kills, records, readUnits, price, seconds };
}

/** Runs one process after the other, each killed at a random record but the last. */
async function runThroughKills(
  transfer: string,
  program: string,
  order: object,
  { records, kills, seed, onKill }: TransferKillOptions,
): Promise<{ readonly ended: Ended; readonly seconds: number }> {
  const random = seededRandom(seed);
  const begin = performance.now();
  const killsAt = Array.from({ length: kills }, () => random() * lastKill * records).sort(
    (a, b) => a - b,
  );
  for (const killAt of killsAt) {
    let isDoomed = false;
    let hasEnded = false;
    await runProcess(program, order, (line, kill) => {
      const { progress, outcome } = line as Line;
      if (outcome !== undefined) hasEnded = true;
      if (isDoomed || progress?.phase !== 'reading' || progress.done < killAt) return;
      isDoomed = true;
      setTimeout(kill, random() * longestMs);
      onKill?.(transfer, progress.done);
    });
    if (hasEnded) throw new Error(`The ${transfer} ended before it was killed`);
  }
  let ended: Ended | undefined;
  await runProcess(program, order, (line) => {
    ended = (line as Line).outcome ?? ended;
  });
  if (ended === undefined) throw new Error(`The ${transfer} did not end`);
  return { ended, seconds: Math.round((performance.now() - begin) / 1000) };
}

async function* recordsOfFile(file: string): AsyncGenerator<VectorRecord, void> {
  for await (const lines of readLines(file)) for (const line of lines) yield recordOfLine(line);
}

/** Returns how many records both have. Throws if one differs, is missing or is there twice. */
async function sameRecords(
  one: AsyncGenerator<VectorRecord, void>,
  other: AsyncGenerator<VectorRecord, void>,
): Promise<number> {
  for (let count = 0; ; count++) {
    const [expected, found] = [await one.next(), await other.next()];
    if (expected.done === true && found.done === true) return count;
    const isSame =
      expected.done !== true &&
      found.done !== true &&
      expected.value.id === found.value.id &&
      hasSameContents(expected.value, found.value);
    if (!isSame) {
      const [here, there] = [expected, found].map(({ value }) => value?.id ?? 'none');
      throw new Error(`Record ${count} is “${here}” in the source and “${there}” in the copy`);
    }
  }
}
