import type { EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import { indexName } from './feed.ts';

export const topK = 10;

type Answer = { readonly matches: readonly { readonly id: string }[] };

/** Asks by JSON, as Pinecone's clients do. The ids of the hits. */
export async function query(engine: EngineProcess, vector: Float32Array): Promise<string[]> {
  const body = { vector: Array.from(vector), topK };
  const path = `/_i/${indexName}/query`;
  const { matches } = await askFor<Answer>(engine, 'POST', path, body);
  return matches.map(({ id }) => id);
}

/** Asks one query after the other until `isDone`. Milliseconds of each. */
export async function queryUntil(
  engine: EngineProcess,
  queries: readonly Float32Array[],
  isDone: () => boolean,
): Promise<number[]> {
  const times: number[] = [];
  while (!isDone()) {
    const begin = performance.now();
    await query(engine, queries[times.length % queries.length]!);
    times.push(performance.now() - begin);
  }
  return times;
}

/** For so long. */
export function queryFor(
  engine: EngineProcess,
  queries: readonly Float32Array[],
  seconds: number,
): Promise<number[]> {
  const end = performance.now() + 1000 * seconds;
  return queryUntil(engine, queries, () => performance.now() >= end);
}
