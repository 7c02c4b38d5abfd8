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

let bundle: Promise<string> | undefined;

/** The program `study.js`, bundled once for each test process into a folder that goes away with it. */
export function studyBundle(): Promise<string> {
  bundle ??= build();
  return bundle;
}

async function build(): Promise<string> {
  const outdir = await mkdtemp(path.join(tmpdir(), 'vectorscope-study-bundle-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const outfile = path.join(outdir, 'study.mjs');
  await esbuild.build({
    absWorkingDir: inRepository(''),
    entryPoints: ['src/study/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'silent',
  });
  return outfile;
}

/** Runs the program without any variable of the environment but those given. */
export async function runStudy(
  args: readonly string[],
  { program, env = {} }: { readonly program?: string; readonly env?: Record<string, string> } = {},
): Promise<Ended> {
  const file = program ?? (await studyBundle());
  const child = spawn(process.execPath, [file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, stdout, stderr };
}
