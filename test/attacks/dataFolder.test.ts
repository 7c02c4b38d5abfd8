import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineLauncher } from '../../src/local/engineLauncher.ts';
import { isAlive } from '../../src/local/engineAddress.ts';
import { engineBundle, startEngine } from '../support/engineProcess.ts';
import { RecordingLog } from '../support/recordingLog.ts';

// Each test names an attack on the data folder of the engine; the line above it says what it found.

const never = new AbortController().signal;
const victimText = 'a file of the user';

let enginePath: string;
let folder: string;
let victim: string;
let launcher: EngineLauncher;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  enginePath = await engineBundle();
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-attack-'));
  victim = path.join(await mkdtemp(path.join(tmpdir(), 'vectorscope-victim-')), 'file');
  await writeFile(victim, victimText, { mode: 0o644 });
  launcher = new EngineLauncher({
    enginePath,
    dataFolder: folder,
    samplesFolder: path.resolve('media/samples'),
    modelsFolder: path.resolve('media/models'),
    idleMinutes: 5,
    log: new RecordingLog(),
  });
});

afterEach(async () => {
  launcher.dispose();
  for (const end of ends.splice(0)) await end();
  await rm(folder, { recursive: true, force: true });
  await rm(path.dirname(victim), { recursive: true, force: true });
});

const inFolder = (name: string): string => path.join(folder, name);

describe('a data folder', () => {
  // Found: the log was appended to, and cut, wherever the link led.
  it.each(['engine.log', 'engine.json', 'engine.key'])(
    'whose %s is a link starts no engine, and leaves what it leads to as it is',
    async (name) => {
      await symlink(victim, inFolder(name));
      await expect(launcher.endpoint(never)).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining(`${inFolder(name)} is a link`),
      });
      expect(await readFile(victim, 'utf8')).toBe(victimText);
      expect((await stat(victim)).mode & 0o777).toBe(0o644);
    },
  );

  // Found: the engine changed the mode of the key's target; SQLite and the reserve wrote to where links led.
  it.each(['engine.key', 'catalog.sqlite', 'reserve', 'engine.1.log'])(
    'whose %s is a link is refused by the engine itself',
    async (name) => {
      await symlink(victim, inFolder(name));
      await expect(startEngine({ dataDir: folder })).rejects.toThrow(
        /is a link, so the engine does not use it/,
      );
      expect(await readFile(victim, 'utf8')).toBe(victimText);
      expect((await stat(victim)).mode & 0o777).toBe(0o644);
    },
  );

  // Found: any user of the machine could put a record and a key of their own into it.
  it('that everybody may write to is used neither by the engine nor by a window', async () => {
    await chmod(folder, 0o777);
    const refusal = /is writable by everyone, (and is not used|so the engine does not use it)/;
    await expect(startEngine({ dataDir: folder })).rejects.toThrow(refusal);
    await expect(launcher.endpoint(never)).rejects.toThrow(refusal);
  });

  // Found nothing: the index folder may lie on another disk.
  it('whose folder of indexes is a link is used', async () => {
    await symlink(path.dirname(victim), inFolder('indexes'));
    const engine = await startEngine({ dataDir: folder });
    expect(await engine.stop()).toBe(0);
  });
});

describe('a process', () => {
  let bystander: ChildProcess;

  beforeEach(() => {
    bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    ends.push(() => bystander.kill('SIGKILL'));
  });

  const leaveRecord = async (answer: RequestListener): Promise<void> => {
    const server = await listen(answer);
    const { port } = server.address() as AddressInfo;
    const record = { url: `http://127.0.0.1:${port}`, pid: bystander.pid, version: '0.1.0' };
    await writeFile(inFolder('engine.json'), JSON.stringify(record), { mode: 0o600 });
  };
  const claim: RequestListener = (_, response) =>
    void response.end(JSON.stringify({ pid: bystander.pid, version: '0.1.0', proof: 'x' }));

  // Found: without a key file, a program that repeats the record had any process of the user ended.
  it('is not ended on the word of a program that has no key to prove it by', async () => {
    await leaveRecord(claim);
    await expect(launcher.stop(never)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });

  // Found nothing: without the proof nobody is signalled.
  it('is not ended on the word of a program that proves nothing', async () => {
    await writeFile(inFolder('engine.key'), 'pclocal_key', { mode: 0o600 });
    await leaveRecord(claim);
    await launcher.stop(never);
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });

  // Found: its answer was read to its end, which need not come.
  it('is not ended, and no memory is filled, by an answer without an end', async () => {
    await writeFile(inFolder('engine.key'), 'pclocal_key', { mode: 0o600 });
    let sentBytes = 0;
    await leaveRecord((_, response) => {
      const chunk = Buffer.alloc(65_536, ' ');
      const more = (): void => {
        do sentBytes += chunk.length;
        while (response.write(chunk) && !response.destroyed);
      };
      response.on('drain', more);
      more();
    });
    await launcher.stop(never);
    expect(sentBytes).toBeLessThan(16 * 2 ** 20);
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });
});

async function listen(answer: RequestListener): Promise<Server> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return server;
}
