import { createHmac, randomBytes } from 'node:crypto';
import { throwIfAborted } from '../common/async.ts';
import { Secret } from '../common/secret.ts';
import { isLoopbackHost } from '../model/isLoopbackHost.ts';
import { errorCodeOf } from './errorCodeOf.ts';
import { readTrustedFile } from './trustedFile.ts';

/** Address and process of a running engine, which it writes to its data folder. */
export type EngineAddress = {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
};

/** `answering`, `silent` (the process exists but does not respond) or `gone`. */
export type Health = 'answering' | 'silent' | 'gone';

const healthTimeoutMs = 2000;
const maxHealthBytes = 4096;

/** Reads the address file of a data folder; the engine may have stopped long ago. */
export async function readAddress(dataFolder: string): Promise<EngineAddress | undefined> {
  const text = await readTrustedFile(dataFolder, 'engine.json');
  return text === undefined ? undefined : parseAddress(text);
}

/** Parses an address file or the engine's ready line; `undefined` for other text. */
export function parseAddress(text: string): EngineAddress | undefined {
  const value = parseObject(text);
  const { url, pid, version } = value ?? {};
  if (typeof url !== 'string' || typeof version !== 'string') return undefined;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return isLoopback(url) ? { url: url.replace(/\/+$/, ''), pid, version } : undefined;
}

/** Reads the engine key of a data folder; `undefined` if the engine was started with its own key. */
export async function readKey(dataFolder: string): Promise<Secret | undefined> {
  const text = await readTrustedFile(dataFolder, 'engine.key');
  const key = text?.trim() ?? '';
  return key === '' ? undefined : new Secret(key);
}

/**
 * Checks that this engine answers at its address: same process, same version, and proof that it has the key, before the
 * key is sent. Without a key to check, process and version decide.
 */
export async function checkHealth(
  address: EngineAddress,
  key: Secret | undefined,
  signal: AbortSignal,
): Promise<Health> {
  const timeout = AbortSignal.timeout(healthTimeoutMs);
  const challenge = randomBytes(24).toString('base64url');
  try {
    const response = await fetch(`${address.url}/healthz`, {
      headers: { 'x-vectorscope-challenge': challenge },
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    const { pid, version, proof } = parseObject(await readBounded(response)) ?? {};
    const isIt = pid === address.pid && version === address.version;
    const isProven = key === undefined || proof === proofOf(key, address, challenge);
    return isIt && isProven ? 'answering' : 'gone';
  } catch {
    throwIfAborted(signal);
    return isAlive(address.pid) ? 'silent' : 'gone';
  }
}

/** Returns the start of a response: another server at the port may respond without end. */
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

/** Returns the expected response to a challenge from an engine with this key. */
function proofOf(key: Secret, { url }: EngineAddress, challenge: string): string {
  const { port } = new URL(url);
  return createHmac('sha256', key.reveal()).update(`${port} ${challenge}`).digest('base64url');
}

/** Whether a process with this id exists; the id may belong to a newer process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === 'EPERM';
  }
}

/** Parses a JSON object; `undefined` for other text. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The key is sent to this machine only, even if the address file names another. */
function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' && isLoopbackHost(parsed.hostname) && isBare(parsed);
}

/** Whether a URL has only host and port: a path could send the key to another server. */
function isBare({ username, password, pathname, search, hash, port }: URL): boolean {
  return (
    [username, password, search, hash].every((part) => part === '') &&
    pathname === '/' &&
    port !== ''
  );
}
