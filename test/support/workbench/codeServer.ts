import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mustRun } from '../../../scripts/command.ts';
import { installVscodeServer } from '../../../scripts/vscode-server/install.ts';
import { patienceMs } from './patience.ts';
import { endProcessGroup } from './processGroup.ts';
import { freePort } from './freePort.ts';
import { quietSettings, type Settings } from './settings.ts';

/** VS Code as a server on this machine, in a process group of its own. */
export class CodeServer {
  readonly url: string;
  readonly folder: string;
  readonly #process: ChildProcess;

  private constructor(url: string, folder: string, process: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.#process = process;
  }

  /** Starts a server and settles when it answers. Throws with the end of its log where it does not. */
  static async start(options: ServerOptions): Promise<CodeServer> {
    const entry = await installVscodeServer(options.report ?? (() => {}));
    await writeSettings(options.folder, options.settings ?? {});
    const port = options.port ?? (await freePort());
    const log = openSync(path.join(options.folder, 'server.log'), 'a');
    const process_ = spawn(
      process.execPath,
      [entry, ...serverArguments(options.folder), '--bind-addr', `127.0.0.1:${port}`],
      {
        env: serverEnvironment(options),
        stdio: ['ignore', log, log],
        detached: true,
        cwd: options.folder,
      },
    );
    const server = new CodeServer(`http://127.0.0.1:${port}`, options.folder, process_);
    try {
      await server.#answers();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Resolves when the server has ended, by itself or by `stop`. */
  async ended(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    await new Promise((resolve) => this.#process.once('exit', resolve));
  }

  /** Ends the server and its extension hosts. */
  async stop(): Promise<void> {
    await endProcessGroup(this.#process);
  }

  async #answers(): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    while (Date.now() < giveUpAt && this.#process.exitCode === null) {
      const reply = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (reply?.ok) return;
      await sleep(50);
    }
    const log = await readFile(path.join(this.folder, 'server.log'), 'utf8');
    throw new Error(`VS Code's server did not start:\n${log.slice(-2000)}`);
  }
}

export type ServerOptions = {
  /** Where this server keeps its data, extensions and log; it may exist already. */
  readonly folder: string;
  readonly settings?: Settings;
  readonly port?: number;
  /** Variables beside the few that a server needs. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly report?: (line: string) => void;
};

/** Installs a packaged extension for the servers that are started in `folder`. */
export async function installExtension(folder: string, vsix: string): Promise<void> {
  const entry = await installVscodeServer(() => {});
  await mkdir(folder, { recursive: true });
  await mustRun(
    process.execPath,
    [entry, ...serverArguments(folder), '--force', '--install-extension', vsix],
    { env: serverEnvironment({ folder }), cwd: folder },
  );
}

/** The folder of VS Code's own data below a server's folder. */
function userDataFolder(folder: string): string {
  return path.join(folder, 'user-data');
}

function serverArguments(folder: string): string[] {
  return [
    '--auth=none',
    `--config=${path.join(folder, 'config.yaml')}`,
    `--user-data-dir=${userDataFolder(folder)}`,
    `--extensions-dir=${path.join(folder, 'extensions')}`,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  ];
}

function serverEnvironment({ folder, environment }: ServerOptions): NodeJS.ProcessEnv {
  return {
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(
      path.delimiter,
    ),
    HOME: folder,
    LANG: 'C.UTF-8',
    // The server is for one extension: it must not look for others on the network.
    EXTENSIONS_GALLERY: '{}',
    VSCODE_PROXY_URI: '',
    ...environment,
  };
}

/** Writes the settings that a server starts with, unless there are some. */
async function writeSettings(folder: string, settings: Settings): Promise<void> {
  for (const file of settingsFiles(folder))
    if (!existsSync(file)) await writeSettingsFile(file, settings);
}

/** Replaces all settings of a server: windows that open from now on have these. */
export async function replaceSettings(folder: string, settings: Settings): Promise<void> {
  for (const file of settingsFiles(folder)) await writeSettingsFile(file, settings);
}

/** A server reads settings of machine scope from a file of their own. */
function settingsFiles(folder: string): string[] {
  return ['User', 'Machine'].map((part) =>
    path.join(userDataFolder(folder), part, 'settings.json'),
  );
}

async function writeSettingsFile(file: string, settings: Settings): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
}
