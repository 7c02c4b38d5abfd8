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

export type SessionOptions = {
  /** Packages to install first. */
  readonly extensions?: readonly string[];
  readonly settings?: Settings;
  readonly environment?: NodeJS.ProcessEnv;
  /** Told what takes long: installing the server or a browser. */
  readonly report?: (line: string) => void;
};

/**
 * A fresh VS Code of its own with a browser, in a temporary folder: data, profile, workspace and engine data lie below
 * `folder`, so that a test can look at all that was kept.
 */
export class WorkbenchSession {
  readonly folder: string;
  readonly workspace: string;
  readonly engineData: string;
  readonly server: CodeServer;
  readonly context: BrowserContext;

  private constructor(folder: string, server: CodeServer, context: BrowserContext) {
    this.folder = folder;
    this.workspace = path.join(folder, 'workspace');
    this.engineData = path.join(folder, 'engine');
    this.server = server;
    this.context = context;
  }

  static async start(options: SessionOptions = {}): Promise<WorkbenchSession> {
    const { extensions = [], settings, environment = {}, report = () => {} } = options;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-'));
    const serverFolder = path.join(folder, 'server');
    await mkdir(path.join(folder, 'workspace'));
    await installVscodeServer(report);
    await findBrowser(report);
    for (const extension of extensions) await installExtension(serverFolder, extension);
    const server = await CodeServer.start({
      folder: serverFolder,
      settings: { 'vectorscope.engine.dataFolder': path.join(folder, 'engine'), ...settings },
      environment,
    });
    try {
      return new WorkbenchSession(folder, server, await openBrowser(path.join(folder, 'profile')));
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Opens the session's workspace in a new page. */
  open(options: Omit<OpenOptions, 'workspace'> = {}): Promise<Workbench> {
    return Workbench.open(this.context, this.server.url, { workspace: this.workspace, ...options });
  }

  /** Opens a window without a folder in a new page. */
  openEmpty(): Promise<Workbench> {
    return Workbench.open(this.context, this.server.url, {});
  }

  /** The end of what the server and its extension hosts wrote. */
  async serverLog(): Promise<string> {
    return (await readFile(path.join(this.server.folder, 'server.log'), 'utf8')).slice(-4000);
  }

  /** Ends browser, server and engine, and removes what they kept. */
  async close(): Promise<void> {
    await this.context.close();
    await this.server.stop();
    await stopEngine(this.engineData);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
