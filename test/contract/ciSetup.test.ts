import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildKernels } from '../../scripts/buildKernels.ts';
import { buildSingleFile } from '../../scripts/singleFile.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

/** Runs the setup, prints what a client gets with its variables, and ends the engine. */
const program = (setup: string): string => `
  import setup from '${pathToFileURL(setup).href}';
  const end = await setup();
  const { PINECONE_CONTROLLER_HOST: url, PINECONE_API_KEY: key } = process.env;
  const headers = { 'Api-Key': key };
  const reset = await fetch(url + '/_vectorscope/reset', { method: 'POST', headers });
  const indexes = await fetch(url + '/indexes', { headers });
  console.log(JSON.stringify([reset.status, await indexes.json()]));
  await end();
`;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-ci-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

it('starts and ends an engine by the setup for Vitest in README.md', async () => {
  const [, setup = ''] = /\*\*Vitest\*\*.*?```js\n(.*?)```/s.exec(readme) ?? [];
  const file = path.join(folder, 'globalSetup.mjs');
  await writeFile(file, setup);
  const kernels = path.join(root, 'out/kernel');
  await buildKernels(kernels);
  await buildSingleFile(folder, kernels);
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(file)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [output, log] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(await closed).toEqual([0, null]);
  expect(JSON.parse(output)).toEqual([204, { indexes: [] }]);
  expect(log).toContain('ending: SIGTERM');
});
