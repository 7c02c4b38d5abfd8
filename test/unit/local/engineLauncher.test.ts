import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { mkdtemp, rm, stat, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineLauncher, type EngineState } from '../../../src/local/engineLauncher.ts';
import { isAlive } from '../../../src/local/engineAddress.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { engineBundle, startEngine } from '../../support/engineProcess.ts';
import { RecordingLog } from '../../support/recordingLog.ts';

const signal = new AbortController().signal;
const samplesFolder = path.resolve(import.meta.dirname, '../../../media/samples');
const modelsFolder = path.resolve(import.meta.dirname, '../../../media/models');

let enginePath: string;
let dataFolder: string;
let log: RecordingLog;
let launchers: EngineLauncher[];

beforeAll(async () => {
  enginePath = await engineBundle();
}, 30_000);

beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'vectorscope-launcher-'));
  log = new RecordingLog();
  launchers = [];
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const launcher of launchers) {
    await launcher.stop(signal);
    launcher.dispose();
  }
  await rm(dataFolder, { recursive: true, force: true });
});

/** A window's launcher on the test's data folder. */
function launch(options: { enginePath?: string; readyTimeoutMs?: number } = {}): EngineLauncher {
  const launcher = new EngineLauncher({
    enginePath,
    dataFolder,
    samplesFolder,
    modelsFolder,
    idleMinutes: 5,
    log,
    ...options,
  });
  launchers.push(launcher);
  return launcher;
}

function recordStates(launcher: EngineLauncher): EngineState[] {
  const states: EngineState[] = [];
  launcher.onDidChangeState((state) => states.push(state));
  return states;
}

/** The process that has the data folder now. */
async function pidNow(): Promise<number> {
  const text = await readFile(path.join(dataFolder, 'engine.json'), 'utf8');
  return (JSON.parse(text) as { pid: number }).pid;
}

async function crash(launcher: EngineLauncher): Promise<void> {
  const pid = await pidNow();
  process.kill(pid, 'SIGKILL');
  await until(() => launcher.state === 'crashed' || !isAlive(pid));
}

/** Sets the monotonic clock forward, for this process alone. */
function passTime(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

async function until(isTrue: () => boolean): Promise<void> {
  const endsAt = performance.now() + 5000;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error('It did not become true');
    await delay(5);
  }
}

type Impostor = { readonly heard: () => string; readonly close: () => Promise<void> };

/** A program at the address of an engine, which claims to be the one of the record. */
async function impersonate(url: string, record: string, oracleUrl?: string): Promise<Impostor> {
  let heard = '';
  const server = createServer((request, response) => {
    heard += `${request.method} ${request.url} ${JSON.stringify(request.headers)}\n`;
    void answer(request).then((text) => response.end(text));
  });
  const answer = async ({ headers, url: asked }: IncomingMessage): Promise<string> => {
    if (oracleUrl === undefined) return record;
    const { host: _host, ...others } = headers;
    const reply = await fetch(`${oracleUrl}${asked}`, {
      headers: others as Record<string, string>,
    });
    return JSON.stringify({ ...((await reply.json()) as object), ...JSON.parse(record) });
  };
  server.listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
  return {
    heard: () => heard,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('EngineLauncher', { timeout: 30_000 }, () => {
  it('joins an engine of another window by looking, and sees it end, without starting one', async () => {
    const watching = launch();
    let isTold = 0;
    const watch = watching.watch(() => isTold++);
    expect([await watching.findRunning(signal), watching.state]).toEqual([undefined, 'stopped']);
    await until(() => isTold > 0);
    isTold = 0;
    const other = launch();
    const { url } = await other.endpoint(signal);
    await until(() => isTold > 0);
    const found = await watching.findRunning(signal);
    expect([found?.url, watching.state]).toEqual([url, 'running']);
    isTold = 0;
    await other.stop(signal);
    await until(() => isTold > 0);
    expect([await watching.findRunning(signal), watching.state]).toEqual([undefined, 'stopped']);
    watch.dispose();
  });

  it('starts an engine that answers with the key of its data folder', async () => {
    const launcher = launch();
    const states = recordStates(launcher);
    const endpoint = await launcher.endpoint(signal);
    const indexes = await createPineconeClient({ endpoint, log }).listIndexes(signal);
    expect({ indexes, states }).toEqual({ indexes: [], states: ['starting', 'running'] });
  });

  it('shares one start between calls at the same time, and one engine between windows', async () => {
    const [first, second] = [launch(), launch()];
    const endpoints = await Promise.all([
      first.endpoint(signal),
      first.endpoint(signal),
      second.endpoint(signal),
      first.endpoint(signal),
    ]);
    expect({
      urls: new Set(endpoints.map(({ url }) => url)).size,
      started: log.lines.filter((line) => line.includes('Started')).length,
      joined: log.lines.filter((line) => line.includes('Joined')).length,
    }).toEqual({ urls: 1, started: 1, joined: 1 });
  });

  it('leaves the engine running for other windows when its window closes', async () => {
    const [first, second] = [launch(), launch()];
    const { url } = await first.endpoint(signal);
    first.dispose();
    expect((await second.endpoint(signal)).url).toBe(url);
  });

  it('hands the engine neither the key nor what else the environment holds', async () => {
    process.env['PINECONE_API_KEY'] = 'pckey_canary';
    const script = await standIn(`
      const seen = JSON.stringify([process.argv.slice(2), Object.keys(process.env)]);
      console.log(JSON.stringify({ error: 'no', message: seen }));
      process.exit(1);`);
    const failing = launch({ enginePath: script }).endpoint(signal);
    const { message } = await failing.then(
      () => ({ message: '' }),
      (error: Error) => error,
    );
    delete process.env['PINECONE_API_KEY'];
    expect(message).toContain('--idle-minutes');
    expect(message).toContain('ELECTRON_RUN_AS_NODE');
    expect(message).not.toMatch(/PINECONE_API_KEY|canary|pclocal_/);
  });

  it('starts a crashed engine again, once, and then says what to do', async () => {
    const launcher = launch();
    const states = recordStates(launcher);
    await launcher.endpoint(signal);
    await crash(launcher);
    await until(() => launcher.state === 'crashed');
    const again = await launcher.endpoint(signal);
    await createPineconeClient({ endpoint: again, log }).listIndexes(signal);
    await crash(launcher);
    await until(() => launcher.state === 'crashed');
    await expect(launcher.endpoint(signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /more than once within a minute; see its log, then restart it/,
      ),
    });
    await launcher.restart(signal);
    expect(states).toEqual([
      'starting',
      'running',
      'crashed',
      'starting',
      'running',
      'crashed',
      'stopped',
      'starting',
      'running',
    ]);
  });

  it('notices that an engine that it joined has died', async () => {
    const [first, second] = [launch(), launch()];
    await first.endpoint(signal);
    const joined = await second.endpoint(signal);
    const states = recordStates(second);
    await crash(first);
    const again = await second.endpoint(signal);
    expect({ isAnother: again.url !== joined.url, states }).toEqual({
      isAnother: true,
      states: ['crashed', 'starting', 'running'],
    });
  });

  it('takes an engine that left in good order for stopped, not for crashed', async () => {
    const [first, second] = [launch(), launch()];
    await first.endpoint(signal);
    await second.endpoint(signal);
    const states = recordStates(second);
    await first.stop(signal);
    passTime(1100);
    await second.endpoint(signal);
    expect({ first: first.state, states }).toEqual({
      first: 'stopped',
      states: ['stopped', 'starting', 'running'],
    });
  });

  it('stops the engine and no other process', async () => {
    const launcher = launch();
    await launcher.endpoint(signal);
    const pid = await pidNow();
    await launcher.stop(signal);
    expect({ isAlive: isAlive(pid), state: launcher.state }).toEqual({
      isAlive: false,
      state: 'stopped',
    });
    // A record that was left behind, with the number of a process that is none of ours.
    const left = { url: 'http://127.0.0.1:9', pid: process.ppid, version: '1' };
    await writeFile(path.join(dataFolder, 'engine.json'), JSON.stringify(left));
    await launcher.stop(signal);
    expect(isAlive(process.ppid)).toBe(true);
  });

  it('starts over a stale address file', async () => {
    const left = { url: 'http://127.0.0.1:9', pid: 999_999_999, version: '1' };
    await writeFile(path.join(dataFolder, 'engine.json'), JSON.stringify(left));
    expect((await launch().endpoint(signal)).url).not.toBe(left.url);
  });

  it('sends no key to a record that points off this machine', async () => {
    const left = { url: 'http://evil.example', pid: process.pid, version: '1' };
    await writeFile(path.join(dataFolder, 'engine.json'), JSON.stringify(left));
    expect((await launch().endpoint(signal)).url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it.each(['by itself', 'by passing questions on'])(
    'gives its key to no program that took the port of its engine and answers %s',
    async (how) => {
      const first = launch();
      const { url, key } = await first.endpoint(signal);
      const left = await readFile(path.join(dataFolder, 'engine.json'), 'utf8');
      await crash(first);
      // Another engine with the same key: the impostor asks it what it cannot answer by itself.
      const oracle = await startEngine({ env: { VECTORSCOPE_ENGINE_KEY: key.reveal() } });
      const impostor = await impersonate(url, left, how === 'by itself' ? undefined : oracle.url);
      const second = launch();
      const endpoint = await second.endpoint(signal);
      await createPineconeClient({ endpoint, log }).listIndexes(signal);
      await impostor.close();
      await oracle.stop();
      expect(endpoint.url).not.toBe(url);
      expect(impostor.heard()).toMatch(/^GET \/healthz/);
      expect(impostor.heard()).not.toContain(key.reveal());
    },
  );

  it('reports that a damaged catalog has to be restored, and leaves it as it is', async () => {
    const launcher = launch();
    await launcher.endpoint(signal);
    await launcher.stop(signal);
    const file = path.join(dataFolder, 'catalog.sqlite');
    const garbage = Buffer.alloc((await stat(file)).size, 'x');
    await writeFile(file, garbage);
    await expect(launcher.endpoint(signal)).rejects.toMatchObject({
      kind: 'damaged',
      message: expect.stringMatching(/nothing was changed. Restore the folder/),
    });
    expect(await readFile(file)).toEqual(garbage);
  });

  it('lets a caller go who no longer waits, and starts for the others', async () => {
    const launcher = launch();
    const leaving = new AbortController();
    const left = launcher.endpoint(leaving.signal);
    const staying = launcher.endpoint(signal);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await staying).url).toMatch(/^http:/);
  });

  it('keeps the log of the engine for this user alone', async () => {
    const launcher = launch();
    await launcher.endpoint(signal);
    expect((await stat(launcher.logFile)).mode & 0o777).toBe(0o600);
  });
});

describe('EngineLauncher with an engine that does not come up', { timeout: 30_000 }, () => {
  it.each([
    ['say("unsupported"); process.exit(5)', 'unavailable', /needs node:sqlite/],
    ['process.exit(5)', 'unavailable', /could not start: it ended with code 5; see its log/],
    ['process.exit(9)', 'unavailable', /could not start: it ended with code 9; see its log/],
    [
      'throw new Error("no room left")',
      'unavailable',
      /could not start: it ended with code 1; see its log/,
    ],
    ['setInterval(() => {}, 1000)', 'timeout', /did not become ready within 1 s/],
    ['say("damaged"); process.exit(4)', 'damaged', /catalog of the local engine is damaged/],
    ['say("failed", "no room left")', 'unavailable', /could not start: no room left; see its log/],
    [
      'say("failed", "a\\u001b[31m\\u202eb" + "x".repeat(9999))',
      'unavailable',
      /could not start: a\\u\{1b\}\[31m\\u\{202e\}bx{1,300}; see its log$/,
    ],
  ])('%s', async (text, kind, message) => {
    const launcher = launch({ enginePath: await standIn(text), readyTimeoutMs: 1000 });
    await expect(launcher.endpoint(signal)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
    expect(launcher.state).toBe('stopped');
  });

  it('reports it if the program is missing', async () => {
    const launcher = new EngineLauncher({
      enginePath,
      dataFolder,
      samplesFolder,
      modelsFolder,
      idleMinutes: 5,
      log,
      execPath: path.join(dataFolder, 'none'),
    });
    await expect(launcher.endpoint(signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/cannot be started/),
    });
  });

  it('ends the wait when its window closes', async () => {
    const launcher = launch({ enginePath: await standIn('setInterval(() => {}, 1000)') });
    const waiting = launcher.endpoint(signal);
    await until(() => launcher.state === 'starting');
    launcher.dispose();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

/** A program in place of the engine. */
async function standIn(text: string): Promise<string> {
  const file = path.join(dataFolder, 'stand-in.mjs');
  const say =
    'const say = (error, message = "") => console.log(JSON.stringify({ error, message }));';
  await writeFile(file, `${say}\n${text}`);
  return file;
}
