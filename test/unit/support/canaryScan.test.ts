import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanFor } from '../../support/canaryScan.ts';

const canary = 'pcsk_canary-5e1f0a77';

describe('scanFor in folders', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-scan-'));
    await mkdir(path.join(folder, 'deep/er'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['UTF-8', Buffer.from(`{"key":"${canary}"}`)],
    ['UTF-16, little end first', Buffer.from(`x${canary}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`x${canary}`, 'utf16le').swap16()],
    ['base64', Buffer.from(Buffer.from(`{"key":"${canary}"}`).toString('base64'))],
    ['base64, one byte on', Buffer.from(Buffer.from(`{"keys":"${canary}"}`).toString('base64'))],
    ['base64, two bytes on', Buffer.from(Buffer.from(`{"keyss":"${canary}"}`).toString('base64'))],
  ])('finds it in %s', async (_encoding, bytes) => {
    const file = path.join(folder, 'deep/er/store.bin');
    await writeFile(file, Buffer.concat([Buffer.alloc(1000, 7), bytes, Buffer.alloc(1000, 7)]));
    expect(await scanFor(canary, { folders: [folder] })).toEqual([file]);
  });

  it('finds it in the name of a file', async () => {
    const file = path.join(folder, `${canary}.txt`);
    await writeFile(file, '');
    expect(await scanFor(canary, { folders: [folder] })).toEqual([`name of ${file}`]);
  });

  it('finds nothing if only a part of the key is present', async () => {
    await writeFile(path.join(folder, 'log'), canary.slice(0, -1));
    expect(await scanFor(canary, { folders: [folder] })).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('scanFor in processes', () => {
  it('finds it in arguments and variables', async () => {
    const child = spawn('sleep', ['60'], { env: { ...process.env, KEY: canary }, argv0: canary });
    try {
      expect(await scanFor(canary, { processes: true })).toEqual([
        `/proc/${child.pid}/cmdline`,
        `/proc/${child.pid}/environ`,
      ]);
    } finally {
      child.kill();
    }
  });
});
