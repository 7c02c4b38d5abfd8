import { Failure } from '../../../common/failure.ts';

const maxLimit = 100;

export type PageQuery = { readonly prefix: string; readonly after: string; readonly limit: number };

/** The page that a list's query string asks for. Throws `badInput` on a prefix, a limit or a token that is none. */
export function pageOf(
  query: Readonly<Record<string, string>>,
  defaultLimit = maxLimit,
): PageQuery {
  const { prefix = '', limit = String(defaultLimit), paginationToken: token } = query;
  return {
    prefix: readPrefix(prefix),
    after: token ? readToken(token) : '',
    limit: readLimit(/^\d+$/.test(limit) ? Number(limit) : Number.NaN, maxLimit, defaultLimit),
  };
}

const maxPrefixLength = 512;

/** What names of namespaces and records are made of: ASCII, and no NUL. */
// oxlint-disable-next-line no-control-regex -- names may have control characters
export const nameCharacters = /^[\x01-\x7F]*$/;

/** Throws `badInput` on a prefix that no name can have. */
export function readPrefix(prefix: string): string {
  if (prefix.length <= maxPrefixLength && nameCharacters.test(prefix)) return prefix;
  const message = `A prefix has at most ${maxPrefixLength} ASCII characters and no NUL`;
  throw new Failure('badInput', message);
}

/** Throws `badInput` on a limit that is out of range. */
export function readLimit(limit: number | undefined, max: number, defaultLimit: number): number {
  if (limit === undefined) return defaultLimit;
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new Failure('badInput', `limit must be an integer from 1 to ${max}`);
}

/** What an answer says about the next page: nothing on the last one. */
export function pagination(isLast: boolean, lastItem: string | undefined): object {
  if (isLast || lastItem === undefined) return {};
  return { pagination: { next: Buffer.from(JSON.stringify([lastItem])).toString('base64url') } };
}

/** The item after which a page begins. Throws `badInput` on a token that is not ours. */
export function readToken(token: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 1 && typeof parsed[0] === 'string')
      return parsed[0];
  } catch {
    // Told below like any other token that is not ours.
  }
  throw new Failure('badInput', 'The pagination token is not valid: start again without one');
}
