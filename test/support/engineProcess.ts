import esbuild from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildKernels } from '../../scripts/buildKernels.ts';
import { engineBundleOptions, engineEntryPoints } from '../../scripts/engineBundle.ts';
import { allocatorSettings } from '../../src/local/startEngine.ts';

const root = path.resolve(import.meta.dirname, '../..');

export type EngineProcess = {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Ends it as its users do, and resolves with the exit code. A data folder that was made for it is removed. */
  stop(): Promise<number | null>;
  /** The exit code, once it has ended by itself. */
  ended(): Promise<number | null>;
  /** Ends it as a power cut would; the data folder stays until `stop` is called. */
  kill(): Promise<void>;
  /** What it has written to stderr so far. */
  log(): string;
};

export type EngineOptions = {
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The engine's file. Default: its bundle, made from the sources. */
  readonly program?: string;
  /** A program that is started in its place and becomes it, with its way of being limited: `prlimit`, `unshare`. */
  readonly through?: readonly string[];
  /** Kills it while it starts; starting it throws then. */
  readonly signal?: AbortSignal;
};

export type EngineExit = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

const startupMs = 20_000;
const stopMs = 10_000;

/** Starts the engine from the sources of the working tree on a free port, and resolves once it is ready. */
export async function startEngine(options: EngineOptions = {}): Promise<EngineProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'vectorscope-engine-')));
  const key = options.env?.['VECTORSCOPE_ENGINE_KEY'] ?? 'pclocal_engine-under-test';
  const samples = path.join(root, 'media/samples');
  const isEphemeral = options.args?.includes('--ephemeral') ?? false;
  const data = isEphemeral ? [] : ['--data', dataDir];
  const args = ['serve', ...data, '--samples', samples, ...(options.args ?? [])];
  const program = options.program ?? (await engineBundle());
  const words = [...(options.through ?? []), process.execPath, program, ...args];
  const child = spawn(words[0]!, words.slice(1), {
    env: { ...process.env, ...allocatorSettings, VECTORSCOPE_ENGINE_KEY: key, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const abort = (): void => void child.kill('SIGKILL');
  if (options.signal?.aborted === true) abort();
  options.signal?.addEventListener('abort', abort, { once: true });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => child.kill('SIGKILL'), startupMs);
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    exited.then(() => '{}'),
  ]);
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', abort);
  const ready = JSON.parse(line) as { url?: string; pid?: number };
  if (ready.url === undefined || ready.pid === undefined)
    throw new Error(`The engine did not start: ${line}\n${log}`);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const last = setTimeout(() => child.kill('SIGKILL'), stopMs);
    child.kill(signal);
    await exited;
    clearTimeout(last);
    return child.exitCode;
  };
  return {
    url: ready.url,
    key,
    pid: ready.pid,
    dataDir,
    stop: async () => {
      const code = await end('SIGTERM');
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
    ended: async () => {
      await exited;
      return child.exitCode;
    },
    kill: async () => void (await end('SIGKILL')),
    log: () => log,
  };
}

/** Runs a command of the engine to its end. */
export async function runEngine(args: readonly string[], env = {}): Promise<EngineExit> {
  const child = spawn(process.execPath, [await engineBundle(), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), startupMs);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, stdout, stderr };
}

let bundle: Promise<string> | undefined;

/** The engine's entry, bundled once for each test process into a folder that goes away with it. */
export function engineBundle(): Promise<string> {
  bundle ??= build();
  return bundle;
}

async function build(): Promise<string> {
  const outdir = await mkdtemp(path.join(tmpdir(), 'vectorscope-engine-bundle-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  await esbuild.build({
    ...engineBundleOptions,
    absWorkingDir: root,
    entryPoints: engineEntryPoints,
    outdir: path.join(outdir, 'dist'),
    logLevel: 'silent',
  });
  const dist = path.join(outdir, 'dist');
  const kernels = path.join(root, 'out/kernel');
  await buildKernels(kernels);
  await cp(kernels, dist, { recursive: true });
  const runtime = 'ort-wasm-simd-threaded.wasm';
  await copyFile(
    path.join(root, 'node_modules/onnxruntime-web/dist', runtime),
    path.join(dist, runtime),
  );
  // Beside it as in the package, for its version.
  await copyFile(path.join(root, 'package.json'), path.join(outdir, 'package.json'));
  return path.join(outdir, 'dist', 'engine.js');
}
