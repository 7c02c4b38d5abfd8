import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { TemporaryFolder } from '../../../../src/engine/process/temporaryFolder.ts';

const module = new URL('../../../../src/engine/process/temporaryFolder.ts', import.meta.url).href;

it('deletes its content with it, once', () => {
  const folder = new TemporaryFolder();
  writeFileSync(path.join(folder.path, 'file'), 'x');
  expect(path.dirname(folder.path)).toBe(tmpdir());
  folder.dispose();
  expect(existsSync(folder.path)).toBe(false);
  expect(() => folder.dispose()).not.toThrow();
});

it.skipIf(process.platform === 'win32')('keeps the folder to this user', () => {
  const folder = new TemporaryFolder();
  const mode = statSync(folder.path).mode & 0o777;
  folder.dispose();
  expect(mode).toBe(0o700);
});

it.each(['process.exit(3)', 'throw new Error()'])('is deleted after %s', async (end) => {
  const program = `
    import { TemporaryFolder } from '${module}';
    process.stdout.write(new TemporaryFolder().path);
    setImmediate(() => { ${end} });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const ended = once(child, 'close');
  const folder = await text(child.stdout);
  await ended;
  expect(folder).toContain('vectorscope-ephemeral-');
  expect(existsSync(folder)).toBe(false);
});
