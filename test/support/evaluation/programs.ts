import esbuild from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { inRepository } from '../../../scripts/repository.ts';

export type Ended = { readonly code: unknown; readonly stdout: string; readonly stderr: string };

const bundles = new Map<string, Promise<string>>();

/** A program without a window, bundled once for each test process into a folder that goes away with it. */
export function programBundle(entryPoint: string): Promise<string> {
  const bundle = bundles.get(entryPoint) ?? build(entryPoint);
  bundles.set(entryPoint, bundle);
  return bundle;
}

async function build(entryPoint: string): Promise<string> {
  const outdir = await mkdtemp(path.join(tmpdir(), 'vectorscope-program-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const outfile = path.join(outdir, 'program.mjs');
  await esbuild.build({
    absWorkingDir: inRepository(''),
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'silent',
  });
  return outfile;
}

/** Runs a program in a folder, without any variable of the environment but those given. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder = process.cwd(),
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, stdout, stderr };
}
