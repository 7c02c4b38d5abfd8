import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineProcess } from './engineProcess.ts';

/** The engine that has this data folder, whoever started it. */
export async function runningEngine(
  dataFolder: string,
): Promise<Pick<EngineProcess, 'url' | 'key'>> {
  const read = (name: string): Promise<string> => readFile(path.join(dataFolder, name), 'utf8');
  const { url } = JSON.parse(await read('engine.json')) as { url: string };
  return { url, key: (await read('engine.key')).trim() };
}
