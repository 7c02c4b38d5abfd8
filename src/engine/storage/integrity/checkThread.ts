// A thread that checks the file of an index, with a connection of its own; it ends when it has done so.
import { setPriority } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** The longest rest after each second of work leaves three quarters of a thread to others. */
const restShare = 3;

const lowestPriority = 19;

// On Linux a thread has a priority of its own; elsewhere this would be that of the whole engine.
if (process.platform === 'linux') setPriority(0, lowestPriority);
parentPort?.postMessage(await findDamage(String(workerData)));

/** What SQLite's check says of the file, table by table; empty where all is well. */
async function findDamage(file: string): Promise<string> {
  // Without locks, which the engine holds, and without the log: the file as it was last written back.
  const url = pathToFileURL(file);
  url.search = '?mode=ro&immutable=1';
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    for (const { name } of tables) {
      const begin = performance.now();
      const row = database.prepare(`PRAGMA quick_check("${String(name)}")`).get() ?? {};
      const verdict = String(Object.values(row)[0]);
      if (verdict !== 'ok') return verdict;
      await setTimeout(restShare * (performance.now() - begin));
    }
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    database.close();
  }
}
