import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { Client } from './client.ts';
import { kinds } from './requests.ts';
import { withEngine } from './withEngine.ts';

/** Caches are written once their files have stayed the same for so long. */
const settledMs = 10_000;
const pollMs = 500;

/** Searches every index, and waits until the engine has written its caches: as after some minutes of use. */
export async function writeCaches(engine: EngineProcess): Promise<void> {
  const client = new Client(engine);
  for (const { next } of kinds) await client.send(next());
  client.close();
  const folder = path.join(engine.dataDir, 'vectors');
  const files = (): string => readdirSync(folder, { recursive: true }).join('\n');
  let before = '';
  for (let quietMs = 0; quietMs < settledMs; quietMs += pollMs) {
    await sleep(pollMs);
    const now = files();
    if (now !== before) quietMs = 0;
    before = now;
  }
}

/** By kind: milliseconds from the start of the process to the first answer of this kind. */
export async function firstAnswers(
  dataDir: string,
  starts: number,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(kinds.map(({ name }) => [name, []]));
  // The first start of each kind reads the files from the disk, and is not counted.
  for (let start = -1; start < starts; start++)
    for (const { name, next } of kinds) {
      const begin = performance.now();
      await withEngine(dataDir, async (engine) => {
        const client = new Client(engine);
        await client.send(next());
        if (start >= 0) times.get(name)!.push(performance.now() - begin);
        client.close();
      });
    }
  return times;
}
