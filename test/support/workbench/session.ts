import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { installVscodeServer } from '../../../scripts/vscode-server/install.ts';
import { openBrowser } from './browser.ts';
import { CodeServer, installExtension } from './codeServer.ts';
import { findBrowser } from './findBrowser.ts';
import type { Settings } from './settings.ts';
import { stopEngine } from './stopEngine.ts';
import { Workbench, type OpenOptions } from './workbench.ts';

/**
 * VS Code without state of earlier sessions, in a browser. The workspace and the engine's data are in temporary folders
 * below `folder`.
 */
export class WorkbenchSession {
  readonly folder: string;
  readonly workspace: string;
  readonly engineData: string;
  readonly context: BrowserContext;
  readonly #server: SessionParts['server'];
  readonly #end: () => Promise<void>;

  constructor({ folder, server, context, end }: SessionParts) {
    this.folder = folder;
    this.workspace = path.join(folder, 'workspace');
    this.engineData = engineDataIn(folder);
    this.context = context;
    this.#server = server;
    this.#end = end;
  }

  /** Starts a server and a browser of its own. Their data and profile are below `folder` too, so that a test can scan all. */
  static async start(options: SessionOptions = {}): Promise<WorkbenchSession> {
    const { extensions = [], settings, environment = {}, report = () => {} } = options;
    const folder = await makeSessionFolder();
    const serverFolder = path.join(folder, 'server');
    await installVscodeServer(report);
    await findBrowser(report);
    for (const extension of extensions) await installExtension(serverFolder, extension);
    const server = await CodeServer.start({
      folder: serverFolder,
      settings: { ...sessionSettings(folder), ...settings },
      environment,
    });
    const end = (): Promise<void> => server.stop();
    try {
      const context = await openBrowser(path.join(folder, 'profile'));
      return new WorkbenchSession({ folder, server, context, end });
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Opens the session's workspace in a new page. */
  open(options: Omit<OpenOptions, 'workspace'> = {}): Promise<Workbench> {
    return Workbench.open(this.context, this.#server.url, {
      workspace: this.workspace,
      ...options,
    });
  }

  /** Opens a window without a folder in a new page. */
  openEmpty(): Promise<Workbench> {
    return Workbench.open(this.context, this.#server.url, {});
  }

  /** The end of what the server and its extension hosts wrote. */
  async serverLog(): Promise<string> {
    return (await readFile(path.join(this.#server.folder, 'server.log'), 'utf8')).slice(-4000);
  }

  /** Closes the windows, ends the engine and the session's own server, and removes the folder. */
  async close(): Promise<void> {
    await this.context.close();
    await this.#end();
    await stopEngine(this.engineData);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export type SessionOptions = {
  /** Packages to install first. */
  readonly extensions?: readonly string[];
  readonly settings?: Settings;
  readonly environment?: NodeJS.ProcessEnv;
  /** Told what takes long: installing the server or a browser. */
  readonly report?: (line: string) => void;
};

/** What a session is made of, and how the parts end that are its own. */
export type SessionParts = {
  readonly folder: string;
  /** The address and the folder of the VS Code server. */
  readonly server: { readonly url: string; readonly folder: string };
  readonly context: BrowserContext;
  readonly end: () => Promise<void>;
};

/** Makes the temporary folder of a session, with an empty workspace. */
export async function makeSessionFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-'));
  await mkdir(path.join(folder, 'workspace'));
  return folder;
}

/** Settings that put the engine's data into the session's folder. */
export function sessionSettings(folder: string): Settings {
  return { 'vectorscope.engine.dataFolder': engineDataIn(folder) };
}

function engineDataIn(folder: string): string {
  return path.join(folder, 'engine');
}
