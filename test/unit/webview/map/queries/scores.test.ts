import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import { RpcClient, RpcServer, type Handlers } from '../../../../../src/common/rpc.ts';
import type { MapCalls, MapQuery } from '../../../../../src/protocol/map.ts';
import { scoredQuery, scoreName } from '../../../../../webview/map/shared/columnData.ts';
import { Scores } from '../../../../../webview/map/queries/scores.ts';
import { connectedPorts } from '../connectedPorts.ts';

const query = (id: string, style: 0 | 1): MapQuery => ({
  id,
  name: id,
  style,
  metric: 'cosine',
  hits: [],
  expected: [],
  input: { by: 'id', value: id },
});
const bytes = (...scores: number[]): { scores: ArrayBuffer } => ({
  scores: Float32Array.from(scores).buffer,
});

describe('scores of the points', () => {
  it('are a field for each query that says what it searched for', () => {
    const scores = create(() => Promise.resolve(bytes()));
    const { input: _, ...without } = query('unsaid', 1);
    scores.begin([query('pets', 0), without]);
    expect(scores.names.map(scoredQuery)).toEqual(['pets']);
  });

  it('are read once, with their range over those that are there', async () => {
    let asked = 0;
    const scores = create(() => {
      asked++;
      return Promise.resolve(bytes(0.5, Number.NaN, -0.25));
    });
    scores.begin([query('pets', 0)]);
    const name = scoreName(query('pets', 0));
    expect([await scores.read(name), await scores.read(name), asked]).toEqual([true, true, 1]);
    expect(scores.columns[0]?.column).toEqual({ kind: 'number', name, min: -0.25, max: 0.5 });
  });

  it('are discarded when the queries or the points change', async () => {
    const scores = create(() => Promise.resolve(bytes(1)));
    scores.begin([query('pets', 0)]);
    await scores.read(scoreName(query('pets', 0)));
    scores.begin();
    expect([scores.columns, scores.names.length]).toEqual([[], 1]);
  });

  it('of an earlier request do not replace those of a later one', async () => {
    const slow = Promise.withResolvers<{ scores: ArrayBuffer }>();
    const scores = create((id) => (id === 'slow' ? slow.promise : Promise.resolve(bytes(1))));
    scores.begin([query('slow', 0), query('pets', 1)]);
    const late = scores.read(scoreName(query('slow', 0)));
    expect(await scores.read(scoreName(query('pets', 1)))).toBe(true);
    slow.resolve(bytes(2));
    expect(await late).toBe(false);
    expect(scores.columns.map(({ column }) => scoredQuery(column.name))).toEqual(['pets']);
  });

  it('give the reason if there are none', async () => {
    const scores = create(() => Promise.reject(new Failure('notFound', 'The record is gone')));
    scores.begin([query('pets', 0)]);
    expect(await scores.read(scoreName(query('pets', 0)))).toBe(false);
    expect(scores.state).toEqual({ at: 'failed', message: 'The record is gone' });
    expect(await scores.read('no such field')).toBe(false);
  });
});

function create(read: (id: string) => Promise<{ scores: ArrayBuffer }>): Scores {
  const [view, host] = connectedPorts();
  const handlers: Partial<Handlers<MapCalls>> = { 'query.score': ({ id }) => read(id) };
  new RpcServer<MapCalls>(host, handlers as Handlers<MapCalls>);
  return new Scores(new RpcClient<MapCalls>(view), () => undefined);
}
