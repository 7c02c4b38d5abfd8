import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { median, quantile } from '../shared/statistics.ts';
import { Client, type Request, type Server } from './client.ts';
import { kinds, upsert, type Kind } from './requests.ts';

export type Measured = {
  /** Milliseconds of each request of one client, and those of the echo between them. */
  readonly engine: readonly number[];
  readonly echo: readonly number[];
  /** Milliseconds of single requests after the engine had nothing to do for a while. */
  readonly afterIdle: readonly number[];
  /** By number of clients. */
  readonly together: ReadonlyMap<number, { readonly perSecond: number; readonly tail: number }>;
};

/** How often each kind of request is sent, and how often after the engine was idle. */
export type Rounds = { readonly rounds: number; readonly idleRounds: number };

export const clientCounts = [1, 4, 16];

const idleMs = 1000;

/** By kind. */
export async function measureKinds(
  engine: EngineProcess,
  rounds: Rounds,
  progress: (text: string) => void,
): Promise<Map<string, Measured>> {
  const echo = fork(path.join(import.meta.dirname, 'echo.ts'));
  const [{ port }] = (await once(echo, 'message')) as [{ port: number }];
  const bare = { url: `http://127.0.0.1:${port}`, key: '' };
  const measured = new Map<string, Measured>();
  try {
    for (const kind of kinds) {
      progress(kind.name);
      measured.set(kind.name, await measureKind(engine, bare, kind, rounds));
    }
    return measured;
  } finally {
    echo.kill();
  }
}

/** One client asks the engine and the bare server in turn; then several ask the engine at the same time. */
async function measureKind(
  engine: EngineProcess,
  bare: Server,
  { next }: Kind,
  { rounds, idleRounds }: Rounds,
): Promise<Measured> {
  const clients = { engine: new Client(engine), echo: new Client(bare) };
  const times: { engine: number[]; echo: number[] } = { engine: [], echo: [] };
  for (let round = -10; round < rounds; round++) {
    const request = next();
    const begin = performance.now();
    const { byteLength } = await clients.engine.send(request);
    const between = performance.now();
    await clients.echo.send({ ...request, path: `/?bytes=${byteLength}` });
    const end = performance.now();
    if (round < 0) continue;
    times.engine.push(between - begin);
    times.echo.push(end - between);
  }
  const afterIdle: number[] = [];
  for (let round = 0; round < idleRounds; round++) {
    const request = next();
    await sleep(idleMs);
    const begin = performance.now();
    await clients.engine.send(request);
    afterIdle.push(performance.now() - begin);
  }
  for (const client of Object.values(clients)) client.close();
  const together = new Map<number, { perSecond: number; tail: number }>();
  for (const count of clientCounts)
    together.set(count, await askTogether(engine, next, count, rounds));
  return { ...times, afterIdle, together };
}

async function askTogether(
  engine: EngineProcess,
  next: () => Request,
  count: number,
  rounds: number,
): Promise<{ perSecond: number; tail: number }> {
  const requests = Array.from({ length: rounds }, next);
  const times: number[] = [];
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new Client(engine);
      for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
        const sent = performance.now();
        await client.send(request);
        times.push(performance.now() - sent);
      }
      client.close();
    }),
  );
  const perSecond = (1000 * times.length) / (performance.now() - begin);
  return { perSecond, tail: quantile(times, 0.99) / median(times) };
}

/** By kind: the 95th percentile beside one writer, times that without it. The median of rounds that take turns. */
export async function readsBesideWriter(
  engine: EngineProcess,
  { rounds }: Rounds,
): Promise<Map<string, number>> {
  const ratios = new Map<string, number>();
  const writes = Array.from({ length: 8 }, upsert);
  for (const { name, next } of kinds.filter((one) => one.isBesideWriter === true)) {
    const reader = new Client(engine);
    const writer = new Client(engine);
    const read = async (): Promise<number> => {
      const times: number[] = [];
      for (let asked = 0; asked < rounds / 2; asked++) {
        const request = next();
        const begin = performance.now();
        await reader.send(request);
        times.push(performance.now() - begin);
      }
      return quantile(times, 0.95);
    };
    const found: number[] = [];
    for (let round = 0; round < 5; round++) {
      const alone = await read();
      const state = { isDone: false };
      const writing = (async () => {
        for (let sent = 0; !state.isDone; sent++) await writer.send(writes[sent % writes.length]!);
      })();
      const beside = await read();
      state.isDone = true;
      await writing;
      found.push(beside / alone);
    }
    ratios.set(name, median(found));
    reader.close();
    writer.close();
  }
  return ratios;
}
