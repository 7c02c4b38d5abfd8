import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { openContext } from './browser.ts';
import { replaceSettings } from './codeServer.ts';
import type { SharedServer } from './sharedServer.ts';
import { makeSessionFolder, sessionSettings, WorkbenchSession } from './session.ts';

/**
 * Opens a session on the server and the browser of this run, with settings, browser storage, workspace and engine data of
 * its own. The server has one set of settings: close a session before you open the next.
 */
export async function openSession(): Promise<WorkbenchSession> {
  const { server, browserUrl } = ownServer();
  const folder = await makeSessionFolder();
  await replaceSettings(server.folder, sessionSettings(folder));
  const context = await openContext(browserUrl);
  const end = async (): Promise<void> => {
    await context.browser()?.close();
    // A living extension host could start the engine again, and would follow the settings of the next session.
    for (const pid of await livingHosts(server.folder)) endProcess(pid);
  };
  return new WorkbenchSession({ folder, server, context, end });
}

/** Returns the server and the browser of this worker. */
export function ownServer(): SharedServer {
  // Vitest counts the workers that run at the same time from 1.
  const own = inject('sharedServers')[Number(process.env['VITEST_POOL_ID']) - 1];
  if (own === undefined) throw new Error('There are more workers than servers');
  return own;
}

/**
 * Returns the extension hosts of a server that have begun and not ended, by its log. A host whose window closes before it
 * connects waits for the window for hours.
 */
async function livingHosts(serverFolder: string): Promise<number[]> {
  const log = await readFile(path.join(serverFolder, 'server.log'), 'utf8');
  const idsIn = (pattern: RegExp): number[] =>
    [...log.matchAll(pattern)].map(([, id]) => Number(id));
  const ended = new Set(idsIn(/<(\d+)> Extension Host Process exited/g));
  return idsIn(/<(\d+)> Launched Extension Host Process/g).filter((id) => !ended.has(id));
}

/** Ends a process if it still runs. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
