import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { engineBundle } from '../../support/engineProcess.ts';
import type { Bench } from '../bench.ts';
import { writeRows } from '../data/rowFile.ts';
import { spectrum79 } from '../engine/datasets.ts';
import { travel } from './journey.ts';
import { millionGoals } from './millionGoals.ts';
import { reportOf } from './report.ts';

const queryCount = 50;

/** The engine as its users have it, a process that is spoken to by HTTP, from the first record to the answer. */
export const millionBench: Bench = {
  title: 'Through HTTP',
  isOfTimes: true,
  run: async ({ isQuick, rows, progress }) => {
    const count = rows ?? (isQuick ? 100_000 : 1_000_000);
    const { dimension } = spectrum79;
    const folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
    try {
      await engineBundle();
      progress(`${count} x ${dimension}, ${spectrum79.name}`);
      const next = await spectrum79.open(progress);
      const file = { file: path.join(folder, 'rows.f32'), dimension, count };
      writeRows(file, next);
      const queries = Array.from({ length: queryCount }, (_, at) => next(count + at));
      const dataDir = path.join(folder, 'data');
      const journey = await travel({ rows: file, queries, dataDir, progress });
      return { text: reportOf(journey), goals: millionGoals(journey) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
