import { Failure } from '../../common/failure.ts';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { localProvider, pineconeProvider } from '../../model/embedding/indexModel.ts';
import { looksLikeKey } from '../../model/exposedKeys.ts';
import { isLoopbackHost } from '../../model/isLoopbackHost.ts';

/** Returns the name of a provider. Throws `badInput`. */
export function decodeProviderName(text: string): string {
  const name = text.trim();
  if (namePattern.test(name) && !reservedNames.includes(name)) return name;
  const message = reservedNames.includes(name)
    ? `The name “${name}” stands for a provider that needs no address`
    : 'A name has up to 40 lower-case letters, digits and hyphens';
  throw new Failure('badInput', message);
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** A parameter that carries a key at some servers. Azure's `api-version` is none. */
const keyParameter = /key|token|secret|password|auth|sig/i;

/** Names that stand for providers without an address. */
const reservedNames: readonly string[] = [localProvider, pineconeProvider];

/**
 * Returns the base address of a provider. Throws `badInput` for one that cannot be used, and for plain http beyond this
 * machine, where others could read texts and key.
 */
export function decodeProviderUrl(text: string): string {
  const url = parseUrl(text.trim());
  if (url === undefined || url.hostname === '')
    throw new Failure('badInput', 'The address of a provider looks like https://host/v1');
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new Failure(
      'badInput',
      `The address of “${url.host}” must not hold a user or a fragment`,
    );
  if (looksLikeKey(text) || [...url.searchParams.keys()].some((name) => keyParameter.test(name)))
    throw new Failure('badInput', 'The address must not hold a key: the last step asks for it');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname)))
    throw new Failure(
      'badInput',
      `Texts are not sent to “${url.host}”: the address must begin with https://, unless it is this machine`,
    );
  return url.href.replace(/\/embeddings\/?$/, '').replace(/\/+$/, '');
}

/** Whether texts for this address stay on this machine. */
export function isOnThisMachine({ url }: Pick<EmbeddingEndpoint, 'url'>): boolean {
  const parsed = parseUrl(url);
  return parsed !== undefined && isLoopbackHost(parsed.hostname);
}

/** Returns what a key and a consent are bound to. */
export function originOf({ url }: Pick<EmbeddingEndpoint, 'url'>): string {
  return parseUrl(url)?.origin ?? '';
}

function parseUrl(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}
