import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { seededRandom } from '../../support/random.ts';
import { Client } from './client.ts';

const index = 'fields';
const dimension = 8;
const perRequest = 500;

/** The engine reads the fields of so many records in the background in less. */
const backgroundMs = 8000;

/** Milliseconds of filters on fields that no filter was on before. */
export type FirstFilters = {
  readonly rows: number;
  /** Right after the namespace was loaded. */
  readonly atOnce: number;
  /** Once the engine has read the fields. */
  readonly later: readonly number[];
};

/** Fills two indexes, and filters by each field for the first time. */
export async function measureFirstFilters(
  engine: EngineProcess,
  rows: number,
): Promise<FirstFilters> {
  const client = new Client(engine);
  const query = async (name: string, filter?: object): Promise<number> => {
    const vector = Array.from({ length: dimension }, () => 1);
    const body = JSON.stringify({ vector, topK: 10, ...(filter && { filter }) });
    const begin = performance.now();
    await client.send({ method: 'POST', path: `/_i/${name}/query`, body });
    return performance.now() - begin;
  };
  const names = [`${index}-1`, `${index}-2`] as const;
  for (const name of names) await fill(engine, name, rows);
  await query(names[0]);
  const atOnce = await query(names[0], filters[0]);
  await query(names[1]);
  await sleep(backgroundMs);
  const later: number[] = [];
  for (const filter of filters) later.push(await query(names[1], filter));
  client.close();
  return { rows, atOnce, later };
}

const cities = ['Berlin', 'Paris', 'London', 'Rome', 'Madrid'];

const filters = [
  { bucket: 3 },
  { city: 'Rome' },
  { year: { $lt: 1960 } },
  { tags: { $in: ['a3'] } },
  { source: 'page 77' },
] as const;

async function fill(engine: EngineProcess, name: string, rows: number): Promise<void> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(name, dimension));
  const random = seededRandom(21);
  for (let first = 0; first < rows; first += perRequest) {
    const vectors = Array.from({ length: Math.min(perRequest, rows - first) }, (_, at) => {
      const row = first + at;
      return {
        id: `r${row}`,
        values: Array.from({ length: dimension }, random),
        metadata: {
          bucket: row % 100,
          city: cities[row % cities.length],
          year: 1950 + (row % 70),
          tags: [`a${row % 7}`, `b${row % 11}`],
          source: `page ${row % 5000}`,
        },
      };
    });
    await askFor(engine, 'POST', `/_i/${name}/vectors/upsert`, { vectors });
  }
}
