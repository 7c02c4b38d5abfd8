import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installVscodeServer } from '../../../scripts/vscode-server/install.ts';
import { startBrowser } from './browser.ts';
import { CodeServer, installExtension } from './codeServer.ts';
import { findBrowser } from './findBrowser.ts';
import { packagedExtension } from './packagedExtension.ts';
import { uiWorkers } from './uiWorkers.ts';

/** Where test files find the VS Code server and the browser that they share: one file after the other uses them. */
export type SharedServer = {
  readonly server: { readonly url: string; readonly folder: string };
  readonly browserUrl: string;
};

declare module 'vitest' {
  export interface ProvidedContext {
    /** One for each worker of the run. */
    readonly sharedServers: readonly SharedServer[];
  }
}

/** Starts a VS Code server and a browser for each worker of a run of tests. The result ends them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const extension = await packagedExtension();
  // What both need is installed once.
  await installVscodeServer(() => {});
  await findBrowser(() => {});
  const started = await Promise.allSettled(
    Array.from({ length: uiWorkers }, () => startServer(extension)),
  );
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const end = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.end()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await end();
    throw failed.reason;
  }
  project.provide(
    'sharedServers',
    servers.map(({ shared }) => shared),
  );
  return end;
}

type StartedServer = { readonly shared: SharedServer; readonly end: () => Promise<void> };

/** Starts a VS Code server with the packaged extension, and a browser. */
async function startServer(extension: string): Promise<StartedServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-server-'));
  await installExtension(folder, extension);
  const server = await CodeServer.start({ folder });
  const end = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const browser = await startBrowser();
    return {
      shared: { server: { url: server.url, folder }, browserUrl: browser.wsEndpoint() },
      end: async () => {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
