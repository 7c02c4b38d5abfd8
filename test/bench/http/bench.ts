import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { engineBundle, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import type { Bench } from '../bench.ts';
import { dimension, fill } from '../stalls/data.ts';
import { Client } from './client.ts';
import { measureFirstFilters } from './firstFilters.ts';
import { measureKinds, readsBesideWriter } from './measure.ts';
import { goalsOf, reportOf } from './report.ts';
import { hybridIndex, hybridUpsert } from './requests.ts';
import { firstAnswers, writeCaches } from './starts.ts';
import { withEngine } from './withEngine.ts';

const rowsAtOnce = 250;

/** What clients wait for: HTTP, starts, and writes beside reads. The other tables measure inside the process. */
export const httpBench: Bench = {
  title: 'Over HTTP',
  run: async ({ isQuick, isBusy, rows, progress }) => {
    const quick = { rows: 20_000, rounds: 60, idleRounds: 3, starts: 3, fields: 20_000 };
    const full = { rows: 50_000, rounds: 300, idleRounds: 7, starts: 5, fields: 100_000 };
    const sizes = {
      ...(isQuick ? quick : full),
      ...(rows !== undefined && { rows, fields: rows }),
    };
    const dataDir = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
    try {
      await engineBundle();
      progress(`${sizes.rows} records in each of four indexes`);
      await withEngine(dataDir, async (engine) => {
        await fill(engine, sizes.rows);
        await fillHybrid(engine, sizes.rows);
      });
      progress('Caches of searched indexes');
      await withEngine(dataDir, writeCaches);
      progress('First answers');
      const first = await firstAnswers(dataDir, sizes.starts);
      return await withEngine(dataDir, async (engine) => {
        const measured = await measureKinds(engine, sizes, progress);
        progress('Reads beside a writer');
        const beside = await readsBesideWriter(engine, sizes);
        progress('First filters');
        const firstFilters = await measureFirstFilters(engine, sizes.fields);
        const findings = { sizes, first, firstFilters, measured, beside };
        return { text: reportOf(findings, isBusy), goals: goalsOf(findings, isBusy) };
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function fillHybrid(engine: EngineProcess, rows: number): Promise<void> {
  const dense = { type: 'dense_vector', dimension, metric: 'dotproduct' };
  const fields = { _values: dense, _sparse_values: { type: 'sparse_vector' } };
  await askFor(engine, 'POST', '/indexes', { name: hybridIndex, schema: { fields } });
  const client = new Client(engine);
  for (let first = 0; first < rows; first += rowsAtOnce)
    await client.send(
      hybridUpsert(
        Array.from({ length: Math.min(rowsAtOnce, rows - first) }, (_, at) => first + at),
      ),
    );
  client.close();
}
