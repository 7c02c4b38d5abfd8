import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends the engine that serves a data folder, if one does. It outlives the windows that started it. */
export async function stopEngine(dataFolder: string, patienceMs = 5000): Promise<void> {
  const pid = await runningEngine(dataFolder);
  if (pid === undefined) return;
  const giveUpAt = Date.now() + patienceMs;
  process.kill(pid, 'SIGTERM');
  while (isAlive(pid)) {
    if (Date.now() > giveUpAt) process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
}

/** The process that the folder's own record names, once the engine at its address has answered that it is the one. */
async function runningEngine(dataFolder: string): Promise<number | undefined> {
  try {
    const record = JSON.parse(await readFile(path.join(dataFolder, 'engine.json'), 'utf8')) as {
      url: string;
      pid: number;
    };
    const health = await fetch(`${record.url}/healthz`);
    const { pid } = (await health.json()) as { pid: number };
    return pid === record.pid ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
