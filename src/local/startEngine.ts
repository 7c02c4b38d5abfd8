import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../common/failure.ts';
import { escapeInvisible } from '../model/escapeInvisible.ts';
import { parseObject, parseAddress, type EngineAddress } from './engineAddress.ts';
import { openTrustedLog } from './trustedFile.ts';

/**
 * Starts an engine that outlives this process, and waits until it is ready. Throws `conflict` if another engine holds
 * the folder, `damaged` for a damaged catalog, `timeout` or `unavailable` if it does not start.
 */
export async function startEngine(
  program: EngineProgram,
  signal: AbortSignal,
): Promise<StartedEngine> {
  const { dataFolder } = program;
  const log = await openLog(dataFolder);
  try {
    const child = spawn(program.execPath, argumentsOf(program), {
      cwd: dataFolder,
      detached: true,
      windowsHide: true,
      // A stderr pipe would break when this process ends, and the engine with it.
      stdio: ['ignore', 'pipe', log.fd],
      env: environmentOf(process.env),
    });
    const exited = new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
      child.once('error', () => resolve(null));
    });
    return { address: await whenReady(child, program, signal), exited };
  } finally {
    await log.close();
  }
}

export type EngineProgram = {
  readonly enginePath: string;
  readonly dataFolder: string;
  readonly samplesFolder: string;
  readonly modelsFolder: string;
  readonly idleMinutes: number;
  /** JavaScript runtime; VS Code's executable acts as Node with an environment variable. */
  readonly execPath: string;
  readonly readyTimeoutMs: number;
};

export type StartedEngine = {
  readonly address: EngineAddress;
  /** Resolves with the exit code when the process ends; null after a signal. */
  readonly exited: Promise<number | null>;
};

/** In characters. */
const longestReason = 300;

/** Environment variables passed to the engine. All others stay behind, since any may hold a secret. */
const passedOn =
  /^(?:PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|SYSTEMDRIVE|WINDIR)$/i;

/**
 * Settings for glibc's allocator: freed memory returns to the system from one mebibyte, instead of up to 64 MiB kept
 * per thread. Other allocators ignore them.
 */
export const allocatorSettings = { MALLOC_TRIM_THRESHOLD_: String(2 ** 20) };

/** Returns the path of the engine's log in a data folder. */
export function engineLogFileOf(dataFolder: string): string {
  return path.join(dataFolder, 'engine.log');
}

function argumentsOf(program: EngineProgram): string[] {
  const { enginePath, dataFolder, samplesFolder, modelsFolder, idleMinutes } = program;
  return [
    enginePath,
    'serve',
    '--data',
    dataFolder,
    '--samples',
    samplesFolder,
    '--models',
    modelsFolder,
    '--idle-minutes',
    String(idleMinutes),
  ];
}

function environmentOf(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(all).filter(([name]) => passedOn.test(name));
  return { ...Object.fromEntries(kept), ...allocatorSettings, ELECTRON_RUN_AS_NODE: '1' };
}

/** Resolves with the address in the ready line; rejects with the engine's reason if it exits first. */
function whenReady(
  child: ChildProcess,
  program: EngineProgram,
  signal: AbortSignal,
): Promise<EngineAddress> {
  const { promise, resolve, reject } = Promise.withResolvers<EngineAddress>();
  const timer = setTimeout(() => {
    const seconds = Math.round(program.readyTimeoutMs / 1000);
    reject(
      new Failure(
        'timeout',
        `The local engine did not become ready within ${seconds} s; see its log, then try again`,
      ),
    );
  }, program.readyTimeoutMs);
  const onAbort = (): void => reject(new Failure('cancelled', 'Cancelled'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  child.once('error', (cause) => {
    reject(
      new Failure('unavailable', `The local engine cannot be started: ${cause.message}`, { cause }),
    );
  });
  let said = '';
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said = line;
      const address = parseAddress(line);
      if (address !== undefined) resolve(address);
    });
  }
  // `close` follows the last output.
  child.once('close', (code) => {
    reject(failureOfExit(code, said, program.dataFolder));
  });
  return promise
    .catch((error: unknown) => {
      child.kill();
      throw error;
    })
    .finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      child.stdout?.destroy();
      child.unref();
    });
}

/**
 * Returns why an engine exited before it was ready, from the JSON in its last line. Not from the exit code, which Node
 * uses too, nor from the log, which may hold any text.
 */
function failureOfExit(code: number | null, said: string, dataFolder: string): Failure {
  const { error, message } = parseObject(said) ?? {};
  switch (error) {
    case 'locked':
      return new Failure('conflict', `Another engine uses the data folder ${dataFolder}`);
    case 'damaged':
      return new Failure(
        'damaged',
        `The catalog of the local engine is damaged; nothing was changed. Restore the folder ${dataFolder} from a backup, or move it to start with an empty catalog`,
      );
    case 'unsupported':
      return new Failure(
        'unavailable',
        'The local engine needs node:sqlite, which this VS Code does not have; update VS Code to 1.110 or newer',
      );
    default: {
      const reason = typeof error === 'string' && typeof message === 'string' ? message : '';
      const why = escapeInvisible(reason).slice(0, longestReason) || `it ended with ${endOf(code)}`;
      return new Failure('unavailable', `The local engine could not start: ${why}; see its log`);
    }
  }
}

function endOf(code: number | null): string {
  return code === null ? 'a signal' : `code ${code}`;
}

async function openLog(dataFolder: string) {
  const file = engineLogFileOf(dataFolder);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    return await openTrustedLog(file);
  } catch (cause) {
    if (Failure.is(cause)) throw cause;
    throw new Failure(
      'unavailable',
      `The data folder ${dataFolder} of the local engine cannot be used; check that it is writable`,
      { cause },
    );
  }
}
