import { createHmac, randomBytes } from 'node:crypto';
import { throwIfAborted } from '../common/async.ts';
import { Secret } from '../common/secret.ts';
import { isLoopbackHost } from '../model/isLoopbackHost.ts';
import { errorCodeOf } from './errorCodeOf.ts';
import { readTrustedFile } from './trustedFile.ts';

/** Where an engine answers and which process it is: what it writes into its data folder while it runs. */
export type EngineRecord = { readonly url: string; readonly pid: number; readonly version: string };

/** `answering`, or why not: nothing of ours is `gone`, or it is there but `silent`. */
export type Health = 'answering' | 'silent' | 'gone';

const healthTimeoutMs = 2000;
const maxHealthBytes = 4096;

/** The engine that a data folder names; it may be long gone. */
export async function readRecord(dataFolder: string): Promise<EngineRecord | undefined> {
  const text = await readTrustedFile(dataFolder, 'engine.json');
  return text === undefined ? undefined : parseRecord(text);
}

/** What a record's text or the ready line says, or nothing where it is neither. */
export function parseRecord(text: string): EngineRecord | undefined {
  const value = parseObject(text);
  const { url, pid, version } = value ?? {};
  if (typeof url !== 'string' || typeof version !== 'string') return undefined;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return isLoopback(url) ? { url: url.replace(/\/+$/, ''), pid, version } : undefined;
}

/** The key that opens the engine of a data folder; none where it was started with a key of its own. */
export async function readKey(dataFolder: string): Promise<Secret | undefined> {
  const text = await readTrustedFile(dataFolder, 'engine.key');
  const key = text?.trim() ?? '';
  return key === '' ? undefined : new Secret(key);
}

/**
 * Whether this very engine answers at its address: same process, same version, and the same key, which it has to prove
 * before anybody sends it. Without a key to ask for, the first two have to do.
 */
export async function checkHealth(
  record: EngineRecord,
  key: Secret | undefined,
  signal: AbortSignal,
): Promise<Health> {
  const timeout = AbortSignal.timeout(healthTimeoutMs);
  const challenge = randomBytes(24).toString('base64url');
  try {
    const response = await fetch(`${record.url}/healthz`, {
      headers: { 'x-vectorscope-challenge': challenge },
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    const { pid, version, proof } = parseObject(await readBounded(response)) ?? {};
    const isIt = pid === record.pid && version === record.version;
    const isProven = key === undefined || proof === proofOf(key, record, challenge);
    return isIt && isProven ? 'answering' : 'gone';
  } catch {
    throwIfAborted(signal);
    return isAlive(record.pid) ? 'silent' : 'gone';
  }
}

/** The beginning of an answer: what is at the port may not be the engine, and answer without an end. */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxHealthBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the engine at that port answers to the challenge, if it has the key. */
function proofOf(key: Secret, { url }: EngineRecord, challenge: string): string {
  const { port } = new URL(url);
  return createHmac('sha256', key.reveal()).update(`${port} ${challenge}`).digest('base64url');
}

/** Whether a process with this number exists; another may have got it since. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === 'EPERM';
  }
}

/** The fields of a JSON object, or nothing where the text is none. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The key goes nowhere else, whatever the record says. */
function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' && isLoopbackHost(parsed.hostname) && isBare(parsed);
}

/** Nothing but a host and a port: a path could lead the key past the engine. */
function isBare({ username, password, pathname, search, hash, port }: URL): boolean {
  return (
    [username, password, search, hash].every((part) => part === '') &&
    pathname === '/' &&
    port !== ''
  );
}
