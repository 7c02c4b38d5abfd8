import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import { defaultMapParameters, type MapFrame } from '../../../src/model/map/map.ts';
import { encodeFrame } from '../../../src/model/map/mapFrame.ts';
import type { EngineClient } from '../../../src/pinecone/engineClient.ts';
import type { Fetch } from '../../../src/pinecone/proxyAwareFetch.ts';
import { createEngineClient } from '../../../src/pinecone/restEngineClient.ts';
import { failureOf, limits, until } from './bench.ts';

const signal = new AbortController().signal;
const encoder = new TextEncoder();
const points: MapFrame = { type: 'points', ids: ['ü', 'b'], texts: ['', 'x'], total: 2 };
const done: MapFrame = { type: 'done', tookMs: 5 };
const xy = new Float32Array([1, 2, 3, 4]).buffer;
const positions: MapFrame = { type: 'positions', epoch: 1, data: xy };

type ServiceResponse = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

let server: Server | undefined;

afterEach(async () => {
  vi.useRealTimers();
  server?.closeAllConnections();
  await new Promise((resolve) =>
    server === undefined ? resolve(undefined) : server.close(resolve),
  );
  server = undefined;
});

/** A client of a server that answers as this says. */
async function clientOf(answer: ServiceResponse): Promise<EngineClient> {
  const own = createServer((request, response) => void answer(request, response));
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const { port } = own.address() as AddressInfo;
  const endpoint = { url: `http://127.0.0.1:${port}`, key: new Secret('pclocal_x') };
  return createEngineClient({ endpoint, log: silentLog, limits });
}

/** A client whose requests are answered here, without a connection. */
function clientWithFetch(fetch: Fetch): EngineClient {
  const endpoint = { url: 'http://127.0.0.1:1', key: new Secret('pclocal_x') };
  return createEngineClient({ endpoint, log: silentLog, limits, fetch });
}

/** An answer whose body comes in these parts. */
function bodyOf(parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Response {
  return new Response(Readable.toWeb(Readable.from(parts)) as unknown as BodyInit);
}

function* chunks(parts: readonly string[]): Generator<Uint8Array> {
  for (const part of parts) yield encoder.encode(part);
}

/** The bytes as a connection brings them: an abort breaks it. */
async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  stop: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const part of bytes) {
    stop.throwIfAborted();
    yield part;
  }
}

function frames(...all: readonly MapFrame[]): Buffer {
  return Buffer.concat(all.map((frame) => encodeFrame(frame, (text) => encoder.encode(text))));
}

function makeMap(
  client: EngineClient,
  stop: AbortSignal = signal,
): ReturnType<EngineClient['makeMap']> {
  return client.makeMap('words', '__default__', defaultMapParameters, stop);
}

async function collect(map: ReturnType<EngineClient['makeMap']>): Promise<string[]> {
  const seen: string[] = [];
  for await (const frame of map)
    seen.push(`${frame.type} ${'data' in frame ? frame.data.byteLength : 0}`);
  return seen;
}

describe('createSample', () => {
  it('reports the progress, and the index in the end, however the lines are cut', async () => {
    const parts = [
      '{"done":1,',
      '"of":2}\n{"done":2,"of":2}\n',
      '\n{"index":"engl',
      'ish-words"}\n',
    ];
    const client = clientWithFetch(() => Promise.resolve(bodyOf(chunks(parts))));
    const progress: string[] = [];
    const name = await client.createSample('english-words', signal, (at, of) =>
      progress.push(`${at}/${of}`),
    );
    expect({ name, progress }).toEqual({ name: 'english-words', progress: ['1/2', '2/2'] });
  });

  it.each<[string, ServiceResponse, object]>([
    [
      'is refused at the start',
      (_, response) => {
        response
          .writeHead(409)
          .end('{"error":{"code":"ALREADY_EXISTS","message":"it is there"},"status":409}');
      },
      { kind: 'conflict', message: 'Could not create the sample “x”: it is there' },
    ],
    [
      'fails on its way',
      (_, response) => {
        response.end('{"done":1,"of":2}\n{"error":{"code":"INTERNAL","message":"disk full"}}\n');
      },
      { kind: 'unavailable', message: expect.stringMatching(/: disk full$/) },
    ],
    ['just ends', (_, response) => void response.end('{"done":1,"of":2}\n'), { kind: 'network' }],
    [
      'is cut off',
      (_, response) => void response.write('{"done":1,"of":2}\n', () => response.destroy()),
      { kind: 'network' },
    ],
    ['is no JSON', (_, response) => void response.end('hello\n'), { kind: 'damaged' }],
  ])('says why when it %s', async (_, answer, expected) => {
    const client = await clientOf(answer);
    expect(await failureOf(client.createSample('x', signal, () => {}))).toMatchObject(expected);
  });
});

describe('makeMap', () => {
  it('gives the frames with their bytes, however they are cut', async () => {
    const bytes = frames(points, positions, done);
    const parts = [...bytes].map((byte) => Uint8Array.of(byte));
    const client = clientWithFetch(() => Promise.resolve(bodyOf(parts)));
    expect(await collect(makeMap(client))).toEqual(['points 0', 'positions 16', 'done 0']);
  });

  it('throws what the engine failed with', async () => {
    const failed: MapFrame = {
      type: 'failed',
      kind: 'badInput',
      message: '“words” has no records to map',
    };
    const client = await clientOf((_, response) => void response.end(frames(points, failed)));
    expect(await failureOf(collect(makeMap(client)))).toMatchObject({
      kind: 'badInput',
      message: '“words” has no records to map',
    });
  });

  it.each([
    ['between frames', frames(points)],
    ['in a frame', frames(points, positions).subarray(0, -3)],
  ])('reports that the engine stopped when the stream ends %s', async (_, bytes) => {
    const client = await clientOf((_request, response) => void response.end(bytes));
    expect((await failureOf(collect(makeMap(client)))).kind).toBe('network');
  });

  it('waits for frames longer than for the beginning of the answer', async () => {
    vi.useFakeTimers();
    async function* answer(): AsyncGenerator<Uint8Array> {
      yield frames(points);
      await vi.advanceTimersByTimeAsync(limits.readTimeoutMs + 100);
      yield frames(done);
    }
    const client = clientWithFetch((_, { signal: stop }) =>
      Promise.resolve(bodyOf(untilAborted(answer(), stop!))),
    );
    expect(await collect(makeMap(client))).toEqual(['points 0', 'done 0']);
  });

  it('ends the work in the engine when it is aborted while the engine is silent', async () => {
    let isOpen = false;
    const client = await clientOf((_, response) => {
      isOpen = true;
      response.on('close', () => (isOpen = false));
      response.write(frames(points));
    });
    const controller = new AbortController();
    const map = makeMap(client, controller.signal)[Symbol.asyncIterator]();
    await map.next();
    const next = failureOf(map.next());
    controller.abort();
    expect((await next).kind).toBe('cancelled');
    await until(() => !isOpen);
  });

  it('ends the work in the engine when the stream is no longer read', async () => {
    let isOpen = false;
    const client = await clientOf((_, response) => {
      isOpen = true;
      response.on('close', () => (isOpen = false));
      response.write(frames(points));
    });
    for await (const frame of makeMap(client)) {
      expect(frame).toEqual(points);
      break;
    }
    await until(() => !isOpen);
  });
});

describe('createEngineClient', () => {
  it('refuses an address off this machine', async () => {
    await clientOf((_, response) => void response.end());
    const endpoint = { url: 'http://192.168.0.5:80', key: new Secret('x') };
    expect(() => createEngineClient({ endpoint, log: silentLog })).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
  });
});
