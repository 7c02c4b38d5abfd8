import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../shared/peers.ts';

/**
 * Fetches a package without its peer dependencies and returns its folder. The peers are a whole application and
 * are not needed for the measurement.
 */
export function fetchPackage(name: string, version: string): string {
  const folder = packageFolder(path.join('.packed', `${name}-${version}`));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const quiet: ExecFileSyncOptions = { cwd: draft, stdio: ['ignore', 'ignore', 'inherit'] };
    execFileSync('npm', ['pack', `${name}@${version}`, '--loglevel=error'], {
      ...quiet,
      shell: process.platform === 'win32',
    });
    const archive = readdirSync(draft).find((file) => file.endsWith('.tgz'));
    execFileSync('tar', ['xzf', archive ?? ''], quiet);
    renameSync(path.join(draft, 'package'), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
