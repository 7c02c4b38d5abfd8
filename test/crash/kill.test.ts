import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { seededRandom } from '../unit/engine/random.ts';

const kills = 12;
const dimension = 64;
const batchSize = 40;
/** Records that every batch writes anew: all of them must be of the same batch. */
const sharedCount = 10;
const writers = 3;

/** What a round was told before its engine was killed, by the number of the batch or the name of the index. */
type Acknowledged = { readonly batches: Set<number>; readonly indexes: Set<string> };

describe('an engine that is killed while it writes', () => {
  it(`has every acknowledged batch, and no part of another, after ${kills} kills`, async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-crash-'));
    const random = seededRandom(20_260_701);
    const rounds: Acknowledged[] = [];
    let engine = await startEngine({ dataDir });
    await createIndex(engine, 'kept');
    for (let round = 0; round < kills; round++) {
      const acknowledged: Acknowledged = { batches: new Set(), indexes: new Set() };
      const work = [
        ...Array.from({ length: writers }, (_, at) =>
          write(engine, round, at, acknowledged.batches),
        ),
        createAndDelete(engine, round, acknowledged.indexes),
      ];
      await sleep(30 + random() * 470);
      await engine.kill();
      await Promise.all(work);
      engine = await startEngine({ dataDir });
      await checkRound(engine, round, acknowledged);
      rounds.push(acknowledged);
    }
    // The later rounds took nothing from the earlier ones.
    for (const [round, acknowledged] of rounds.entries())
      await checkRound(engine, round, acknowledged);
    const batches = rounds.reduce((sum, { batches }) => sum + batches.size, 0);
    const indexes = rounds.reduce((sum, { indexes }) => sum + indexes.size, 0);
    expect(batches).toBeGreaterThan(kills);
    console.log(
      `${kills} kills: ${batches} batches and ${indexes} indexes acknowledged, none lost`,
    );
    expect(await engine.stop()).toBe(0);
    await rm(dataDir, { recursive: true, force: true });
  });
});

/** Upserts batches until the engine is gone. */
async function write(
  engine: EngineProcess,
  round: number,
  writer: number,
  acknowledged: Set<number>,
): Promise<void> {
  for (let batch = writer; ; batch += writers) {
    const ids = [...idsOf(batch), ...sharedIds(writer)];
    const vectors = ids.map((id) => ({
      id,
      values: valuesOf(batch),
      metadata: { batch },
    }));
    const body = { namespace: `round-${round}`, vectors };
    const isDone = await post(engine, '/_i/kept/vectors/upsert', body);
    if (isDone === undefined) return;
    expect(isDone.status).toBe(200);
    acknowledged.add(batch);
  }
}

/** Creates indexes and deletes every other one until the engine is gone; `created` holds those that must be there. */
async function createAndDelete(
  engine: EngineProcess,
  round: number,
  created: Set<string>,
): Promise<void> {
  for (let number = 0; ; number++) {
    const name = `made-${round}-${number}`;
    if ((await createIndex(engine, name)) === undefined) return;
    created.add(name);
    if (number % 2 === 0) continue;
    // From here on it may be gone or not, until the deletion was acknowledged.
    created.delete(name);
    if ((await send(engine, 'DELETE', `/indexes/${name}`)) === undefined) return;
  }
}

async function checkRound(
  engine: EngineProcess,
  round: number,
  { batches, indexes }: Acknowledged,
): Promise<void> {
  const namespace = `round-${round}`;
  const found = Map.groupBy(await listIds(engine, namespace, 'batch-'), batchOf);
  expect([...batches].filter((batch) => !found.has(batch))).toEqual([]);
  expect([...found.values()].filter((ids) => ids.length !== batchSize)).toEqual([]);
  for (const batch of found.keys()) await checkBatch(engine, namespace, batch);
  for (let writer = 0; writer < writers; writer++) {
    const shared = await fetchRecords(engine, namespace, sharedIds(writer));
    const writersBatches = [...found.keys()].filter((batch) => batch % writers === writer);
    if (writersBatches.length === 0) continue;
    // Written last together with the newest batch.
    expect(shared.map(({ metadata }) => metadata.batch)).toEqual(
      sharedIds(writer).map(() => Math.max(...writersBatches)),
    );
  }
  const listed = (await read(engine, '/indexes')) as {
    indexes: { name: string; status: object }[];
  };
  const names = new Set(listed.indexes.map(({ name }) => name));
  expect([...indexes].filter((name) => !names.has(name))).toEqual([]);
  expect(listed.indexes.filter(({ status }) => !('ready' in status && status.ready))).toEqual([]);
}

async function checkBatch(engine: EngineProcess, namespace: string, batch: number): Promise<void> {
  const records = await fetchRecords(engine, namespace, idsOf(batch));
  expect(records.map(({ values }) => values)).toEqual(idsOf(batch).map(() => valuesOf(batch)));
}

function idsOf(batch: number): string[] {
  return Array.from({ length: batchSize }, (_, at) => `batch-${batch}-${at}`);
}

function valuesOf(batch: number): number[] {
  return Array.from({ length: dimension }, () => batch + 1);
}

function batchOf(id: string): number {
  return Number(id.split('-')[1]);
}

function sharedIds(writer: number): string[] {
  return Array.from({ length: sharedCount }, (_, at) => `shared-${writer}-${at}`);
}

async function listIds(
  engine: EngineProcess,
  namespace: string,
  prefix: string,
): Promise<string[]> {
  const ids: string[] = [];
  let token = '';
  do {
    const query = `namespace=${namespace}&prefix=${prefix}&paginationToken=${token}`;
    const page = (await read(engine, `/_i/kept/vectors/list?${query}`)) as {
      vectors: { id: string }[];
      pagination?: { next: string };
    };
    ids.push(...page.vectors.map(({ id }) => id));
    token = page.pagination?.next ?? '';
  } while (token !== '');
  return ids;
}

type FoundRecord = { readonly values: number[]; readonly metadata: { readonly batch: number } };

async function fetchRecords(
  engine: EngineProcess,
  namespace: string,
  ids: readonly string[],
): Promise<FoundRecord[]> {
  const query = new URLSearchParams([['namespace', namespace], ...ids.map((id) => ['ids', id])]);
  const { vectors } = (await read(engine, `/_i/kept/vectors/fetch?${query}`)) as {
    vectors: Record<string, FoundRecord>;
  };
  return ids.flatMap((id) => vectors[id] ?? []);
}

async function createIndex(engine: EngineProcess, name: string): Promise<Response | undefined> {
  const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
  return post(engine, '/indexes', { name, dimension, metric: 'euclidean', spec });
}

function post(engine: EngineProcess, url: string, body: object): Promise<Response | undefined> {
  return send(engine, 'POST', url, JSON.stringify(body));
}

/** The JSON of an engine that is there. */
async function read(engine: EngineProcess, url: string): Promise<unknown> {
  const reply = await send(engine, 'GET', url);
  if (reply?.ok !== true) throw new Error(`GET ${url}: ${await reply?.text()}`);
  return reply.json();
}

/** The answer; nothing where the engine went away, even in the middle of it. */
async function send(
  engine: EngineProcess,
  method: string,
  url: string,
  body?: string,
): Promise<Response | undefined> {
  try {
    const headers = { 'api-key': engine.key };
    const reply = await fetch(`${engine.url}${url}`, { method, headers, ...(body && { body }) });
    const text = await reply.text();
    return new Response(text === '' ? null : text, { status: reply.status });
  } catch {
    return undefined;
  }
}
