import path from 'node:path';
import { CodeServer, installExtension } from '../../test/support/workbench/codeServer.ts';
import { freePort } from '../../test/support/workbench/freePort.ts';
import { stopEngine } from '../../test/support/workbench/stopEngine.ts';
import { workspaceUrl } from '../../test/support/workbench/workbench.ts';
import { packageExtension } from '../package/packageExtension.ts';
import { startFolder, startFolders, startSettings } from './folders.ts';

/** Builds the package and installs it, as users get it, in a VS Code that runs as a server. */
export async function installInServer(): Promise<void> {
  const vsix = path.join(startFolder, 'vectorscope.vsix');
  await packageExtension(vsix);
  await installExtension(startFolders.server, vsix);
}

/** Tried first, so that a browser finds what it kept for this address the last time. */
const usualPort = 7878;

/** Serves VS Code until Ctrl+C or SIGTERM, then ends it and the engine. Throws where it ends by itself. */
export async function serve(): Promise<void> {
  const stop = nextSignal();
  const server = await CodeServer.start({
    folder: startFolders.server,
    settings: startSettings,
    port: await freePort(usualPort),
    report: console.log,
  });
  try {
    console.log(`Open ${workspaceUrl(server.url, startFolders.workspace)}`);
    console.log('Ctrl+C ends it.');
    const ended = await Promise.race([stop.then(() => false), server.ended().then(() => true)]);
    if (ended) throw new Error(`VS Code's server ended: see ${startFolders.server}/server.log`);
  } finally {
    await server.stop();
    await stopEngine(startFolders.engineData);
  }
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve());
  });
}
