import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { Connections } from '../../../../src/services/environments/connections.ts';
import { RequestPacing } from '../../../../src/services/environments/requestPacing.ts';
import { staging } from '../fakeProject.ts';

const { signal } = new AbortController();
const other: Environment = { ...staging, id: 'other', requestsPerSecond: 1 };
const startMs = 1_000_000;

/** When each request was sent, in milliseconds since the start. */
let sent: number[];
let status: number;
let connections: Connections;

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
  sent = [];
  status = 200;
  const endpoint = { url: 'https://api.example.com', key: new Secret('pc-123') };
  const fetch = async (): Promise<Response> => {
    sent.push(Date.now() - startMs);
    return new Response('{"indexes":[]}', { status });
  };
  connections = new Connections({
    environments: { keyOf: async () => endpoint.key },
    engine: { endpoint: async () => endpoint },
    connectors: {
      pinecone: (to, access, hooks) =>
        createPineconeClient({ endpoint: to, access, ...hooks, log: silentLog, fetch }),
      engine: () => {
        throw new Error('not used');
      },
    },
    writeAccess: { check: () => undefined },
    usage: { add: () => undefined },
    pacing: new RequestPacing(Date.now),
  });
});

afterEach(() => vi.useRealTimers());

const send = async (environment: Environment, count: number): Promise<void> => {
  for (let at = 0; at < count; at++) {
    // Each request has a client of its own, as commands do.
    const client = await connections.open(environment, signal);
    void client.listIndexes(signal).catch(() => undefined);
  }
  await vi.advanceTimersByTimeAsync(10_000);
};

it('spaces the requests to an environment by its limit', async () => {
  await send({ ...staging, requestsPerSecond: 2 }, 4);
  expect(sent).toEqual([0, 400, 900, 1400]);
});

it('limits each environment on its own', async () => {
  await Promise.all([send({ ...staging, requestsPerSecond: 1 }, 2), send(other, 2)]);
  expect(sent.toSorted((a, b) => a - b)).toEqual([0, 0, 900, 900]);
});

it('follows a changed limit', async () => {
  await send({ ...staging, requestsPerSecond: 1 }, 2);
  await send({ ...staging, requestsPerSecond: 10 }, 3);
  expect(sent.slice(2).map((at) => at - sent[2]!)).toEqual([0, 0, 100]);
});

it('limits repeated requests too', async () => {
  status = 503;
  await send({ ...staging, requestsPerSecond: 1 }, 1);
  expect(sent.length).toBeGreaterThan(2);
  expect(sent.slice(1).every((at, before) => at - sent[before]! >= 900)).toBe(true);
});

it.each([staging, { ...localEnvironment, requestsPerSecond: 1 }])(
  'sends at once without a limit, and to this machine: $name',
  async (environment) => {
    await send(environment, 3);
    expect(sent).toEqual([0, 0, 0]);
  },
);

it('shares the limit with the other windows', async () => {
  const twoWindows = new RequestPacing(Date.now, { windows: async () => 2 });
  for (let at = 0; at < 3; at++)
    void twoWindows
      .take({ ...staging, requestsPerSecond: 2 }, signal)
      .then(() => sent.push(Date.now() - startMs));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual([0, 900, 1900]);
});
