import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import { hasAliases, type ApiVersion } from './apiVersion.ts';
import { decode, isGiven } from './decode.ts';
import { nameCharacters } from './paging.ts';

/** Throws `badInput` for API versions without aliases. */
export function requireAliases(version: ApiVersion): void {
  if (hasAliases(version)) return;
  const message = `Namespace aliases need API version 2026-07; the request uses ${version}`;
  throw refused('API_VERSION_TOO_OLD', message);
}

const maxLimit = 100;
const maxNameLength = 512;

/** Printable ASCII without the space and characters with a meaning in URLs. */
const aliasName = /^[\x21\x22\x24\x27-\x2A\x2C-\x2E\x30-\x3A\x3C\x3E\x40-\x5B\x5D-\x7E]{1,512}$/;

const aliasBody = v.object({
  name: v.nullish(v.string()),
  target_namespace: v.nullish(v.string()),
});

/** The page of aliases that a list request selects. */
export type AliasPage = {
  readonly prefix: string;
  readonly target: string | undefined;
  /** The name after which the page starts. */
  readonly after: string;
  readonly limit: number;
};

/** Decodes the name of an alias. Throws `badInput`. */
export function decodeAliasName(name: string | null | undefined): string {
  const reserved = [defaultNamespace, '.', '..'];
  if (isGiven(name) && aliasName.test(name) && !reserved.includes(name)) return name;
  const message = `Names of aliases have 1 to ${maxNameLength} printable ASCII characters, but for the space and / ? # % & = \\ ; +, and are not ${reserved.join(', ')}`;
  throw refused('ALIAS_NAME_INVALID', message);
}

/** Decodes a request to create an alias. Throws `badInput`. */
export function decodeNewAlias(body: unknown): { name: string; target: string } {
  const { name, target_namespace: target } = decode(aliasBody, body);
  return { name: decodeAliasName(name), target: decodeTarget(target) };
}

/** Decodes a request to change the target of an alias. Throws `badInput`. */
export function decodeNewTarget(body: unknown): string {
  return decodeTarget(decode(aliasBody, body).target_namespace);
}

function decodeTarget(target: string | null | undefined): string {
  if (!isGiven(target) || target === '')
    throw refused('TARGET_NAMESPACE_REQUIRED', 'Name the target of the alias in target_namespace');
  if (target.length > maxNameLength) {
    const message = `Names of namespaces have at most ${maxNameLength} characters, not ${target.length}`;
    throw refused('NAMESPACE_TOO_LONG', message);
  }
  if (nameCharacters.test(target)) return target;
  throw refused('NAMESPACE_INVALID', 'Names of namespaces are of ASCII characters without NUL');
}

/** Decodes the page that a list request selects. A token contains the filters of the first page. Throws `badInput`. */
export function decodeAliasPage(query: Readonly<Record<string, string>>): AliasPage {
  const { limit = String(maxLimit), paginationToken, prefix, target_namespace: target } = query;
  const known = ['limit', 'paginationToken', 'prefix', 'target_namespace'];
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Failure('badInput', `“${unknown}” is no parameter of this list: ${known.join(', ')}`);
  if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > maxLimit)
    throw refused('LIST_INVALID_LIMIT', `limit must be an integer from 1 to ${maxLimit}`);
  if (target === '')
    throw refused('TARGET_FILTER_EMPTY', 'target_namespace is empty: leave it out');
  checkPrefix(prefix ?? '');
  const page = { prefix: prefix ?? '', target, after: '', limit: Number(limit) };
  if (paginationToken === undefined || paginationToken === '') return page;
  const token = readToken(paginationToken);
  checkRepeated('PREFIX', prefix, token.prefix === '' ? undefined : token.prefix);
  checkRepeated('TARGET', target, token.target);
  return { ...page, ...token };
}

/** Returns the token of the next page. */
export function aliasToken({ prefix, target }: AliasPage, after: string): string {
  return Buffer.from(JSON.stringify(['alias', after, prefix, target ?? null])).toString(
    'base64url',
  );
}

function readToken(token: string): Pick<AliasPage, 'after' | 'prefix' | 'target'> {
  const text = Buffer.from(token, 'base64url').toString();
  try {
    const tuple = v.tuple([v.literal('alias'), v.string(), v.string(), v.nullable(v.string())]);
    const [, after, prefix, target] = v.parse(tuple, JSON.parse(text));
    return { after, prefix, target: target ?? undefined };
  } catch (error) {
    const message = 'The pagination token is not valid: start again without one';
    throw refused('INVALID_PAGINATION_TOKEN', message, error);
  }
}

/** Checks that a filter repeated beside a token equals the one in the token. */
function checkRepeated(
  filter: 'PREFIX' | 'TARGET',
  repeated: string | undefined,
  original: string | undefined,
): void {
  if (repeated === undefined || repeated === original) return;
  const word = original === undefined ? `NEW_${filter}` : filter;
  const message = 'The filters differ from those of the first page: start again without a token';
  throw refused(`LIST_INVALID_TOKEN_WITH_${word}`, message);
}

function checkPrefix(prefix: string): void {
  if (prefix.length > maxNameLength)
    throw refused('PREFIX_TOO_LONG', `The prefix has more than ${maxNameLength} characters`);
  if (prefix.includes('\0'))
    throw refused('PREFIX_MUST_NOT_CONTAIN_NULL_CHARACTER', 'The prefix contains NUL');
  if (!nameCharacters.test(prefix))
    throw refused('PREFIX_MUST_BE_ASCII', 'The prefix is not ASCII');
}

function refused(word: string, message: string, cause?: unknown): Failure {
  return new Failure('badInput', message, { reason: { word }, cause });
}
