import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inject, vi } from 'vitest';
import { openContext } from './browser.ts';
import { replaceSettings } from './codeServer.ts';
import { patienceMs } from './patience.ts';
import { makeSessionFolder, sessionSettings, WorkbenchSession } from './session.ts';

/**
 * Opens a session on the server and the browser of this run, with settings, browser storage, workspace and engine data of
 * its own. The server has one set of settings: close a session before you open the next.
 */
export async function openSession(): Promise<WorkbenchSession> {
  const { server, browserUrl } = inject('sharedServer');
  const folder = await makeSessionFolder();
  await replaceSettings(server.folder, sessionSettings(folder));
  const context = await openContext(browserUrl);
  const end = async (): Promise<void> => {
    await context.browser()?.close();
    // A living extension host could start the engine again, and would follow the settings of the next session.
    await vi.waitFor(() => expectNoHosts(server.folder), { timeout: patienceMs });
  };
  return new WorkbenchSession({ folder, server, context, end });
}

/** Throws while an extension host of a server runs that its log has seen begin and not end. */
async function expectNoHosts(serverFolder: string): Promise<void> {
  const log = await readFile(path.join(serverFolder, 'server.log'), 'utf8');
  const count = (line: string): number => log.split(line).length - 1;
  const begun = count('Launched Extension Host Process');
  const ended = count('Extension Host Process exited');
  if (begun !== ended) throw new Error(`${ended} of ${begun} extension hosts have ended`);
}
