// @ts-check
// The way in for every command: needs nothing but npm and Node 20. It installs what the lock file names where that is
// not there yet, then runs a script on the Node 24 that the project pins from npm.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = path.join(root, 'node_modules');

/**
 * Runs `script` (relative to the repository) with the arguments of this process, and ends as it ends.
 * @param {string} script
 */
export async function runOnPinnedNode(script) {
  if (!isInstalled()) install();
  const node = pinnedNode();
  const child = spawn(node, [path.join(root, script), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: [path.dirname(node), process.env['PATH']].join(path.delimiter) },
  });
  // Ctrl+C reaches the child by itself; a signal sent to this process alone has to be handed on.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Whether node_modules holds what the lock file names; npm leaves its own record of what it put there. */
function isInstalled() {
  const record = path.join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  return Object.entries(readPackages(path.join(root, 'package-lock.json'))).every(
    ([name, { version, optional }]) =>
      name === '' ||
      installed[name]?.version === version ||
      (optional && installed[name] === undefined),
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

function install() {
  console.log('Installing packages (npm ci) …');
  // `npm run` puts node_modules/.bin in front, and with it a Node that `npm ci` is about to delete.
  const outside = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.startsWith(modules));
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, PATH: outside.join(path.delimiter) },
    },
  );
  if (status !== 0)
    fail(
      `npm ci failed${error ? ` (${error.message})` : ''}. Mend what it says above, then retry.`,
    );
}

/** The Node 24 from npm; where the project pins none for this platform, the one that runs this. */
function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = readdirSync(modules)
    .filter((folder) => /^node-(bin-)?(linux|darwin|win)/.test(folder))
    .map((folder) => path.join(modules, folder, 'bin', name))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return fail('No Node 24 for this platform among the packages: install Node 24, then retry.');
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
