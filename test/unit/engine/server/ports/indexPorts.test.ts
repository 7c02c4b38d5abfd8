import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { IndexPorts } from '../../../../../src/engine/server/ports/indexPorts.ts';
import { PortFile } from '../../../../../src/engine/server/ports/portFile.ts';
import { RecordingLog } from '../../../../support/recordingLog.ts';
import { temporaryFolder } from '../../testEngine.ts';

const opened: IndexPorts[] = [];

function portsIn(folder: string, onConnection: (socket: Socket) => void = () => {}): IndexPorts {
  const log = new RecordingLog();
  const ports = new IndexPorts({ file: new PortFile(folder, log), onConnection, log });
  opened.push(ports);
  return ports;
}

afterEach(() => {
  for (const ports of opened.splice(0)) ports.closeAll();
});

describe('IndexPorts', () => {
  it('gives every index a port of its own', async () => {
    const ports = portsIn(temporaryFolder());
    await ports.open(['a', 'b', 'a']);
    const [a, b] = [ports.portOf('a'), ports.portOf('b')];
    expect(new Set([a, b, undefined]).size).toBe(3);
    expect([ports.indexAt(a!), ports.indexAt(b!)]).toEqual(['a', 'b']);
    expect(ports.portOf('c')).toBeUndefined();
  });

  it('keeps the ports of existing indexes over restarts and opens them', async () => {
    const folder = temporaryFolder();
    const first = portsIn(folder);
    await first.open(['a', 'b']);
    const port = first.portOf('a')!;
    first.closeAll();
    const accepted = Promise.withResolvers<Socket>();
    const next = portsIn(folder, accepted.resolve);
    await next.restore(['a'], 1);
    expect([next.portOf('a'), next.portOf('b')]).toEqual([port, undefined]);
    const client = connect(port, '127.0.0.1');
    (await accepted.promise).destroy();
    client.destroy();
  });

  it('keeps the port of a deleted index for one of the same name', async () => {
    const ports = portsIn(temporaryFolder());
    await ports.open(['a']);
    const port = ports.portOf('a')!;
    ports.close('a');
    expect([ports.portOf('a'), ports.indexAt(port)]).toEqual([undefined, 'a']);
    await ports.open(['a']);
    expect(ports.portOf('a')).toBe(port);
  });

  it('chooses another port if a program has taken it, or the engine itself', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port: taken } = other.address() as AddressInfo;
    const folder = temporaryFolder();
    const free = await freePort();
    writeFileSync(path.join(folder, 'ports.json'), JSON.stringify({ a: taken, b: free }), {
      mode: 0o600,
    });
    const ports = portsIn(folder);
    await ports.restore(['a', 'b'], free);
    expect([ports.portOf('a'), ports.portOf('b')]).not.toContain(undefined);
    expect(ports.portOf('a')).not.toBe(taken);
    expect(ports.portOf('b')).not.toBe(free);
    expect(ports.indexAt(taken)).toBeUndefined();
    other.close();
  });

  it('assigns new ports if the file is damaged', async () => {
    for (const text of ['', 'null', '{"a":0}', '{"a":65536}', '{"a":"1"}', '[1]']) {
      const folder = temporaryFolder();
      writeFileSync(path.join(folder, 'ports.json'), text, { mode: 0o600 });
      const ports = portsIn(folder);
      await ports.restore(['a'], 1);
      await ports.open(['a']);
      expect(ports.portOf('a')).toBeTypeOf('number');
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
