import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Checks every file that the catalog names with SQLite's own check, as a kill left them. It looks at a copy, so that it
 * is the engine that meets the files themselves. Throws where one is missing or wrong. In how many a change of many
 * records is half made.
 */
export async function checkFiles(dataDir: string): Promise<number> {
  const copy = await mkdtemp(path.join(tmpdir(), 'vectorscope-crash-copy-'));
  await cp(dataDir, copy, { recursive: true });
  let unfinished = 0;
  for (const name of ['catalog.sqlite', ...namesIn(copy)]) {
    const database = new DatabaseSync(path.join(copy, name));
    const [verdict] = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {});
    const isUnfinished =
      name !== 'catalog.sqlite' && database.prepare('SELECT * FROM pending_change').get();
    if (isUnfinished) unfinished++;
    database.close();
    if (verdict !== 'ok') throw new Error(`${name}: ${String(verdict)}`);
  }
  await rm(copy, { recursive: true, force: true });
  return unfinished;
}

/** Throws where something lies there that belongs to no index and to no backup: of an engine that has started. */
export async function checkNoRest(dataDir: string): Promise<void> {
  const copy = await mkdtemp(path.join(tmpdir(), 'vectorscope-crash-copy-'));
  await cp(dataDir, copy, { recursive: true });
  const known = new Set(namesIn(copy));
  await rm(copy, { recursive: true, force: true });
  for (const folder of ['indexes', 'backups'])
    for (const name of await readdir(path.join(dataDir, folder))) {
      const file = path.join(folder, name.replace(/-(wal|shm|journal)$/, ''));
      if (!known.has(file)) throw new Error(`${path.join(folder, name)} belongs to nothing`);
    }
}

/** When the log of an index's writes was last written back into its file. */
export async function lastCheckpoint(dataDir: string, index: string): Promise<number> {
  const names = await readdir(path.join(dataDir, 'indexes'));
  const name = names.find((one) => one.endsWith(`-${index}.sqlite`))!;
  return (await stat(path.join(dataDir, 'indexes', name))).mtimeMs;
}

/** How many namespaces are kept in files as they lie in memory. */
export async function countSnapshots(dataDir: string): Promise<number> {
  const names = await readdir(dataDir, { recursive: true });
  return names.filter((name) => name.endsWith('.rows')).length;
}

/** The files that the catalog of a folder names; it is written to when its log is read. */
function namesIn(dataDir: string): string[] {
  const catalog = new DatabaseSync(path.join(dataDir, 'catalog.sqlite'));
  const sql = `SELECT 'indexes' AS folder, number || '-' || name AS name FROM indexes
    UNION ALL SELECT 'backups', id FROM backups`;
  const rows = catalog.prepare(sql).all();
  catalog.close();
  return rows.map(({ folder, name }) => path.join(String(folder), `${String(name)}.sqlite`));
}
