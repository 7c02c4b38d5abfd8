import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { isObject } from '../../src/common/objects.ts';
import type { EngineProcess } from '../support/engineProcess.ts';
import { seededRandom } from '../support/random.ts';
import { goodRequests, indexes } from './goodRequests.ts';
import { mutate, pick, printJson, spoil } from './mutate.ts';
import { engineRoutes, type Route } from './routes.ts';

type Random = () => number;

type FuzzRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

type Reply = { readonly status: number; readonly type: string; readonly text: string };

export type FuzzResult = {
  readonly requests: number;
  /** How many were answered with each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What no answer may be: each with the request it was given to. */
  readonly complaints: readonly string[];
};

const parallel = 6;
const answerMs = 30_000;
const maxComplaints = 10;
/** Of a query string: what is longer than a head may be is cut off before anybody can answer. */
const longestWord = 60_000;

const oddNames = [
  'none',
  '',
  '..',
  '.',
  '%2e%2e%2f',
  '%00',
  '%ff',
  '__proto__',
  '%F0%9F%98%80',
  'a'.repeat(5000),
];

const versions = [
  '2024-07',
  '2025-04',
  '2025-10',
  '2026-04',
  '2026-07',
  'unstable',
  '__proto__',
  '',
];

/**
 * Asks a running engine for all that its routes offer, well and badly, from several clients at once, until `isDone`. The
 * seed decides what each client sends; how the clients meet is up to the machine.
 */
export async function fuzz(
  engine: EngineProcess,
  seed: number,
  isDone: (requests: number) => boolean,
): Promise<FuzzResult> {
  const routes = engineRoutes();
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const statuses = new Map<number, number>();
  const complaints: string[] = [];
  let requests = 0;
  const client = async (random: Random): Promise<void> => {
    while (!isDone(requests) && complaints.length < maxComplaints) {
      requests++;
      const asked = draw(routes, random);
      const reply = await send(engine, agent, asked);
      if (reply !== undefined) statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      const complaint = complaintOf(reply);
      if (complaint !== undefined) complaints.push(`${complaint}\n${describe(asked)}`);
    }
  };
  const clients = Array.from({ length: parallel }, (_, at) => client(seededRandom(seed + at)));
  await Promise.all(clients);
  agent.destroy();
  return { requests, statuses, complaints };
}

function draw(routes: readonly Route[], random: Random): FuzzRequest {
  const route = pick(routes, random);
  const good = goodRequests[`${route.method} ${route.path}`]?.(random) ?? {};
  const isGood = random() < 0.25;
  const query = isGood ? (good.query ?? {}) : mutated(good.query ?? {}, random);
  const path = pathOf(route.path, good.index, isGood, random);
  const headers: Record<string, string> = {
    'x-pinecone-api-version': random() < 0.8 ? '2026-07' : pick(versions, random),
    ...(random() < 0.05 ? { 'content-type': 'text/plain; charset=utf-16' } : {}),
    ...(random() < 0.1 ? { 'transfer-encoding': 'chunked' } : {}),
  };
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  const body = hasBody ? bodyOf(good.body, isGood, random) : '';
  return { method: route.method, path: `${path}${queryOf(query)}`, headers, body };
}

function pathOf(
  pattern: string,
  index: string | undefined,
  isGood: boolean,
  random: Random,
): string {
  const names: Readonly<Record<string, readonly string[]>> = {
    index: [index ?? pick(Object.values(indexes), random)],
    name: ['made-0', 'made-1', 'made-2', 'made-3'],
    namespace: ['a', 'b', '__default__'],
    alias: ['x', 'y'],
    part: ['checkpoint', 'ids-1'],
    id: ['1', '2', 'none'],
  };
  return pattern.replaceAll(/:(\w+)|\*/g, (_, name: string | undefined) => {
    const isOdd = !isGood && random() < 0.15;
    return pick(isOdd ? oddNames : (names[name ?? ''] ?? ['none']), random);
  });
}

function mutated(value: unknown, random: Random): unknown {
  let current = value;
  for (let rounds = 1 + Math.floor(random() * 3); rounds > 0; rounds--)
    current = mutate(current, random);
  return current;
}

function queryOf(query: unknown): string {
  if (!isObject(query)) return '';
  const words = Object.entries(query).flatMap(([key, value]) =>
    (Array.isArray(value) ? value.slice(0, 1200) : [value]).map(
      (one) =>
        `${wordOf(key)}=${wordOf(typeof one === 'string' ? one : (JSON.stringify(one) ?? ''))}`,
    ),
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

/** Escaped, as a URL has to be; lone surrogates have no bytes. */
function wordOf(text: string): string {
  return encodeURIComponent(text.slice(0, longestWord).toWellFormed());
}

function bodyOf(good: unknown, isGood: boolean, random: Random): string | Uint8Array {
  if (good instanceof Uint8Array) return isGood ? good : withOddBytes(good, random);
  if (good === undefined) return printJson(mutated({}, random));
  if (isGood) return printJson(good);
  const text = printJson(mutated(good, random));
  return random() < 0.1 ? spoil(text, random) : text;
}

function withOddBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice(0, random() < 0.3 ? Math.floor(random() * bytes.length) : undefined);
  for (let rounds = Math.floor(random() * 8); rounds > 0; rounds--)
    changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
  return changed;
}

/** The engine's answer; undefined where there is none. */
async function send(
  { url, key }: EngineProcess,
  agent: Agent,
  { method, path, headers, body }: FuzzRequest,
): Promise<Reply | undefined> {
  try {
    const outgoing = request({
      agent,
      method,
      path,
      host: '127.0.0.1',
      port: new URL(url).port,
      signal: AbortSignal.timeout(answerMs),
      headers: { 'api-key': key, ...headers },
    });
    // What is refused before it was read breaks off while it is sent, and is answered all the same.
    outgoing.on('error', () => {});
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks = (await incoming.toArray()) as Uint8Array[];
    const text = Buffer.concat(chunks).toString();
    return {
      status: incoming.statusCode ?? 0,
      type: incoming.headers['content-type'] ?? '',
      text,
    };
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer, whatever was asked. */
function complaintOf(reply: Reply | undefined): string | undefined {
  if (reply === undefined) return 'No answer';
  const { status, type, text } = reply;
  const said = `${status} ${text.slice(0, 300)}`;
  const isRefusal = status >= 400 && (status < 500 || status === 501);
  if (!isRefusal && (status < 200 || status >= 300)) return `A failure of the engine: ${said}`;
  if (/Cannot read|is not a function|of undefined|\bat .+:\d+:\d+/.test(text) && isRefusal)
    return `The inside of the engine shows: ${said}`;
  if (!type.startsWith('application/json')) return undefined;
  const json = parse(text);
  if (json === undefined) return `No JSON: ${said}`;
  return isRefusal && !isErrorBody(json, status) ? `An error of another form: ${said}` : undefined;
}

function isErrorBody(json: unknown, status: number): boolean {
  if (!isObject(json)) return false;
  const { error } = json;
  return isObject(error)
    ? json['status'] === status && typeof error['code'] === 'string' && isText(error['message'])
    : typeof json['code'] === 'number' && isText(json['message']) && Array.isArray(json['details']);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe({ method, path, headers, body }: FuzzRequest): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
  const shown = text.length > 1500 ? `${text.slice(0, 1500)}… (${text.length})` : text;
  return `${method} ${path.slice(0, 500)} ${JSON.stringify(headers)}\n${shown}`;
}
