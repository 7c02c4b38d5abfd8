import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { MapFrame, MapParameters } from '../../../../src/model/map/map.ts';
import type { MapCell } from '../../../../src/model/notebook/cell.ts';
import { newMapCell } from '../../../../src/model/notebook/newMapCell.ts';
import { tagsOfTwin } from '../../../../src/model/twin.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { EngineClient } from '../../../../src/pinecone/engineClient.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { NotebookMaps } from '../../../../src/services/notebook/notebookMaps.ts';
import { staging, wordsIndex } from '../fakeProject.ts';

const never = new AbortController().signal;
const cell: MapCell = { ...newMapCell(), id: 'm' };
const binding = { environment: 'local', index: 'words', namespace: '' };
const points: MapFrame = { type: 'points', ids: ['cat', 'dog'], texts: ['', ''], total: 3 };
const done: MapFrame = { type: 'done', tookMs: 12 };

describe('the maps of a notebook', () => {
  it('are made with what the cell says, and tell how much they show', async () => {
    const { maps, asked } = start(() => [points, done]);
    const outcome = await maps.run(cell, binding, never);
    expect([outcome, asked]).toEqual([
      {
        kind: 'map',
        binding: { ...binding, namespace: '__default__' },
        index: 'words',
        shown: 2,
        total: 3,
        tookMs: 12,
      },
      [{ index: 'words', parameters: cell.parameters }],
    ]);
  });

  it('show the other namespaces that the cell names, in one order however they are typed', async () => {
    const { maps, asked } = start(() => [points, done]);
    for (const otherNamespaces of ['drafts, archive', 'archive\ndrafts\n', ' ,'])
      await maps.run({ ...cell, otherNamespaces }, binding, never);
    expect(asked.map(({ parameters }) => parameters.namespaces)).toEqual([
      ['archive', 'drafts'],
      ['archive', 'drafts'],
      undefined,
    ]);
  });

  it('stay the same map while a cell runs again, and become another one elsewhere', async () => {
    const { maps } = start(() => [points, done]);
    const ids: string[] = [];
    maps.onDidChange(() => ids.push(...maps.all.map(({ id }) => id)));
    await maps.run(cell, binding, never);
    await maps.run(cell, binding, never);
    await maps.run({ ...cell, binding: { namespace: 'other' } }, binding, never);
    expect(ids).toEqual(['map-1', 'map-2']);
  });

  it('say what is wrong with a cell before anything is asked', async () => {
    const { maps, asked } = start(() => [done]);
    const parameters = {
      ...cell.parameters,
      neighbours: 1,
      method: 'umap-js',
      sample: 60_000,
    } as const;
    const wrong = { ...cell, parameters, filter: '{' };
    const outcome = await maps.run(wrong, { ...binding, index: '' }, never);
    expect(outcome).toMatchObject({
      kind: 'invalid',
      problems: [
        { field: 'binding' },
        { field: 'neighbours', message: 'Give “neighbours” a whole number from 2 to 200' },
        { field: 'sample' },
        { field: 'filter', place: { start: 0 } },
      ],
    });
    expect([asked, maps.all]).toEqual([[], []]);
  });

  it('are made of what was pulled last from an index in the cloud', async () => {
    const { maps, asked } = start(() => [points, done], [twin('old', 1), twin('new', 2)]);
    const outcome = await maps.run(cell, { ...binding, environment: 'staging' }, never);
    expect([outcome, asked.map(({ index }) => index)]).toMatchObject([
      { kind: 'map', index: 'new', binding: { environment: 'staging', index: 'words' } },
      ['new'],
    ]);
  });

  it('offer to pull an index that is not on this machine', async () => {
    const { maps } = start(() => [done]);
    const outcome = await maps.run(cell, { ...binding, environment: 'staging' }, never);
    expect(outcome).toMatchObject({ kind: 'failed', action: { id: 'pull' } });
  });

  it('keep the old picture if there is no such index, and report it', async () => {
    const { maps, fail } = start(() => [points, done]);
    await maps.run(cell, binding, never);
    const [before] = maps.all;
    fail(new Failure('notFound', 'There is no index “gone”'));
    const outcome = await maps.run({ ...cell, binding: { index: 'gone' } }, binding, never);
    expect([outcome, maps.all]).toEqual([
      {
        kind: 'invalid',
        problems: [
          {
            field: 'binding',
            message: 'There is no index “gone” in “local”. Choose another one',
          },
        ],
      },
      [before],
    ]);
  });

  it('tell a failure of the engine in the middle', async () => {
    const { maps } = start(() => [
      points,
      { type: 'failed', kind: 'internal', message: 'Out of memory' },
    ]);
    expect(await maps.run(cell, binding, never)).toMatchObject({
      kind: 'failed',
      message: 'Could not map “words” in “local”: Out of memory',
    });
  });

  it('stop in the engine when the run is stopped, and keep what there is', async () => {
    const { maps, signals } = start(async function* (signal) {
      yield points;
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Failure('cancelled', 'Stopped'))),
      );
    });
    const controller = new AbortController();
    const run = maps.run(cell, binding, controller.signal);
    await expect.poll(() => maps.of('m')?.counts.shown).toBe(2);
    controller.abort();
    expect([await run, signals[0]?.aborted, maps.of('m')?.counts.shown]).toEqual([
      { kind: 'stopped' },
      true,
      2,
    ]);
  });

  it('go with their cells', async () => {
    const { maps } = start(() => [points, done]);
    await maps.run(cell, binding, never);
    await maps.run({ ...cell, id: 'n' }, binding, never);
    maps.retain((cellId) => cellId === 'n');
    expect(maps.all.map(({ cellId }) => cellId)).toEqual(['n']);
  });
});

type Make = (signal: AbortSignal) => AsyncIterable<MapFrame> | readonly MapFrame[];

/** The maps of a notebook over an engine whose maps are made of these frames. */
function start(make: Make, indexes: readonly VectorIndex[] = []) {
  const asked: { index: string; parameters: MapParameters }[] = [];
  const signals: AbortSignal[] = [];
  let failure: Failure | undefined;
  const engine: Pick<EngineClient, 'makeMap'> = {
    makeMap: async function* (index, _namespace, parameters, signal) {
      asked.push({ index, parameters });
      signals.push(signal);
      yield* make(signal);
    },
  };
  const client: Pick<PineconeClient, 'describeIndex' | 'index'> = {
    describeIndex: async (name) => {
      if (failure) throw failure;
      return { ...wordsIndex, name };
    },
    index: () => ({}) as ReturnType<PineconeClient['index']>,
  };
  const maps = new NotebookMaps({
    environments: {
      byName: (name) => [localEnvironment, staging].find((one) => one.name === name),
    },
    catalog: { indexes: async () => indexes },
    connections: {
      open: async () => client as PineconeClient,
      openEngine: async () => engine as EngineClient,
    },
    now: () => 0,
  });
  return { maps, asked, signals, fail: (error: Failure) => void (failure = error) };
}

function twin(name: string, pulledAtMs: number): VectorIndex {
  const tags = tagsOfTwin({
    pull: name,
    origin: { environment: staging.id, index: 'words', namespace: '__default__' },
    scope: { kind: 'all' },
    total: 3,
    pulledAtMs,
    state: 'complete',
  });
  return { ...wordsIndex, name, tags };
}
