import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../support/engineRequests.ts';
import type { EngineProcess } from '../../support/engineProcess.ts';

/** How long small questions took while something else was asked, in milliseconds. */
export type Waits = {
  /** `GET /healthz`, which the thread that speaks HTTP answers alone. */
  readonly health: readonly number[];
  /** One record of another index, which the thread of the store reads from the database. */
  readonly record: readonly number[];
};

const pauseMs = 2;

/** Asks both again and again, one after the other, while the work goes on. */
export async function waitsDuring(
  engine: EngineProcess,
  smallRecord: string,
  work: () => Promise<unknown>,
): Promise<Waits> {
  const state = { isDone: false };
  const askOn = async (path: string): Promise<number[]> => {
    const times: number[] = [];
    do {
      const begin = performance.now();
      const { status } = await ask(engine, 'GET', path);
      if (status !== 200) throw new Error(`GET ${path} was answered with ${status}`);
      times.push(performance.now() - begin);
      await delay(pauseMs);
    } while (!state.isDone);
    return times;
  };
  const working = work().finally(() => (state.isDone = true));
  const [health, record] = await Promise.all([askOn('/healthz'), askOn(smallRecord), working]);
  return { health, record };
}
