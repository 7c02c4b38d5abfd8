import { afterEach, describe, expect, it } from 'vitest';
import { sleep } from '../../../../src/common/async.ts';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { MapFrame, MapParameters } from '../../../../src/model/map/map.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { EngineClient } from '../../../../src/pinecone/engineClient.ts';
import type {
  IndexClient,
  PineconeClient,
  QueryRequest,
} from '../../../../src/pinecone/pineconeClient.ts';
import type { MapEvent, MapEventOf } from '../../../../src/protocol/map.ts';
import { MapSession } from '../../../../src/services/maps/mapSession.ts';
import { turnOfLoop } from '../../../support/turnOfLoop.ts';

type EventType = MapEvent['type'];

const never = new AbortController().signal;
const points: MapFrame = { type: 'points', ids: ['cat', 'dog'], texts: ['', ''], total: 2 };
const column: MapFrame = {
  type: 'column',
  column: { kind: 'category', name: 'class', labels: ['animal'], counts: [2] },
  data: bytesOf(Uint16Array.of(0, 0)),
};
const progress: MapFrame = { type: 'progress', progress: { stage: 'layout', done: 1, of: 2 } };
const done: MapFrame = { type: 'done', tookMs: 12 };
const hit = (id: string, score: number) => ({ id, score, metadata: {}, values: [] });

const sessions: MapSession[] = [];
afterEach(() => sessions.splice(0).forEach((session) => session.dispose()));

describe('MapSession', () => {
  it('passes the frames on as events, in their order', async () => {
    const { session, events, ended } = start(async function* () {
      yield points;
      yield column;
      yield progress;
      yield { type: 'positions', epoch: 7, data: bytesOf(Float32Array.of(1, 2, 3, 4)) };
      yield done;
    });
    session.restart();
    await ended();
    expect(events).toStrictEqual([
      { type: 'started', elapsedMs: 0 },
      { type: 'points', ids: ['cat', 'dog'], texts: ['', ''], total: 2 },
      { type: 'column', column: column.column, data: bytesOf(Uint16Array.of(0, 0)) },
      { type: 'progress', progress: progress.progress },
      { type: 'positions', epoch: 7, data: bytesOf(Float32Array.of(1, 2, 3, 4)) },
      { type: 'done', tookMs: 12 },
    ]);
  });

  it('names the hits of a query as the points of its namespace are', () => {
    const { session, events } = start(async function* () {});
    const hits = [{ id: 'cat', score: 1 }];
    const query = { id: 'q', name: 'q', metric: 'cosine', hits, expected: ['dog'] } as const;
    const shown = (): string[] => {
      const event = events.findLast(({ type }) => type === 'queries') as
        MapEventOf<'queries'> | undefined;
      return (event?.queries ?? []).flatMap((one) => [
        ...one.hits.map(({ id }) => id),
        ...one.expected,
      ]);
    };
    session.queries.showOnly({ ...query, namespace: 'n' });
    expect(shown()).toEqual(['cat', 'dog']);
    // Records of the map may have the same ids.
    session.queries.showOnly({ ...query, namespace: 'other' });
    expect(shown()).toEqual(['other›cat', 'other›dog']);
    session.queries.showOnly(query);
    session.restart({ ...session.parameters, namespaces: ['other'] });
    expect(shown()).toEqual(['n›cat', 'n›dog']);
  });

  it('has a snapshot for a view that opens in the middle: the newest positions only', async () => {
    const clock = { ms: 1000 };
    const { session, reached } = start(async function* (signal) {
      yield points;
      yield { type: 'positions', epoch: 0, data: bytesOf(Float32Array.of(0, 0, 0, 0)) };
      yield { type: 'positions', epoch: 5, data: bytesOf(Float32Array.of(1, 1, 1, 1)) };
      yield progress;
      await sleep(60_000, signal);
    }, clock);
    session.restart();
    await reached('progress');
    clock.ms = 3500;
    expect([...session.events()]).toStrictEqual([
      { type: 'started', elapsedMs: 2500 },
      { type: 'points', ids: ['cat', 'dog'], texts: ['', ''], total: 2 },
      { type: 'positions', epoch: 5, data: bytesOf(Float32Array.of(1, 1, 1, 1)) },
      { type: 'progress', progress: progress.progress },
    ]);
  });

  it('ends the work in the engine when it is cancelled, and keeps the picture', async () => {
    const { session, events, reached, aborted } = start(async function* (signal) {
      yield points;
      yield { type: 'positions', epoch: 0, data: bytesOf(Float32Array.of(1, 2, 3, 4)) };
      await sleep(60_000, signal);
    });
    session.restart();
    await reached('positions');
    session.cancel();
    await aborted();
    expect(events.at(-1)).toEqual({ type: 'cancelled' });
    expect([...session.events()].map(({ type }) => type)).toEqual([
      'started',
      'points',
      'positions',
      'cancelled',
    ]);
  });

  it('drops what an engine sends after the cancelling', async () => {
    const late = Promise.withResolvers<void>();
    const { session, events, reached } = start(async function* () {
      yield points;
      await late.promise;
      yield done;
    });
    session.restart();
    await reached('points');
    session.cancel();
    late.resolve();
    await turnOfLoop();
    expect(events.map(({ type }) => type)).toEqual(['started', 'points', 'cancelled']);
  });

  it('fails with the reason when the connection breaks in the middle', async () => {
    const { session, events, ended } = start(async function* () {
      yield points;
      throw new Failure('network', 'The local engine went away');
    });
    session.restart();
    await ended();
    expect(events.at(-1)).toEqual({
      type: 'failed',
      kind: expect.any(String),
      message: 'The local engine went away',
    });
  });

  it('fails when the frames end before the map is done', async () => {
    const { session, events, ended } = start(async function* () {
      yield points;
    });
    session.restart();
    await ended();
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      kind: expect.any(String),
      message: expect.stringContaining('before the map was done'),
    });
  });

  it('fails when the engine cannot be started', async () => {
    const session = own(
      new MapSession({
        source: { environment: localEnvironment, index: 'words', namespace: '__default__' },
        connections: { open: unavailable, openEngine: unavailable },
        now: () => 0,
      }),
    );
    const { events, ended } = record(session);
    session.restart();
    await ended();
    expect(events.at(-1)).toEqual({
      type: 'failed',
      kind: expect.any(String),
      message: 'No engine',
    });
  });

  it('starts from nothing again, and the earlier run no longer counts', async () => {
    const first = Promise.withResolvers<void>();
    let runs = 0;
    const { session, reached, ended } = start(async function* () {
      if (++runs === 1) {
        yield points;
        await first.promise;
        throw new Failure('network', 'too late to matter');
      }
      yield { ...points, total: 99 };
      first.resolve();
      await turnOfLoop();
      yield done;
    });
    session.restart();
    await reached('points');
    session.restart();
    await ended();
    expect([...session.events()]).toStrictEqual([
      { type: 'started', elapsedMs: 0 },
      { type: 'points', ids: ['cat', 'dog'], texts: ['', ''], total: 99 },
      { type: 'done', tookMs: 12 },
    ]);
  });

  it('aborts the work when it is disposed, without a word', async () => {
    const { session, events, reached, aborted } = start(async function* (signal) {
      yield points;
      await sleep(60_000, signal);
    });
    session.restart();
    await reached('points');
    session.dispose();
    await aborted();
    expect(events.at(-1)?.type).toBe('points');
  });

  it('asks for one neighbour more and leaves the record itself out', async () => {
    const { session, queries } = start(async function* () {});
    const details = await session.records.show('dog', 2, never);
    expect(queries).toEqual([
      { namespace: 'n', topK: 3, by: { id: 'dog' }, includeMetadata: true },
    ]);
    expect(details).toEqual({
      id: 'dog',
      namespace: 'n',
      metadata: { class: 'animal' },
      values: [1, 2],
      neighbours: [hit('cat', 0.9), hit('cow', 0.8)],
    });
  });

  it('throws for a record that is gone', async () => {
    const { session } = start(async function* () {});
    await expect(session.records.show('unicorn', 2, never)).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.stringContaining('“unicorn”'),
    });
  });

  it('forwards the quality of the map, also to views that open later', async () => {
    const quality = {
      neighbours: 15,
      sampled: 2,
      recall: 1,
      trustworthiness: 0.9,
      continuity: 0.8,
      neighbourPreservation: 0.7,
    };
    const { session, ended } = start(async function* () {
      yield points;
      yield { type: 'positionAccuracy', neighbours: 15, data: bytesOf(Float32Array.of(1, 0.5)) };
      yield { type: 'done', tookMs: 12, quality, cachedAtMs: 99 };
    });
    session.restart();
    await ended();
    expect([...session.events()].slice(2)).toEqual([
      { type: 'positionAccuracy', neighbours: 15, data: bytesOf(Float32Array.of(1, 0.5)) },
      { type: 'done', tookMs: 12, quality, cachedAtMs: 99 },
    ]);
  });

  it('is made with other parameters from then on', async () => {
    const made: MapParameters[] = [];
    const { session, ended } = start(async function* (_signal, parameters) {
      made.push(parameters);
      yield done;
    });
    const parameters = { neighbours: 5, minDistance: 0.5, seed: 1, sample: 10 };
    session.restart(parameters);
    await ended();
    session.restart();
    await expect.poll(() => made).toEqual([parameters, parameters]);
    expect((await session.title(never)).parameters).toEqual(parameters);
  });

  it('finds records by a filter as typed', async () => {
    const { session, queries } = start(async function* () {});
    const found = await session.records.find('{"class": "animal"}', never);
    const filter = { class: 'animal' };
    expect(queries).toEqual([{ namespace: 'n', topK: 10_000, by: { vector: [1, 0] }, filter }]);
    expect(found).toEqual({
      points: new ArrayBuffer(0),
      elsewhere: 3,
      isCapped: false,
      unknownFields: [],
    });
  });

  it('says what is wrong with a filter', async () => {
    const { session } = start(async function* () {});
    await expect(session.records.find('{"rank": {"$gtr": 1}}', never)).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('$gtr'),
    });
  });

  it('has a title with the metric and the parameters', async () => {
    const { session } = start(async function* () {});
    expect(await session.title(never)).toEqual({
      environment: 'local',
      index: 'words',
      namespace: 'n',
      metric: 'cosine',
      dimension: 2,
      parameters: { neighbours: 15, minDistance: 0.1, seed: 42, sample: 10_000 },
    });
  });

  it('keeps its title without the engine until it is made again', async () => {
    let opened = 0;
    const session = own(
      new MapSession({
        source: { environment: localEnvironment, index: 'words', namespace: 'n' },
        connections: {
          open: () => {
            if (++opened > 1) return Promise.reject(new Failure('unavailable', 'No engine'));
            return Promise.resolve(fakeClient([], 'dense'));
          },
          openEngine: unavailable,
        },
        now: () => 0,
      }),
    );
    const title = await session.title(never);
    session.restart();
    expect(await session.title(never)).toBe(title);
    session.restart();
    await expect(session.title(never)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('refuses an index of sparse vectors', async () => {
    const { session } = start(async function* () {}, { ms: 0 }, 'sparse');
    await expect(session.title(never)).rejects.toMatchObject({ kind: 'badInput' });
  });
});

function start(
  make: (signal: AbortSignal, parameters: MapParameters) => AsyncIterable<MapFrame>,
  clock = { ms: 0 },
  vectorType: VectorIndex['vectorType'] = 'dense',
) {
  const aborted = Promise.withResolvers<void>();
  const queries: QueryRequest[] = [];
  const engine: EngineClient = {
    listSamples: () => Promise.resolve([]),
    createSample: notAskedFor,
    addModel: notAskedFor,
    listAddedModels: notAskedFor,
    removeModel: notAskedFor,
    findDuplicates: notAskedFor,
    findOutliers: notAskedFor,
    findContaining: notAskedFor,
    findMatching: notAskedFor,
    scorePoints: notAskedFor,
    listIds: notAskedFor,
    events: () => notAskedFor() as never,
    makeMap: (_index, _namespace, parameters, signal) => {
      signal.addEventListener('abort', () => aborted.resolve());
      return make(signal, parameters);
    },
  };
  const session = own(
    new MapSession({
      source: { environment: localEnvironment, index: 'words', namespace: 'n' },
      connections: {
        open: () => Promise.resolve(fakeClient(queries, vectorType)),
        openEngine: () => Promise.resolve(engine),
      },
      now: () => clock.ms,
    }),
  );
  return { session, queries, aborted: () => aborted.promise, ...record(session) };
}

/** The cloud's or the engine's side of one index with a dog, of whose neighbours it is the first itself. */
function fakeClient(queries: QueryRequest[], vectorType: VectorIndex['vectorType']) {
  const dog: VectorRecord = { id: 'dog', values: [1, 2], metadata: { class: 'animal' } };
  const index: Pick<IndexClient, 'fetch' | 'query'> = {
    fetch: (_namespace, ids) =>
      Promise.resolve({ value: ids.includes('dog') ? [dog] : [], usage: {} }),
    query: (request) => {
      queries.push(request);
      return Promise.resolve({
        value: [hit('dog', 1), hit('cat', 0.9), hit('cow', 0.8)].slice(0, request.topK),
        usage: {},
      });
    },
  };
  const client: Pick<PineconeClient, 'describeIndex' | 'index'> = {
    describeIndex: (name) =>
      Promise.resolve({
        name,
        host: 'http://127.0.0.1:1',
        kind: 'vectors',
        vectorType,
        ...(vectorType === 'dense' && { dimension: 2 }),
        metric: 'cosine',
        isReady: true,
        state: 'Ready',
        isProtected: false,
        tags: {},
      }),
    index: () => index as IndexClient,
  };
  return client as PineconeClient;
}

function record(session: MapSession) {
  const events: MapEvent[] = [];
  const waiting: { types: readonly EventType[]; resolve: () => void }[] = [];
  session.onDidSend((event) => {
    events.push(event);
    for (const { types, resolve } of waiting) if (types.includes(event.type)) resolve();
  });
  const reached = (...types: EventType[]): Promise<void> =>
    new Promise((resolve) => {
      if (events.some((event) => types.includes(event.type))) resolve();
      else waiting.push({ types, resolve });
    });
  return { events, reached, ended: () => reached('done', 'failed', 'cancelled') };
}

const unavailable = () => Promise.reject(new Failure('unavailable', 'No engine'));
const notAskedFor = () => Promise.reject(new Failure('internal', 'Not asked for'));

function own(session: MapSession): MapSession {
  sessions.push(session);
  return session;
}

function bytesOf(array: Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>): ArrayBuffer {
  return array.buffer;
}
