import { existsSync, readdirSync, rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor } from '../support/engineRequests.ts';
import { seededRandom } from '../support/random.ts';

const kills = 4;
const recordCount = 4000;
const random = seededRandom(51);
const rank = (next: () => number): number => Math.floor(3000 ** next());

it('snapshots of postings, texts and columns are as the database after each of 4 kills', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-crash-'));
  let engine = await startEngine({ dataDir });
  await create(engine);
  for (let first = 0; first < recordCount; first += 500) await write(engine, first, 500);
  for (let kill = 0; kill < kills; kill++) {
    // The first search of each kind loads a part, and its snapshot is written beside the writes that follow.
    await answers(engine);
    const state = { isDone: false };
    const writing = writeUntil(engine, state);
    await sleep(300 + 900 * random());
    // The first kill may come before there is a snapshot.
    const isThere = (): void => expect(partFiles(dataDir)).toBeGreaterThan(0);
    if (kill > 0) await vi.waitFor(isThere, { timeout: 60_000, interval: 100 });
    state.isDone = true;
    await Promise.all([engine.kill(), writing]);
    const without = `${dataDir}-database`;
    await cp(dataDir, without, { recursive: true });
    rmSync(path.join(without, 'vectors'), { recursive: true, force: true });
    const other = await startEngine({ dataDir: without });
    engine = await startEngine({ dataDir });
    expect(await answers(engine)).toEqual(await answers(other));
    await other.stop();
    await rm(without, { recursive: true });
  }
  await engine.stop();
  await rm(dataDir, { recursive: true });
});

async function create(engine: EngineProcess): Promise<void> {
  const dense = { type: 'dense_vector', dimension: 4, metric: 'dotproduct' };
  const indexes = {
    both: { _values: dense, _sparse_values: { type: 'sparse_vector' } },
    texts: { text: { type: 'string', full_text_search: {} } },
  };
  for (const [name, fields] of Object.entries(indexes))
    await askFor(engine, 'POST', '/indexes', { name, schema: { fields } });
}

async function write(engine: EngineProcess, first: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  const vectors = numbers.map((number) => {
    const indices = [...new Set(Array.from({ length: 30 }, () => rank(random)))];
    return {
      id: `r${number}`,
      values: [random(), random(), random(), random()],
      sparseValues: { indices, values: indices.map(() => 1 + random()) },
      metadata: Object.fromEntries(
        Array.from({ length: 20 }, (_, at) => [`f${at}`, `w${rank(random)}`]),
      ),
    };
  });
  const documents = numbers.map((number) => ({
    _id: `r${number}`,
    text: Array.from({ length: 30 }, () => `w${rank(random)}`).join(' '),
  }));
  await askFor(engine, 'POST', '/_i/both/vectors/upsert', { vectors });
  await askFor(engine, 'POST', '/_i/texts/namespaces/n/documents/upsert', { documents });
}

/** Writes some records after the other until it is done, or the engine is gone. */
async function writeUntil(engine: EngineProcess, state: { isDone: boolean }): Promise<void> {
  try {
    while (!state.isDone) {
      await write(engine, Math.floor(recordCount * random()), 40);
      const ids = Array.from({ length: 10 }, () => `r${Math.floor(recordCount * random())}`);
      await askFor(engine, 'POST', '/_i/both/vectors/delete', { ids });
      const change = { id: ids[0], setMetadata: { f1: `w${rank(random)}` } };
      await askFor(engine, 'POST', '/_i/both/vectors/update', change);
    }
  } catch {
    // The engine was killed.
  }
}

async function answers(engine: EngineProcess): Promise<unknown[]> {
  const next = seededRandom(52);
  const found: unknown[] = [];
  for (let asked = 0; asked < 6; asked++) {
    const vector = [next(), next(), next(), next()];
    const sparseVector = { indices: [1 + asked, 40 + rank(next) * 2], values: [next(), next()] };
    const filter = {
      $or: Array.from({ length: 20 }, (_, at) => ({ [`f${at}`]: `w${rank(next)}` })),
    };
    const query = { vector, sparseVector, topK: 30 };
    found.push(await askFor(engine, 'POST', '/_i/both/query', query));
    found.push(await askFor(engine, 'POST', '/_i/both/query', { vector, filter, topK: 30 }));
    const search = {
      score_by: [{ type: 'text', fields: ['text'], query: `w${rank(next)} w${rank(next)}` }],
      top_k: 30,
    };
    found.push(await askFor(engine, 'POST', '/_i/texts/namespaces/n/documents/search', search));
  }
  return found;
}

/** How many files of parts there are. */
function partFiles(dataDir: string): number {
  const folder = path.join(dataDir, 'vectors');
  if (!existsSync(folder)) return 0;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(sparse|texts|columns)$/.test(name)).length;
}
