import { create, toBinary, type DescMessage } from '@bufbuild/protobuf';
import {
  connect,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { noteFigure } from '../support/figures.ts';
import { calls, GrpcClient } from '../support/grpc/grpcClient.ts';
import { seededRandom } from '../support/random.ts';

type Random = () => number;

const rounds = 1000;
const parallel = 6;
const dimension = 4;
/** What a call may be answered with: a failure of the engine, and the end of its data, are none of them. */
const allowedCodes = new Set(['0', '3', '4', '5', '6', '7', '8', '9', '11', '12']);

const records = Array.from({ length: 20 }, (_, at) => ({
  id: `kept-${at}`,
  values: Array.from({ length: dimension }, (_, place) => at + place + 0.1),
  metadata: { at, text: `record ${at}` },
}));

const filter = { $and: [{ at: { $gte: 1 } }, { text: { $in: ['a', 'b'] } }, { isOld: true }] };
const sparse = { indices: [1, 2 ** 32 - 1], values: [1, 2] };
const page = { prefix: 'a', limit: 3, paginationToken: 'WyJhIl0' };

/** A request of each call as clients send it. */
const good: readonly (readonly [string, Uint8Array])[] = [
  ['Upsert', bytesOf(calls.upsert.input, { vectors: records, namespace: 'a' })],
  ['Upsert', bytesOf(calls.upsert.input, { vectors: [{ id: 'b', sparseValues: sparse }] })],
  [
    'Query',
    bytesOf(calls.query.input, { topK: 3, vector: [1, 2, 3, 4], filter, includeValues: true }),
  ],
  ['Query', bytesOf(calls.query.input, { topK: 3, id: 'kept-1', sparseVector: sparse })],
  ['Fetch', bytesOf(calls.fetch.input, { ids: ['kept-1', 'none'], namespace: 'a' })],
  ['FetchByMetadata', bytesOf(calls.fetchByMetadata.input, { filter, ...page })],
  ['List', bytesOf(calls.list.input, { ...page, namespace: 'a' })],
  [
    'Update',
    bytesOf(calls.update.input, {
      id: 'b',
      values: [1, 2, 3, 4],
      setMetadata: { a: 1 },
      namespace: 'a',
    }),
  ],
  ['Update', bytesOf(calls.update.input, { filter, setMetadata: { a: [] }, dryRun: true })],
  ['Delete', bytesOf(calls.delete.input, { ids: ['b'], namespace: 'a' })],
  ['DescribeIndexStats', bytesOf(calls.describeIndexStats.input, { filter: {} })],
  ['ListNamespaces', bytesOf(calls.listNamespaces.input, page)],
  [
    'CreateNamespace',
    bytesOf(calls.createNamespace.input, {
      name: 'c',
      schema: { fields: { a: { filterable: true } } },
    }),
  ],
  ['DescribeNamespace', bytesOf(calls.describeNamespace.input, { namespace: 'a' })],
  ['DeleteNamespace', bytesOf(calls.deleteNamespace.input, { namespace: 'c' })],
  ['Drop', new Uint8Array(0)],
];

function bytesOf(schema: DescMessage, init: Record<string, unknown>): Uint8Array {
  return toBinary(schema, create(schema, init));
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

function spoil(bytes: Uint8Array, random: Random): Uint8Array {
  const cut = random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length;
  const changed = Uint8Array.from([...bytes.subarray(0, cut), ...(random() < 0.2 ? bytes : [])]);
  for (let times = Math.floor(random() * 6); times > 0 && changed.length > 0; times--)
    changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
  return changed;
}

/** The message with a prefix that may lie. */
function framed(message: Uint8Array, random: Random): Buffer {
  const lies = random() < 0.1;
  const length = lies ? Math.floor(random() * 2 ** 32) : message.length;
  const prefix = Buffer.alloc(5);
  prefix[0] = random() < 0.03 ? 1 : 0;
  prefix.writeUInt32BE(length, 1);
  const frame = Buffer.concat([prefix, message]);
  return random() < 0.05 ? frame.subarray(0, Math.floor(random() * frame.length)) : frame;
}

const oddHeaders: readonly (readonly [string, string])[] = [
  ['api-key', 'wrong'],
  ['grpc-timeout', '1n'],
  ['grpc-timeout', '99999999H'],
  ['grpc-timeout', '-1S'],
  ['x-pinecone-api-version', '2024-07'],
  ['x-pinecone-api-version', 'unstable'],
  ['content-type', 'application/grpc+json'],
  ['content-type', 'text/plain'],
  [':path', '/VectorService/'],
  [':path', '/__proto__/constructor'],
  ['grpc-encoding', 'gzip'],
];

/** Resolves with the gRPC code, `http STATUS` of what is no gRPC, `reset` of a cut stream, or undefined. */
function send(
  session: ClientHttp2Session,
  key: string,
  [method, message]: readonly [string, Uint8Array],
  random: Random,
): Promise<string | undefined> {
  const odd = random() < 0.15 ? [pick(oddHeaders, random)] : [];
  const stream = session.request({
    ':method': 'POST',
    ':path': `/VectorService/${method}`,
    'content-type': 'application/grpc',
    'api-key': key,
    'x-pinecone-api-version': '2025-10',
    ...Object.fromEntries(odd),
  });
  const isCut = random() < 0.03;
  return new Promise((resolve) => {
    let code: string | undefined;
    const read = (headers: IncomingHttpHeaders & IncomingHttpStatusHeader): void => {
      const status = headers[':status'];
      if (status !== undefined && status !== 200) code = `http ${status}`;
      const grpcStatus = headers['grpc-status'];
      if (typeof grpcStatus === 'string') code = grpcStatus;
    };
    stream
      .on('response', read)
      .on('trailers', read)
      .on('error', () => {})
      .resume();
    stream.on('close', () => resolve(isCut ? 'reset' : code));
    stream.end(framed(random() < 0.4 ? message : spoil(message, random), random));
    if (isCut) stream.close();
  });
}

/** Bytes of no protocol, and of HTTP/2 that is none. */
async function sendNoise(port: number, random: Random): Promise<void> {
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => {});
  const begin = random() < 0.5 ? 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' : '';
  const noise = Uint8Array.from({ length: 200 }, () => Math.floor(random() * 256));
  socket.end(Buffer.concat([Buffer.from(begin), noise]));
  socket.resume();
  await new Promise((resolve) => socket.on('close', resolve));
}

async function keptOf(engine: EngineProcess): Promise<unknown> {
  const query = { topK: 30, vector: [1, 2, 3, 4], includeValues: true };
  return askFor(engine, 'POST', '/_i/kept/query', query);
}

it('an engine that is called with everything and nonsense over gRPC answers all of it, and keeps what it has', async () => {
  const engine = await startEngine();
  for (const name of ['kept', 'spoiled'])
    await askFor(engine, 'POST', '/indexes', newIndexBody(name, dimension));
  await askFor(engine, 'POST', '/_i/kept/vectors/upsert', { vectors: records });
  const { host } = await askFor<{ host: string }>(engine, 'GET', '/indexes/spoiled');
  const before = await keptOf(engine);
  const codes = new Map<string, number>();
  let count = 0;
  const client = async (random: Random): Promise<void> => {
    let session = connect(host);
    session.on('error', () => {});
    while (count < rounds) {
      count++;
      if (random() < 0.02) await sendNoise(Number(new URL(host).port), random);
      if (session.closed || session.destroyed || random() < 0.01) {
        session.destroy();
        session = connect(host);
        session.on('error', () => {});
      }
      const code = (await send(session, engine.key, pick(good, random), random)) ?? 'no answer';
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    session.destroy();
  };
  await Promise.all(
    Array.from({ length: parallel }, (_, at) => client(seededRandom(20_260_701 + at))),
  );
  const complaints = [...codes.keys()].filter(
    (code) => !allowedCodes.has(code) && !/^(http (415|403)|reset)$/.test(code),
  );
  expect(complaints).toEqual([]);
  expect(await keptOf(engine)).toEqual(before);
  const last = new GrpcClient(host, { 'api-key': engine.key });
  expect((await last.call(calls.describeIndexStats, {})).message.dimension).toBe(dimension);
  last.close();
  expect(engine.log()).not.toMatch(/ failed\n/);
  for (const told of [engine.key, 'record 7', 'kept-1']) expect(engine.log()).not.toContain(told);
  const share = (code: string): number => (codes.get(code) ?? 0) / rounds;
  expect([share('0') > 0.1, share('3') > 0.1, share('7') > 0]).toEqual([true, true, true]);
  noteFigure('fuzzed calls of gRPC', `${count}, with the codes ${[...codes.keys()].join(', ')}`);
  expect(await engine.stop()).toBe(0);
});
