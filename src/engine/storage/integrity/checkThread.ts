// A worker thread that checks the file of one index over its own connection and then exits.
import { setPriority } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** The ratio of rest to work: the thread works 25% of the time. */
const restShare = 3;

const lowestPriority = 19;

// Linux has a priority for each thread; elsewhere this call would change the whole engine's priority.
if (process.platform === 'linux') setPriority(0, lowestPriority);
parentPort?.postMessage(await findDamage(String(workerData)));

/** Returns the first problem that SQLite's check reports, or an empty string if there is none. */
async function findDamage(file: string): Promise<string> {
  // Opened without locks, which the engine holds, and without the write-ahead log.
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
