import { afterEach, describe, expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { defaultMapParameters } from '../../../../src/model/map/map.ts';
import { transformPoints, type MapTransform } from '../../../../src/model/map/mapAlignment.ts';
import { pointKey } from '../../../../src/model/map/pointKey.ts';
import type { EngineClient } from '../../../../src/pinecone/engineClient.ts';
import type { MapEvent, MapEventOf } from '../../../../src/protocol/map.ts';
import { MapComparison } from '../../../../src/services/maps/mapComparison.ts';
import { MapSession } from '../../../../src/services/maps/mapSession.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const places = Float32Array.of(0, 0, 4, 0, 4, 3, 0, 9, 7, 7);
const turned: MapTransform = { a: 0.5, b: 2, mirror: -1, x: 30, y: -4 };

const sessions: MapSession[] = [];
afterEach(() => sessions.splice(0).forEach((session) => session.dispose()));

describe('two maps that are compared', () => {
  it('lie on one another, by the records that both have', async () => {
    const first = await made('first', ids, places);
    const shuffled = ['e', 'new', 'b', 'a', 'd', 'c'];
    const second = await made('second', shuffled, transformPoints(placesOf(shuffled), turned));
    const heard = listen(second);
    const link = new MapComparison(first, second);
    const shown = new Float32Array(last(heard, 'positions')?.data ?? new ArrayBuffer(0));
    const expected = placesOf(shuffled);
    for (const [at, value] of shown.entries()) expect(value).toBeCloseTo(expected[at] ?? NaN, 4);
    expect(first.peer.comparedMap).toEqual({
      name: 'second',
      target: second.target,
      isReference: true,
      comparison: { shared: 5, disparity: expect.closeTo(0, 6) },
    });
    expect(second.peer.comparedMap).toMatchObject({ name: 'first', isReference: false });
    link.dispose();
    expect(last(heard, 'positions')?.data).toEqual(second.layout?.xy.buffer);
    expect([first.peer.comparedMap, second.peer.comparedMap]).toEqual([undefined, undefined]);
  });

  it('wait for each other, and are aligned again when one is restarted', async () => {
    const first = await made('first', ids, places);
    const second = session('second', ids, places);
    const link = new MapComparison(first, second);
    expect(first.peer.comparedMap).toEqual({
      name: 'second',
      target: second.target,
      isReference: true,
    });
    second.restart();
    await expect.poll(() => first.peer.comparedMap?.comparison?.shared).toBe(5);
    second.restart();
    expect(first.peer.comparedMap).not.toHaveProperty('comparison');
    await expect.poll(() => first.peer.comparedMap?.comparison?.shared).toBe(5);
    link.dispose();
  });

  it('are not aligned if they share too few records', async () => {
    const first = await made('first', ids, places);
    const second = await made('second', ['a', 'b', 'x', 'y', 'z'], places);
    const heard = listen(second);
    const link = new MapComparison(first, second);
    expect(second.peer.comparedMap).toMatchObject({ comparison: { shared: 2 } });
    expect(second.peer.comparedMap?.comparison).not.toHaveProperty('disparity');
    expect(last(heard, 'positions')).toBeUndefined();
    link.dispose();
  });

  it('show what is looked at in the other, until one leaves', async () => {
    const [first, second] = [await made('first', ids, places), await made('second', ids, places)];
    const heard = [listen(first), listen(second)] as const;
    const link = new MapComparison(first, second);
    let hasEnded = false;
    link.onDidEnd(() => (hasEnded = true));
    first.peer.changeView({ focus: 'a' });
    second.peer.changeView({ selection: ['b', 'c'] });
    expect(heard.map((events) => last(events, 'comparedView')?.change)).toEqual([
      { selection: ['b', 'c'] },
      { focus: 'a' },
    ]);
    second.peer.end();
    first.peer.changeView({ focus: 'b' });
    expect([hasEnded, last(heard[1], 'comparedView')?.change]).toEqual([true, { focus: 'a' }]);
  });

  it('show what the other shows also when their view opens later', async () => {
    const [first, second] = [await made('first', ids, places), await made('second', ids, places)];
    const link = new MapComparison(first, second);
    const shownLater = (): unknown => last([...second.events()], 'comparedView')?.change;
    expect(shownLater()).toBeUndefined();
    const camera = { x: 1, y: 2, scale: 3 };
    first.peer.changeView({ camera });
    first.peer.changeView({ focus: 'a' });
    expect(shownLater()).toEqual({ camera, focus: 'a' });
    second.peer.changeView({ focus: 'b' });
    expect(shownLater()).toEqual({ camera });
    first.restart();
    await expect.poll(() => first.peer.comparedMap).toHaveProperty('comparison');
    expect(shownLater()).toBeUndefined();
    link.dispose();
    first.peer.changeView({ camera });
    expect(shownLater()).toBeUndefined();
  });
});

describe('a map of one namespace beside one of several', () => {
  const keys = ids.map((id) => pointKey({ namespace: id < 'd' ? '__default__' : 'more', id }));

  it('shares with it the records of its own namespace', async () => {
    const first = await made('first', ids, places);
    const second = await made('second', keys, places, ['more']);
    const link = new MapComparison(first, second);
    expect(first.peer.comparedMap?.comparison?.shared).toBe(3);
    link.dispose();
  });

  it('translates between its ids and the keys of the other map', async () => {
    const first = await made('first', ids, places);
    const second = await made('second', keys, places, ['more']);
    const heard = [listen(first), listen(second)] as const;
    const link = new MapComparison(first, second);
    first.peer.changeView({ focus: 'a', selection: ['b'] });
    second.peer.changeView({ focus: '__default__›c', selection: ['__default__›a', 'more›d'] });
    expect(heard.map((events) => last(events, 'comparedView')?.change)).toEqual([
      { focus: 'c', selection: ['a', 'more›d'] },
      { focus: '__default__›a', selection: ['__default__›b'] },
    ]);
    second.peer.changeView({ focus: null });
    expect(last(heard[0], 'comparedView')?.change).toEqual({ focus: null });
    link.dispose();
  });
});

/** Where the records of the first map would be in another order; what it has not lies in the middle. */
function placesOf(wanted: readonly string[]): Float32Array {
  return Float32Array.from(
    wanted.flatMap((id) => {
      const at = ids.indexOf(id);
      return at < 0 ? [1, 1] : [...places.subarray(2 * at, 2 * at + 2)];
    }),
  );
}

function session(
  index: string,
  recordIds: readonly string[],
  xy: Float32Array,
  namespaces: readonly string[] = [],
): MapSession {
  const engine: Pick<EngineClient, 'makeMap'> = {
    makeMap: async function* () {
      yield { type: 'points', ids: recordIds, texts: [], total: recordIds.length };
      yield { type: 'positions', epoch: 1, data: xy.slice().buffer };
      yield { type: 'done', tookMs: 1 };
    },
  };
  const made = new MapSession({
    source: { environment: localEnvironment, index, namespace: '__default__' },
    connections: {
      open: () => Promise.reject(new Error('Not asked for')),
      openEngine: () => Promise.resolve(engine as EngineClient),
    },
    parameters: { ...defaultMapParameters, ...(namespaces.length > 0 && { namespaces }) },
    now: () => 0,
  });
  sessions.push(made);
  return made;
}

async function made(...parts: Parameters<typeof session>): Promise<MapSession> {
  const one = session(...parts);
  const events = listen(one);
  one.restart();
  await expect.poll(() => last(events, 'done')).toBeDefined();
  return one;
}

function listen(one: MapSession): MapEvent[] {
  const events: MapEvent[] = [];
  one.onDidSend((event) => events.push(event));
  return events;
}

function last<T extends MapEvent['type']>(
  events: readonly MapEvent[],
  type: T,
): MapEventOf<T> | undefined {
  return events.findLast((event): event is MapEventOf<T> => event.type === type);
}
