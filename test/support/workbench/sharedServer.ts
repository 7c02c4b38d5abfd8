import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startBrowser } from './browser.ts';
import { CodeServer, installExtension } from './codeServer.ts';
import { packagedExtension } from './packagedExtension.ts';

/** Where the test files of a run find the VS Code server and the browser that they share. */
export type SharedServer = {
  readonly server: { readonly url: string; readonly folder: string };
  readonly browserUrl: string;
};

declare module 'vitest' {
  export interface ProvidedContext {
    readonly sharedServer: SharedServer;
  }
}

/** Starts a VS Code server with the packaged extension, and a browser, for a run of tests. The result ends both. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-server-'));
  await installExtension(folder, await packagedExtension());
  const server = await CodeServer.start({ folder });
  const end = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const browser = await startBrowser();
    project.provide('sharedServer', {
      server: { url: server.url, folder },
      browserUrl: browser.wsEndpoint(),
    });
    return async () => {
      await browser.close();
      await end();
    };
  } catch (error) {
    await end();
    throw error;
  }
}
