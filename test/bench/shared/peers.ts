import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = path.dirname(import.meta.dirname);

/** Installs what the benches compare with, and the data that they measure on, where that is not there yet. */
export function installPeers(): void {
  const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const isInstalled = Object.entries(dependencies).every(
    ([name, version]) => installedVersion(name) === version,
  );
  if (isInstalled) return;
  console.error('Installing the peers (npm ci in test/bench) …');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function installedVersion(name: string): string | undefined {
  const file = path.join(packageFolder(name), 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Where a package of the benches lies. */
export function packageFolder(name: string): string {
  return path.join(folder, 'node_modules', name);
}

/** What a package of the benches exports: its caller knows the type. */
export function requirePeer(name: string): unknown {
  return createRequire(import.meta.url)(name);
}
