import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  engineBundle,
  runEngine,
  startEngine,
  type EngineProcess,
} from '../support/engineProcess.ts';

const samples = path.resolve(import.meta.dirname, '../../media/samples');

describe('the engine as a process', () => {
  let dataDir: string;
  beforeEach(async () => (dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-process-'))));
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const modeOf = (name: string): number => statSync(path.join(dataDir, name)).mode & 0o777;

  it('writes its address while it runs, and deletes it at the end', async () => {
    const engine = await startEngine({ dataDir });
    const file = path.join(dataDir, 'engine.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      url: engine.url,
      pid: engine.pid,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(await (await fetch(`${engine.url}/healthz`)).json()).toMatchObject({ pid: engine.pid });
    expect(await engine.stop()).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('keeps its folder and its key to this user', async () => {
    const engine = await startEngine({ dataDir, env: { VECTORSCOPE_ENGINE_KEY: '' } });
    expect([modeOf('.'), modeOf('engine.key'), modeOf('engine.json')]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    const key = readFileSync(path.join(dataDir, 'engine.key'), 'utf8');
    expect(key).toMatch(/^pclocal_[\w-]{32}$/);
    expect(key).not.toContain('\n');
    const status = async (apiKey: string): Promise<number> =>
      (await fetch(`${engine.url}/indexes`, { headers: { 'api-key': apiKey } })).status;
    expect([await status(key), await status('wrong')]).toEqual([200, 401]);
    expect(engine.log()).not.toContain(key);
    await engine.stop();
    const again = await startEngine({ dataDir, env: { VECTORSCOPE_ENGINE_KEY: '' } });
    expect(readFileSync(path.join(dataDir, 'engine.key'), 'utf8').trim()).toBe(key);
    await again.stop();
  });

  it.skipIf(process.platform === 'win32')(
    'leaves a folder that was there as it is, and warns where others may read it',
    async () => {
      await chmod(dataDir, 0o755);
      const env = { VECTORSCOPE_ENGINE_KEY: '' };
      const shared = await startEngine({ dataDir, env });
      await shared.stop();
      expect([modeOf('.'), modeOf('engine.key'), modeOf('indexes')]).toEqual([0o755, 0o600, 0o700]);
      expect(shared.log()).toContain(`Others on this machine may read the data folder ${dataDir}`);
      const own = await startEngine({ dataDir: path.join(dataDir, 'own') });
      await own.stop();
      expect(modeOf('own')).toBe(0o700);
      expect(own.log()).not.toContain('Others on this machine');
    },
  );

  it('writes a key from the environment nowhere', async () => {
    const key = `pclocal_canary-${randomBytes(8).toString('hex')}`;
    const engine = await startEngine({ dataDir, env: { VECTORSCOPE_ENGINE_KEY: key } });
    const headers = { 'api-key': key };
    expect((await fetch(`${engine.url}/indexes`, { headers })).status).toBe(200);
    await fetch(`${engine.url}/indexes`, { method: 'POST', headers, body: '{"' });
    const command = `/proc/${engine.pid}/cmdline`;
    const seen = existsSync(command) ? readFileSync(command, 'utf8') : '';
    await engine.stop();
    expect(engine.log()).toContain('POST /indexes 422');
    const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
    expect(texts.length).toBeGreaterThan(0);
    expect([engine.log(), seen, ...texts].filter((text) => text.includes(key))).toEqual([]);
  });

  it('leaves a folder that another engine holds, and reports it', async () => {
    const engine = await startEngine({ dataDir });
    const { code, stdout } = await runEngine(['serve', '--data', dataDir]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ error: 'locked', message: expect.any(String) });
    expect(existsSync(path.join(dataDir, 'engine.json'))).toBe(true);
    await engine.kill();
    const next = await startEngine({ dataDir });
    await next.stop();
  });

  it('reports a damaged catalog and does not change it', async () => {
    const catalog = path.join(dataDir, 'catalog.sqlite');
    writeFileSync(catalog, 'no database '.repeat(1000));
    const { code, stdout } = await runEngine(['serve', '--data', dataDir]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toEqual({
      error: 'damaged',
      message: expect.stringContaining('restore it from a copy'),
    });
    expect(readFileSync(catalog, 'utf8')).toBe('no database '.repeat(1000));
  });

  it('answers at the port that it is given', async () => {
    const first = await startEngine({ dataDir, args: ['--port', '0'] });
    await first.stop();
    // Free again.
    const { port } = new URL(first.url);
    const second = await startEngine({ dataDir, args: ['--port', port] });
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    await second.stop();
    expect([Number(port) > 0, second.url, health.status]).toEqual([true, first.url, 200]);
  });

  it('reports that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout } = await runEngine(['serve', '--data', dataDir, '--port', `${port}`]);
    other.close();
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ message: expect.stringContaining(`Port ${port}`) });
  });

  it('reports a data folder that it cannot use', async () => {
    const file = path.join(dataDir, 'file');
    writeFileSync(file, '');
    const { code, stdout } = await runEngine(['serve', '--data', path.join(file, 'below')]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ message: expect.stringContaining('data folder') });
  });

  it('stops when idle; health checks and event streams do not count as requests', async () => {
    const engine = await startEngine({ dataDir, args: ['--idle-minutes', '0.02'] });
    const headers = { 'api-key': engine.key };
    const stranger = await fetch(`${engine.url}/_vectorscope/events`);
    const events = await fetch(`${engine.url}/_vectorscope/events`, { headers });
    const begin = performance.now();
    let isAlive = true;
    while (isAlive && performance.now() - begin < 10_000) {
      await sleep(100);
      isAlive = await fetch(`${engine.url}/healthz`).then(
        () => true,
        () => false,
      );
    }
    expect(isAlive).toBe(false);
    expect([stranger.status, events.status]).toEqual([401, 200]);
    expect(await events.text()).toBe('{"event":"open"}\n');
    expect(await engine.ended()).toBe(0);
    expect(existsSync(path.join(dataDir, 'engine.json'))).toBe(false);
  });

  it('finishes what it has begun when it is asked to end', async () => {
    const engine = await startEngine({ dataDir });
    const headers = { 'api-key': engine.key };
    const post = (url: string, body: unknown): Promise<Response> =>
      fetch(`${engine.url}${url}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    await post('/indexes', { name: 'a', dimension: 256, spec });
    const values = Array.from({ length: 256 }, (_, at) => at + 0.123456);
    const upserts = Array.from({ length: 8 }, (_, batch) =>
      post('/_i/a/vectors/upsert', {
        vectors: Array.from({ length: 500 }, (_, at) => ({ id: `${batch}-${at}`, values })),
      }).then(
        ({ status }) => status,
        () => 'refused',
      ),
    );
    // The engine has them all by now, and is at work.
    await Promise.race(upserts);
    const [code, ...answers] = await Promise.all([engine.stop(), ...upserts]);
    expect(code).toBe(0);
    const next = await startEngine({ dataDir });
    const stats = await fetch(`${next.url}/_i/a/describe_index_stats`, { method: 'POST', headers });
    const acknowledged = answers.filter((answer) => answer === 200).length;
    const { totalVectorCount } = (await stats.json()) as { totalVectorCount: number };
    expect(acknowledged).toBeGreaterThan(0);
    expect(totalVectorCount).toBeGreaterThanOrEqual(acknowledged * 500);
    expect(totalVectorCount % 500).toBe(0);
    await next.stop();
  });

  it('stops at once although idle connections are open', async () => {
    const engine = await startEngine({ dataDir });
    const { port } = new URL(engine.url);
    const sockets = ['', 'GET /indexes HTTP/1.1\r\nhost: '].map((beginning) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {}).write(beginning);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    // A call that is answered after they came tells that the engine has seen them.
    await fetch(`${engine.url}/healthz`);
    // Requests that are under way would have five seconds.
    expect(await Promise.race([engine.stop(), sleep(4500)])).toBe(0);
    for (const socket of sockets) socket.destroy();
  });

  describe('with --ephemeral', () => {
    const args = ['--ephemeral'];
    const start = (...more: readonly string[]): Promise<EngineProcess> =>
      startEngine({ dataDir, args: [...args, ...more], env: { TMPDIR: dataDir, TEMP: dataDir } });
    const ephemeral = async (): Promise<readonly string[]> =>
      (await readdir(dataDir)).filter((name) => name.startsWith('vectorscope-ephemeral-'));

    it('stores its data in a temporary folder and deletes it when it stops', async () => {
      const engine = await start();
      const headers = { 'api-key': engine.key };
      const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
      const body = JSON.stringify({ name: 'a', dimension: 2, spec });
      const created = await fetch(`${engine.url}/indexes`, { method: 'POST', headers, body });
      const [folder = ''] = await ephemeral();
      const indexes = await readdir(path.join(dataDir, folder, 'indexes'));
      const code = await engine.stop();
      expect([created.status, indexes, code]).toEqual([
        201,
        expect.arrayContaining(['1-a.sqlite']),
        0,
      ]);
      expect(await ephemeral()).toEqual([]);
    });

    it('can be reset, unlike an engine with a data folder', async () => {
      const statuses = async ({ url, key }: EngineProcess): Promise<unknown> => {
        const headers = { 'api-key': key };
        const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
        const body = JSON.stringify({ name: 'a', dimension: 2, spec });
        await fetch(`${url}/indexes`, { method: 'POST', headers, body });
        const reset = await fetch(`${url}/_vectorscope/reset`, { method: 'POST', headers });
        return [reset.status, (await fetch(`${url}/indexes/a`, { headers })).status];
      };
      const engine = await start();
      expect(await statuses(engine)).toEqual([204, 404]);
      await engine.stop();
      const lasting = await startEngine({ dataDir });
      expect(await statuses(lasting)).toEqual([404, 200]);
      await lasting.stop();
    });

    it('accepts any key with --accept-any-key, and warns', async () => {
      const statuses = async ({ url }: EngineProcess): Promise<readonly number[]> => {
        const other = await fetch(`${url}/indexes`, { headers: { 'api-key': 'other' } });
        return [other.status, (await fetch(`${url}/indexes`)).status];
      };
      const open = await start('--accept-any-key');
      const closed = await start();
      expect([await statuses(open), await statuses(closed)]).toEqual([
        [200, 401],
        [401, 401],
      ]);
      await Promise.all([open.stop(), closed.stop()]);
      const warning = / warn --accept-any-key: /;
      expect(open.log()).toMatch(warning);
      expect(closed.log()).not.toMatch(warning);
    });

    it('deletes the temporary folder when it cannot start', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const serve = ['serve', ...args, '--port', `${port}`];
      const { code } = await runEngine(serve, { TMPDIR: dataDir, TEMP: dataDir });
      other.close();
      expect([code, await readdir(dataDir)]).toEqual([1, []]);
    });

    it.skipIf(process.platform === 'win32')(
      'deletes the temporary folder after a SIGTERM while it starts',
      async () => {
        const watcher = watch(dataDir);
        const isMade = once(watcher, 'change');
        const child = spawn(process.execPath, [await engineBundle(), 'serve', ...args], {
          env: { ...process.env, TMPDIR: dataDir },
          stdio: 'ignore',
        });
        const exited = once(child, 'exit');
        await isMade;
        watcher.close();
        child.kill('SIGTERM');
        expect([await exited, await ephemeral()]).toEqual([[0, null], []]);
      },
    );

    it('starts empty beside another one', async () => {
      const engines = [await start(), await start()];
      const folders = await ephemeral();
      expect(folders).toHaveLength(2);
      await engines[0]!.stop();
      expect(folders).toEqual(expect.arrayContaining([...(await ephemeral())]));
      expect(await ephemeral()).toHaveLength(1);
      await engines[1]!.stop();
      expect(await ephemeral()).toEqual([]);
    });
  });

  it('makes samples from the command line, once', async () => {
    const args = ['sample', 'fiori-docs', '--data', dataDir, '--samples', samples];
    const first = await runEngine(args);
    expect(first).toMatchObject({ code: 0, stdout: '{"index":"fiori-docs","isNew":true}\n' });
    const second = await runEngine(args);
    expect(second).toMatchObject({ code: 0, stdout: '{"index":"fiori-docs","isNew":false}\n' });
    const unknown = await runEngine(['sample', 'nothing', '--data', dataDir, '--samples', samples]);
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout)).toMatchObject({
      message: expect.stringContaining('fiori-docs'),
    });
  });

  it('explains itself', async () => {
    expect(await runEngine(['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('engine.js serve (--data DIR | --ephemeral ['),
    });
    for (const command of ['serve', 'sample']) {
      const { code, stdout } = await runEngine([command, '--help']);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(new RegExp(`^engine\\.js ${command} .*--data DIR`)),
      });
      expect(await runEngine(['help', command])).toMatchObject({ code: 0, stdout });
    }
    expect((await runEngine(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [[], 'serve or sample'],
    [['serve'], '--data'],
    [['serve', '--data', 'x', '--ephemeral'], '--data'],
    [['serve', '--data', 'x', '--accept-any-key'], '--ephemeral'],
    [['sample', 'a', '--data', 'x', '--accept-any-key'], '--ephemeral'],
    [['sample', 'a', '--data', 'x', '--ephemeral'], '--ephemeral'],
    [['serve', '--data', 'x', '--port', '70000'], '--port'],
    [['serve', '--data', 'x', '--port', 'http'], '--port'],
    [['serve', '--data', 'x', '--host', '0.0.0.0'], '--host'],
    [['serve', '--data', 'x', '--vector-memory', 'all'], '--vector-memory'],
    [['serve', '--data', 'x', '--simulate-429', '2'], '--simulate-429'],
    [['serve', '--data', 'x', '--freshness-delay', '0.5'], '--freshness-delay'],
    [['sample', '--data', 'x'], 'sample'],
    [['help', 'nothing'], 'serve or sample'],
  ])('refuses the arguments %j', async (args, word) => {
    const { code, stdout } = await runEngine(args);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: 'usage', message: expect.stringContaining(word) });
  });
});
