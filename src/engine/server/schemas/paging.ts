import { Failure } from '../../../common/failure.ts';

/** Decodes the page that a list request selects. Throws `badInput` for an invalid prefix, limit or token. */
export function pageOf(parameters: PageParameters, defaultLimit = maxLimit): PageQuery {
  const { prefix = '', limit = String(defaultLimit), paginationToken: token } = parameters;
  return {
    prefix: readPrefix(prefix),
    after: token ? readToken(token) : '',
    limit: readLimit(/^\d+$/.test(limit) ? Number(limit) : Number.NaN, maxLimit, defaultLimit),
  };
}

const maxLimit = 100;

/** The page that a list request selects. */
export type PageQuery = { readonly prefix: string; readonly after: string; readonly limit: number };

/** The parameters of a list request, as in the query of a URL. */
export type PageParameters = {
  readonly prefix?: string | undefined;
  readonly limit?: string | undefined;
  readonly paginationToken?: string | undefined;
};

const maxPrefixLength = 512;

/** The characters of namespaces and ids: ASCII without NUL. */
// oxlint-disable-next-line no-control-regex -- names may have control characters
export const nameCharacters = /^[\x01-\x7F]*$/;

/** Decodes a prefix. Throws `badInput` if no name can have it. */
export function readPrefix(prefix: string): string {
  if (prefix.length <= maxPrefixLength && nameCharacters.test(prefix)) return prefix;
  const message = `A prefix has at most ${maxPrefixLength} ASCII characters and no NUL`;
  throw new Failure('badInput', message);
}

/** Decodes a limit. Throws `badInput` if it is out of range. */
export function readLimit(limit: number | undefined, max: number, defaultLimit: number): number {
  if (limit === undefined) return defaultLimit;
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new Failure('badInput', `limit must be an integer from 1 to ${max}`);
}

/** Returns the token of the next page, or undefined on the last page. */
export function nextToken(isLast: boolean, lastItem: string | undefined): string | undefined {
  if (isLast || lastItem === undefined) return undefined;
  return Buffer.from(JSON.stringify([lastItem])).toString('base64url');
}

/** Returns the pagination field of a response, or nothing without a next page. */
export function pagination(next: string | undefined): object {
  return next === undefined ? {} : { pagination: { next } };
}

/**
 * Decodes a token into the last item of the previous page. Throws `badInput` for tokens that the engine did not
 * make.
 */
export function readToken(token: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 1 && typeof parsed[0] === 'string')
      return parsed[0];
  } catch {
    // Rejected below like any other invalid token.
  }
  throw new Failure('badInput', 'The pagination token is not valid: start again without one');
}
