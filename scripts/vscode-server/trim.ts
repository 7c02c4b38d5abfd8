import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Takes out of an installed VS Code what its server does not need on this machine. */
export async function trimServer(vscode: string): Promise<void> {
  const modules = path.join(vscode, 'node_modules');
  for (const extension of unusedExtensions) await remove(vscode, 'extensions', extension);
  await remove(modules, 'node-pty/third_party');
  await keepPlatform(path.join(modules, 'node-pty/prebuilds'));

  await keepPlatform(path.join(modules, '@vscode/ripgrep-universal/bin'));
}

/** Built-in extensions that only add start time and noise to a server that shows one extension. */
const unusedExtensions = [
  'copilot',
  'debug-auto-launch',
  'debug-server-ready',
  'emmet',
  'git',
  'git-base',
  'github',
  'github-authentication',
  'grunt',
  'gulp',
  'ipynb',
  'jake',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'npm',
  'php-language-features',
  'simple-browser',
  'terminal-suggest',
  'tunnel-forwarding',
];

/** Removes the folders that name another platform, as in `darwin-arm64`. */
async function keepPlatform(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const own = `${process.platform}-${process.arch}`;
  for (const name of await readdir(folder))
    if (/^(darwin|freebsd|linux|win32)-/.test(name) && name !== own) await remove(folder, name);
}

function remove(...parts: readonly string[]): Promise<void> {
  return rm(path.join(...parts), { recursive: true, force: true });
}
