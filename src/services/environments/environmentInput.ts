import { Failure } from '../../common/failure.ts';
import { Secret } from '../../common/secret.ts';
import {
  environmentColours,
  environmentRoles,
  localEnvironment,
  type Environment,
  type EnvironmentColour,
  type EnvironmentRole,
} from '../../model/environment.ts';
import { looksLikeKey } from '../../model/exposedKeys.ts';
import { isLoopbackHost } from '../../model/isLoopbackHost.ts';
import { isVisible } from '../../model/escapeInvisible.ts';

const maxNameLength = 60;
const maxPerSecond = 1000;

/**
 * Returns the trimmed name. Throws `badInput` if it is empty, too long, looks like a key, or has invisible characters.
 */
export function decodeName(text: string): string {
  const name = text.trim();
  if (name === '') throw new Failure('badInput', 'An environment needs a name');
  if (name.length > maxNameLength)
    throw new Failure('badInput', `A name has at most ${maxNameLength} characters`);
  if (looksLikeKey(name))
    throw new Failure(
      'badInput',
      'A name must not be a key: remove it from the settings and rotate it',
    );
  if (!isVisible(name))
    throw new Failure('badInput', 'A name is one line of text without invisible characters');
  return name;
}

/**
 * Returns the origin and path of a controller without a trailing slash. Throws `badInput` for URLs that could leak a
 * key: anything but https (except on this machine), credentials, or a query.
 */
export function decodeControllerUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.port === '0')
    throw new Failure('badInput', 'A host is a web address, such as https://api.example.com');
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new Failure(
      'badInput',
      'Keys are sent over https only, except to this machine (127.0.0.1, localhost)',
    );
  if (looksLikeKey(text))
    throw new Failure('badInput', 'The address must not hold a key: remove it and rotate it');
  if (url.username !== '' || url.password !== '')
    throw new Failure('badInput', 'The address must not hold a name or password');
  if (url.search !== '' || url.hash !== '')
    throw new Failure('badInput', 'The address must not hold a query or fragment');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * Returns the key from typed or pasted text. Throws `badInput`, without quoting the text, for characters that no header
 * allows.
 */
export function decodeKey(text: string): Secret {
  const key = text.trim();
  if (key === '') throw new Failure('badInput', 'Enter the key');
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new Failure('badInput', 'A key has only Latin letters, digits and signs, and no spaces');
  return new Secret(key);
}

/** Whether requests to this address stay on this machine. */
export function isOnThisMachine(controllerUrl: string): boolean {
  return isLoopbackHost(new URL(controllerUrl).hostname);
}

/** Decodes an environment from settings. Throws `badInput` with a message for the author of the entry. */
export function decodeEnvironment(value: unknown): Environment {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Failure('badInput', 'An environment is an object with id, name and kind');
  const entry = value as Record<string, unknown>;
  const id = entry['id'];
  if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id))
    throw new Failure('badInput', '“id” must be 1 to 64 letters, digits, “-” or “_”');
  if (looksLikeKey(id))
    throw new Failure(
      'badInput',
      'An id must not be a key: remove it from the settings and rotate it',
    );
  if (id === localEnvironment.id)
    throw new Failure('badInput', `The id “${id}” belongs to the local engine`);
  if (typeof entry['name'] !== 'string') throw new Failure('badInput', '“name” must be text');
  const name = decodeName(entry['name']);
  const role = oneOf('role', entry['role'], environmentRoles, 'development');
  const colour = oneOf('colour', entry['colour'], environmentColours, 'blue');
  const readOnly = entry['readOnly'] ?? false;
  if (typeof readOnly !== 'boolean')
    throw new Failure('badInput', '“readOnly” must be true or false');
  const address = decodeAddress(entry['kind'], entry['controllerUrl']);
  const limit = entry['requestsPerSecond'];
  return {
    id,
    name,
    role,
    colour,
    ...(readOnly && { readOnly }),
    ...(limit !== undefined && { requestsPerSecond: decodeRequestLimit(limit) }),
    ...address,
  };
}

/** Returns a limit of requests a second. Throws `badInput` unless it is a whole number from 1 to 1,000. */
export function decodeRequestLimit(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxPerSecond)
    return value;
  throw new Failure(
    'badInput',
    'The request limit (“requestsPerSecond”) is a whole number from 1 to 1,000',
  );
}

function decodeAddress(
  kind: unknown,
  controllerUrl: unknown,
): Pick<Environment, 'kind' | 'controllerUrl'> {
  if (kind === 'cloud') {
    if (controllerUrl !== undefined)
      throw new Failure('badInput', '“controllerUrl” is only for the kind “custom”');
    return { kind };
  }
  if (kind !== 'custom') throw new Failure('badInput', '“kind” must be “cloud” or “custom”');
  if (typeof controllerUrl !== 'string')
    throw new Failure('badInput', 'The kind “custom” needs a “controllerUrl”');
  return { kind, controllerUrl: decodeControllerUrl(controllerUrl) };
}

function oneOf<T extends EnvironmentRole | EnvironmentColour>(
  field: string,
  value: unknown,
  words: readonly T[],
  byDefault: T,
): T {
  if (value === undefined) return byDefault;
  const word = words.find((known) => known === value);
  if (word === undefined)
    throw new Failure('badInput', `“${field}” must be one of ${words.join(', ')}`);
  return word;
}
